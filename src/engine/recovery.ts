// Performs a recovery: act by act, in order, each under its own idempotency key; stops at the first
// failure.

import type { Act, Command, Difference, Preview, Reason } from '../command/command.ts'
import type { Outcome } from '../command/event.ts'
import { operationOf } from '../command/flow.ts'
import { ticketSchema } from '../command/ticket.ts'
import type { Touched } from '../policy/risk.ts'
import type { ApplyResult, Connector, Order, PlanResult, VerifyResult } from './connector.ts'

/** An act with its connector; null if there is none of that name. */
export interface ReadyAct {
  readonly act: Act
  readonly connector: Connector | null
  readonly order: Order
}

type Asked = Pick<Command, 'idempotencyKey' | 'tenant' | 'requester' | 'name' | 'preview'>

/** The acts of a command, each with its own idempotency key, so that each happens once. */
export function readyActs(
  command: Asked,
  acts: readonly Act[],
  { terms }: { readonly terms: Pick<Order, 'agent' | 'lifetimes'> },
  connectorOf: (name: string) => Connector | null,
): readonly ReadyAct[] {
  return acts.map((act, index) => {
    const { connector, operation } = operationOf(act.does)
    return {
      act,
      connector: connectorOf(connector),
      order: {
        operation,
        slots: act.slots,
        idempotencyKey:
          acts.length === 1 ? command.idempotencyKey : `${command.idempotencyKey}/${index}`,
        tenant: command.tenant,
        requester: command.requester,
        commandName: command.name,
        ...terms,
        ...seenOf(command, act, acts.length),
      },
    }
  })
}

/** What was previewed of this act; in a list each field has its command's name before it. */
function seenOf(
  { preview }: Asked,
  act: Act,
  count: number,
): Pick<Order, 'seen' | 'shown' | 'ruled'> {
  if (preview === null) return {}
  const { changes, shows } = preview
  if (count === 1)
    return {
      seen: changes,
      shown: shows.filter(([name]) => name !== act.mends),
      ...ruleFieldsIn(preview),
    }
  const own = `${act.mends} `
  return {
    ...ruleFieldsIn(preview, own),
    seen: changes
      .filter(({ field }) => field.startsWith(own))
      .map((one) => ({ ...one, field: one.field.slice(own.length) })),
  }
}

/** The fields that rules looked at; in a list only those with this command's name before them. */
export function ruleFieldsIn(
  { looked, shows, target = [] }: Preview,
  own = '',
): Pick<Order, 'ruled'> {
  if (looked === undefined) return {}
  const valuesOf = (name: string) =>
    [...shows, ...target].flatMap(([field, value]) => (field === own + name ? [value] : []))
  return { ruled: Object.fromEntries(looked.map((name) => [name, valuesOf(name)])) }
}

/** The combined preview of all acts; if one cannot be done, none is planned. */
export async function planActs(ready: readonly ReadyAct[]): Promise<PlanResult> {
  const shows: [string, string][] = []
  const changes: Difference[] = []
  const numbers: string[] = []
  const touches: Touched[] = []
  const target: (readonly [string, string])[] = []
  for (const one of ready) {
    if (one.connector === null) return { kind: 'unavailable', reason: missing(one) }
    const plan = await one.connector.plan(one.order)
    if (plan.kind !== 'planned') return plan
    const label = (field: string) => (ready.length === 1 ? field : `${one.act.mends} ${field}`)
    shows.push([one.act.mends, slotText(one.act)])
    numbers.push(...(plan.numbers ?? []).map(label))
    touches.push(...(plan.touches ?? []).map((it) => ({ ...it, name: label(it.name) })))
    for (const change of plan.changes) changes.push({ ...change, field: label(change.field) })
    // A list shows only each act's changes; rules still look at all fields.
    const pairs = (all: readonly (readonly [string, string])[] = []) =>
      all.map(([field, value]): [string, string] => [label(field), value])
    if (ready.length === 1) shows.push(...pairs(plan.shows))
    else target.push(...pairs(plan.shows))
    target.push(...pairs(plan.target))
  }
  const risked = touches.length > 0 ? { touches } : {}
  return { kind: 'planned', shows, changes, numbers, target, ...risked }
}

function slotText(act: Act): string {
  const values = Object.values(act.slots).map(String).join(' ')
  return `${act.does} ${values}`
}

function missing(one: ReadyAct): Reason {
  return { id: 'no-such-connector', args: { name: operationOf(one.act.does).connector } }
}

/**
 * Applies acts in order. `leftOver`: some may have happened before a restart, so each is verified
 * first.
 */
export async function applyActs(
  ready: readonly ReadyAct[],
  leftOver: boolean,
  applied: (connector: Connector, order: Order) => Promise<Outcome>,
): Promise<Outcome> {
  for (const [index, one] of ready.entries()) {
    const outcome = await applyAct(one, leftOver, applied)
    if (ready.length === 1) return outcome
    if (outcome.kind === 'done') continue
    return { ...outcome, reason: { ...stopped(ready, index), cause: outcome.reason } }
  }
  return { kind: 'done' }
}

async function applyAct(
  one: ReadyAct,
  leftOver: boolean,
  applied: (connector: Connector, order: Order) => Promise<Outcome>,
): Promise<Outcome> {
  if (one.connector === null) return { kind: leftOver ? 'unknown' : 'failed', reason: missing(one) }
  if (!leftOver) return applied(one.connector, one.order)
  const before = await one.connector.verify(one.order)
  const known = verifiedDone(before)
  if (known !== null) return known
  if (before === 'undone') return applied(one.connector, markedAsRepeat(one.connector, one.order))
  return { kind: 'unknown', reason: { id: 'uncertain-after-restart' } }
}

/** The order marked as possibly sent before a restart. */
export function markedAsRepeat({ actsInStore }: Connector, order: Order): Order {
  return actsInStore === true ? order : { ...order, again: true }
}

type Done = Extract<ApplyResult, { kind: 'done' }>

/** The outcome for an order that took effect unheard, with what is still known; null otherwise. */
export function verifiedDone(verified: VerifyResult): Outcome | null {
  if (verified === 'undone' || verified === 'unknown') return null
  return { ...(verified === 'done' ? { kind: 'done' } : doneWith(verified)), verified: true }
}

/** The outcome of an effect; of its result only a ticket is kept. */
export function doneWith({ result }: Done): Extract<Outcome, { kind: 'done' }> {
  if (result['ticket'] === undefined) return { kind: 'done' }
  const ticket = ticketSchema.safeParse(result['ticket'])
  return ticket.success ? { kind: 'done', ticket: ticket.data } : { kind: 'done' }
}

/** What was done, where it stopped and what is left, for the person who continues. */
function stopped(ready: readonly ReadyAct[], index: number): Reason {
  const names = (part: readonly ReadyAct[]) => part.map((one) => one.act.mends).join(', ')
  const [done, left] = [ready.slice(0, index), ready.slice(index + 1)]
  return {
    id: 'bulk-stopped',
    args: {
      at: ready[index]?.act.mends ?? '-',
      done: names(done),
      done_count: done.length,
      left: names(left),
      left_count: left.length,
    },
  }
}
