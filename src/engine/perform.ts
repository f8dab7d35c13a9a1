// The only place with outside effects: connectors plan, read and apply what a settled step ordered.

import { z } from 'zod'
import type { Act, Command } from '../command/command.ts'
import { summary } from '../command/display/command-lines.ts'
import { fieldLine, type ValueKind } from '../command/display/label.ts'
import { pictureSchema } from '../command/display/picture.ts'
import type { Event, Outcome } from '../command/event.ts'
import { operationOf } from '../command/flow.ts'
import { type Phrase, phrase } from '../command/phrase.ts'
import { recordChanged } from '../command/record-check.ts'
import type { Flow } from '../command/spec.ts'
import type { Json } from '../evidence/artifact.ts'
import type { Work } from '../store/store.ts'
import type { ApplyResult, Connector, Order } from './connector.ts'
import { guardedConnector } from './guarded-connector.ts'
import {
  applyActs,
  doneWith,
  markedAsRepeat,
  planActs,
  readyActs,
  ruleFieldsIn,
  verifiedDone,
} from './recovery.ts'

/** The connector for this flow and tenant; null for none. */
export type ConnectorOf = (name: string, tenant: string) => Connector | null

export type WorkResult =
  | Omit<Extract<Event, { kind: 'planned' }>, 'id' | 'at'>
  | Omit<Extract<Event, { kind: 'finished' }>, 'id' | 'at'>

/** Why granted work does not begin; a message id. */
export type StopReason = 'stopped-by-lockdown' | 'stopped-by-expiry' | 'stopped-by-policy'

export interface PerformHooks {
  /** Called when a connector throws, which none may. */
  defect(error: unknown): void
  /** Asked right before each act: what forbids it now, or null. */
  stopped(): Promise<StopReason | null>
  /** Are the files that define the command unchanged? They may be edited between two runs. */
  asDefined(command: Command): boolean
  /** What the pack in force now allows. */
  readonly terms: Pick<Order, 'agent' | 'lifetimes'>
}

/**
 * Does one piece of work. `leftOver`: it was begun before a restart and its outcome is unknown, so
 * that it is verified before acting again.
 */
export async function perform(
  work: Work,
  flow: Flow | undefined,
  connectorOf: ConnectorOf,
  leftOver: boolean,
  watch: PerformHooks,
): Promise<WorkResult> {
  const { command } = work
  if (work.unproven === true || isOfOtherKind(work, flow)) return refused(command)
  if (work.what === 'apply' && !watch.asDefined(command))
    return left(command, 'uncertain-redefined')
  if (command.acts !== undefined) return recover(work, command.acts, connectorOf, leftOver, watch)
  const { connector: name, operation } = operationOf(flow?.does ?? '')
  const found = connectorOf(name, command.tenant)
  if (flow === undefined || found === null) return without(work, name, leftOver)
  const connector = guardedConnector(found, watch.defect)
  const order = orderOf(command, operation, watch)
  if (work.what === 'plan') return planned(command, await connector.plan(order))
  const finished = (outcome: Outcome): WorkResult => ({
    kind: 'finished',
    commandId: command.id,
    outcome,
  })
  if (work.what === 'read') return finished(answerOf(command, await connector.read(order)))
  const act = gated(watch)
  if (!leftOver) return finished(await act(connector, order))
  const before = await connector.verify(order)
  const known = verifiedDone(before)
  if (known !== null) return finished(known)
  if (before === 'undone') return finished(await act(connector, markedAsRepeat(connector, order)))
  return left(command, 'uncertain-after-restart')
}

/** The outcome of work that may have been done before a restart, and is not repeated. */
function left({ id: commandId }: Command, id: string): WorkResult {
  return {
    kind: 'finished',
    commandId,
    outcome: { kind: 'unknown', reason: { id } },
  }
}

/** Does the kind of work contradict the flow's class? The work row may have been changed. */
function isOfOtherKind({ what }: Work, flow: Flow | undefined): boolean {
  return what !== 'plan' && flow !== undefined && (what === 'read') !== (flow.risk === 'S0')
}

/** The record differs from its evidence: nothing is done, and no connector is asked. */
function refused(command: Command): WorkResult {
  const outcome = { kind: 'failed', reason: { id: recordChanged } } as const
  return { kind: 'finished', commandId: command.id, outcome }
}

/** A recovery: plans, applies and verifies its list of acts. */
async function recover(
  work: Work,
  acts: readonly Act[],
  connectorOf: ConnectorOf,
  leftOver: boolean,
  watch: PerformHooks,
): Promise<WorkResult> {
  const { command } = work
  const ready = readyActs(command, acts, watch, (name) => {
    const found = connectorOf(name, command.tenant)
    return found === null ? null : guardedConnector(found, watch.defect)
  })
  if (work.what === 'plan') return planned(command, await planActs(ready))
  const outcome = await applyActs(ready, leftOver, gated(watch))
  return { kind: 'finished', commandId: command.id, outcome }
}

