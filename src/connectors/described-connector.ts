// Makes a connector from an API description, over the real site or its sandbox twin, with the same
// logic for both.

import type { Difference, Reason } from '../command/command.ts'
import type {
  ApplyResult,
  Connector,
  Order,
  PlanResult,
  VerifyResult,
} from '../engine/connector.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Api, Effect, Operation, Read } from './api.ts'
import {
  type Fields,
  filled,
  numbersIn,
  oneLine,
  parseFields,
  type Scalar,
  shown,
  showsOf,
} from './fields.ts'
import { changedRuleField } from './rule-fields.ts'
import { otherRecord } from './same-record.ts'

/** The result of a read. `absent`: certainly not there. `blind`: it could not be read. */
export type LookupResult =
  | { readonly kind: 'seen'; readonly fields: Fields }
  | { readonly kind: 'absent'; readonly reason: Reason }
  | { readonly kind: 'blind'; readonly reason: Reason }

/** An operation with parsed slots; nothing unparsed reaches a site. */
export interface Task<Kind extends Operation> {
  readonly name: string
  readonly operation: Kind
  readonly slots: Fields
  readonly order: Order
}

/** Where operations are carried out. `look` never has an effect. */
export interface Backend {
  look(task: Task<Read>): Promise<LookupResult>
  act(task: Task<Effect>): Promise<ApplyResult>
}

/** The connector that `api` describes, acting on `site`; named after the api. */
export function describedConnector(api: Api, site: Backend): Connector {
  return {
    name: api.api,
    // No time limit here: each network attempt has its own, and the twin needs none.
    answersWithinMs: null,
    plan: (order) => plan(api, site, order),
    read: (order) => read(api, site, order),
    apply: (order) => apply(api, site, order),
    verify: (order) => verify(api, site, order),
  }
}

/**
 * The reason for a status: the operation's own, or the general one; with the slots as arguments.
 */
export function reasonFor(
  task: Task<Operation>,
  connector: string,
  status: string,
  id: string,
): Reason {
  const own = Object.hasOwn(task.operation.reasons, status)
    ? task.operation.reasons[status]
    : undefined
  return { id: own ?? id, args: { ...argumentsOf(task.slots), connector, status } }
}

/** The reason of the first `impossible_when` that holds; null for none. */
export function impossibleReason(task: Task<Effect>, seen: Fields): Reason | null {
  const found = task.operation.impossible_when.find(({ field, equals }) => seen[field] === equals)
  return found === undefined ? null : { id: found.reason, args: argumentsOf(task.slots) }
}

async function plan(api: Api, site: Backend, order: Order): Promise<PlanResult> {
  const task = taskOf(api, order)
  if ('id' in task) return { kind: 'impossible', reason: task }
  const { operation, slots } = task
  if (operation.kind === 'effect' && operation.preview === 'none')
    return {
      kind: 'planned',
      shows: showsOf(Object.keys(slots), slots),
      changes: changes(task, {}),
    }
  const target = operation.kind === 'effect' ? operation.preview : order.operation
  const looking = readTask(api, target, order)
  if ('id' in looking) return { kind: 'impossible', reason: looking }
  const sight = await sightOf(api, site, looking)
  switch (sight.kind) {
    case 'absent':
      return { kind: 'impossible', reason: sight.reason }
    case 'blind':
      return { kind: 'unavailable', reason: sight.reason }
    case 'seen': {
      const against = isEffect(task) ? impossibleReason(task, sight.fields) : null
      if (against !== null) return { kind: 'impossible', reason: against }
      const names = operation.shows ?? looking.operation.shows
      const shows = showsOf(names, sight.fields)
      const changed = changes(task, sight.fields)
      const target = showsOf(Object.keys(sight.fields), sight.fields)
      return { kind: 'planned', shows, changes: changed, numbers: numbersIn(sight.fields), target }
    }
  }
}

async function read(api: Api, site: Backend, order: Order): Promise<ApplyResult> {
  const task = readTask(api, order.operation, order)
  if ('id' in task) return { kind: 'failed', reason: task }
  const sight = await sightOf(api, site, task)
  // A query has no effect, so after any failure it is certain that nothing happened.
  if (sight.kind !== 'seen') return { kind: 'failed', reason: sight.reason }
  return { kind: 'done', result: sight.fields }
}

async function apply(api: Api, site: Backend, order: Order): Promise<ApplyResult> {
  const task = taskOf(api, order)
  if ('id' in task) return { kind: 'failed', reason: task }
  if (!isEffect(task)) return { kind: 'failed', reason: unknownOperation(api, order.operation) }
  const against = await changedSince(api, site, task)
  if (against !== null) return { kind: 'failed', reason: against }
  const applied = await site.act(task)
  const other = applied.kind === 'done' ? aboutAnother(api, task, applied.result) : null
  if (other !== null) return { kind: 'unknown', reason: other }
  const field = applied.kind === 'done' ? contradicted(task, applied.result) : null
  if (field === null) return applied
  const args = { connector: api.api, field }
  return { kind: 'unknown', reason: { id: 'connector-answer-contradicts', args } }
}