function orderOf(command: Command, operation: string, { terms }: PerformHooks): Order {
  return {
    operation,
    slots: command.slots,
    idempotencyKey: command.idempotencyKey,
    tenant: command.tenant,
    requester: command.requester,
    commandName: command.name,
    ...terms,
    ...(command.preview === null
      ? {}
      : {
          seen: command.preview.changes,
          shown: command.preview.shows,
          ...ruleFieldsIn(command.preview),
        }),
  }
}

/** The reasons for orders that may have been sent before a restart. */
const unclearBy = {
  'stopped-by-lockdown': 'unclear-under-lockdown',
  'stopped-by-expiry': 'unclear-past-expiry',
  'stopped-by-policy': 'unclear-under-policy',
} as const satisfies Record<StopReason, string>

/**
 * Applies an order unless something stops it. An order that may have been sent before is
 * then uncertain rather than failed (see `Order.again`).
 */
function gated(watch: PerformHooks) {
  return async (connector: Connector, order: Order): Promise<Outcome> => {
    const id = await watch.stopped()
    if (id === null) return applied(connector, order)
    return order.again === true
      ? { kind: 'unknown', reason: { id: unclearBy[id] } }
      : { kind: 'failed', reason: { id } }
  }
}

/** Applies an order; an unclear answer is verified once with the connector. */
async function applied(connector: Connector, order: Order): Promise<Outcome> {
  const answer = await connector.apply(order)
  if (answer.kind === 'done') return doneWith(answer)
  if (answer.kind === 'failed') return answer
  const after = await connector.verify(order)
  if (after === 'undone' && connector.actsInStore === true) return { ...answer, kind: 'failed' }
  return verifiedDone(after) ?? answer
}

function planned(command: Command, plan: Awaited<ReturnType<Connector['plan']>>): WorkResult {
  if (plan.kind !== 'planned')
    return {
      kind: 'planned',
      commandId: command.id,
      result: { kind: plan.kind, reason: plan.reason },
    }
  const shows = plan.shows.map(([field, value]): [string, string] => [field, value])
  const changes = plan.changes.map((one) => ({ ...one }))
  const numbers = [...(plan.numbers ?? [])]
  const moments = plan.moments === undefined ? {} : { moments: [...plan.moments] }
  const target =
    plan.target === undefined
      ? {}
      : { target: plan.target.map((one): [string, string] => [...one]) }
  const touches = plan.touches === undefined ? {} : { touches: [...plan.touches] }
  const means = plan.means === undefined ? {} : { means: plan.means }
  return {
    kind: 'planned',
    commandId: command.id,
    result: {
      kind: 'planned',
      preview: { shows, changes, numbers, ...target, ...moments, ...means, ...touches },
    },
  }
}

const phraseOutline = z.object({ id: z.string() })
const linesSchema = z.array(z.custom<Phrase>((value) => phraseOutline.safeParse(value).success))

/** The answer to a query: lines worded by the connector, or one line per field. */
function answerOf(command: Command, answer: ApplyResult): Outcome {
  if (answer.kind !== 'done') return answer
  const own = linesSchema.safeParse(answer.result['lines'])
  const picture = pictureSchema.safeParse(answer.result['picture'])
  const drawn = picture.success ? { picture: picture.data } : {}
  const refused = answer.result['refused'] === true ? { refused: true as const } : {}
  if (own.success) return { kind: 'done', lines: own.data, ...refused, ...drawn }
  const title = phrase('answer-title', {
    environment: command.environment.toUpperCase(),
    what: summary(command),
  })
  return { kind: 'done', lines: [title, ...fieldLines(answer)] }
}

function fieldLines({ result, moments = [] }: Done): readonly Phrase[] {
  const kindOf = (name: string, value: Json): ValueKind => {
    if (moments.includes(name)) return 'moment'
    return typeof value === 'number' ? 'number' : 'text'
  }
  return Object.entries(result).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one: Json) => phrase('listed', { text: plainText(one) }))
      : [fieldLine(name, plainText(value), kindOf(name, value))],
  )
}

type Done = Extract<ApplyResult, { kind: 'done' }>

/** A value as text; the values of a record are joined. */
function plainText(value: Json): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return Object.values(value)
    .map((one: Json) => (typeof one === 'string' ? one : JSON.stringify(one)))
    .join(' · ')
}

/** The connector is gone. If the work may have been sent, its outcome is unknown. */
function without(work: Work, name: string, leftOver: boolean): WorkResult {
  const reason = { id: 'no-such-connector', args: { name } }
  const commandId = work.command.id
  if (work.what === 'plan')
    return { kind: 'planned', commandId, result: { kind: 'unavailable', reason } }
  const kind = leftOver && work.what === 'apply' ? 'unknown' : 'failed'
  return { kind: 'finished', commandId, outcome: { kind, reason } }
}