/** Reads; an answer about another record counts as not read. */
async function sightOf(api: Api, site: Backend, task: Task<Read>): Promise<LookupResult> {
  const sight = await site.look(task)
  const other = sight.kind === 'seen' ? aboutAnother(api, task, sight.fields) : null
  return other === null ? sight : { kind: 'blind', reason: other }
}

function aboutAnother(api: Api, task: Task<Operation>, answer: JsonObject): Reason | null {
  const other = otherRecord(task.operation, task.slots, answer)
  if (other === null) return null
  const { field, asked, answered } = other
  const args = { connector: api.api, field, asked: shown(asked), answered: shown(answered) }
  return { id: 'connector-answer-other', args }
}

/**
 * Reads the target again right before the effect: why it differs from what was approved. Null if it
 * is the same, has the new values already and may get them again, or is gone; the effect itself
 * then reports that. Only a repeated order may find what it did itself.
 */
async function changedSince(api: Api, site: Backend, task: Task<Effect>): Promise<Reason | null> {
  const { order, operation } = task
  const { seen, shown: shows = [] } = order
  if (seen === undefined || operation.preview === 'none') return null
  const looking = readTask(api, operation.preview, order)
  if ('id' in looking) return looking
  const sight = await sightOf(api, site, looking)
  if (sight.kind === 'blind') return sight.reason
  if (sight.kind === 'absent') return null
  const { fields } = sight
  const isNow = (field: string, value: string | null) =>
    value === (fields[field] === undefined ? null : oneLine(fields[field]))
  if (seen.length > 0 && seen.every(({ field, after }) => isNow(field, after))) {
    const against = order.again === true ? null : impossibleReason(task, fields)
    return against === null ? null : { ...against, outdated: true }
  }
  const field =
    seen.find((one) => !isNow(one.field, one.before))?.field ??
    shows.find(([name, value]) => !isNow(name, value))?.[0] ??
    changedRuleField(order, showsOf(Object.keys(fields), fields))
  return field === null
    ? null
    : { id: 'connector-target-changed', args: { connector: api.api, field }, outdated: true }
}

/** A field that the effect should have changed and, by its own answer, did not; null for none. */
function contradicted(task: Task<Effect>, result: JsonObject): string | null {
  const found = changes(task, {}).find(({ field, after }) => {
    const is = result[field]
    if (after === null || is === undefined || typeof is === 'object') return false
    return oneLine(is) !== after
  })
  return found?.field ?? null
}

/** Reads the state again. A state that somebody else caused counts as done too. */
async function verify(api: Api, site: Backend, order: Order): Promise<VerifyResult> {
  const task = taskOf(api, order)
  // An order that does not parse was never sent.
  if ('id' in task) return 'undone'
  if (!isEffect(task) || task.operation.verify === undefined) return 'unknown'
  const { read: target, field, equals } = task.operation.verify
  const looking = readTask(api, target, order)
  if ('id' in looking) return 'unknown'
  const sight = await sightOf(api, site, looking)
  if (sight.kind === 'blind') return 'unknown'
  if (field === undefined || equals === undefined)
    return sight.kind === 'absent' ? 'done' : 'undone'
  // The target was removed since, so that it is unknown whether the order took effect.
  if (sight.kind === 'absent') return 'unknown'
  return sight.fields[field] === filled(equals, task.slots) ? 'done' : 'undone'
}

function isEffect(task: Task<Operation>): task is Task<Effect> {
  return task.operation.kind === 'effect'
}

function taskOf(api: Api, order: Order, name = order.operation): Task<Operation> | Reason {
  const operation = Object.hasOwn(api.operations, name) ? api.operations[name] : undefined
  if (operation === undefined) return unknownOperation(api, name)
  const parsed = parseFields(operation.slots, order.slots)
  if (parsed.kind === 'parsed') return { name, operation, slots: parsed.fields, order }
  return { id: `connector-slot-${parsed.kind}`, args: { connector: api.api, slot: parsed.field } }
}

function readTask(api: Api, name: string, order: Order): Task<Read> | Reason {
  const task = taskOf(api, order, name)
  if ('id' in task) return task
  const { operation } = task
  return operation.kind === 'read' ? { ...task, operation } : unknownOperation(api, name)
}

function unknownOperation(api: Api, operation: string): Reason {
  return { id: 'connector-operation-unknown', args: { connector: api.api, operation } }
}

function changes(task: Task<Operation>, before: Fields): readonly Difference[] {
  if (!isEffect(task)) return []
  return task.operation.changes.flatMap(({ field, after }): Difference[] => {
    const next = after === undefined ? null : filled(after, task.slots)
    // An optional slot without a value changes nothing.
    if (after !== undefined && next === null) return []
    const old: Scalar | undefined = before[field]
    return [
      {
        field,
        before: old === undefined ? null : oneLine(old),
        after: next === null ? null : oneLine(next),
      },
    ]
  })
}

function argumentsOf(slots: Fields): Readonly<Record<string, string | number>> {
  const entries = Object.entries(slots)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'number' ? value : shown(value)]),
  )
}
