// The configuration units: a connector over the embedded store, with revisions and a true diff.

import { notItsOwn, quotaReached } from '../command/quota.ts'
import type {
  Applied,
  Connector,
  Difference,
  JsonObject,
  Order,
  Planned,
  Reason,
  Verified,
} from '../engine/ports.ts'
import { exceeded } from '../policy/quota.ts'
import { numbersIn, shown } from './fields.ts'
import { proposeChange, type Unit } from './unit-change.ts'
import type { UnitKind } from './unit-kind.ts'
import { lifetimeMoments, lifetimeResult, lifetimeShown, withLifetime } from './unit-lifetime.ts'
import { touchesOf } from './unit-risk.ts'
import { type Present, type Units, unitsAsOf } from './units.ts'

/** Enough for one answer in a chat; the result says how many there are. */
const listedUnitsMax = 50

/**
 * Operations: `units.show` and `units.list` are questions; `units.create` (unit, kind when there
 * are several, and the fields), `units.set` (unit, field, value), `units.delete` and
 * `units.restore` and `units.renew` (unit) are effects. The kinds are told apart by their names.
 */
export function configConnector(
  kinds: readonly UnitKind[],
  kept: Units,
  now: () => number,
): Connector {
  const inTurn = oneBehindTheOther()
  const units = unitsAsOf(kept, now)
  return {
    name: 'config',
    plan: (order) => plan(kinds, units, order),
    read: (order) => read(units, order),
    // Two of an agent's at once would both find room for the last unit of its quota.
    apply: (order) =>
      order.agent === undefined
        ? apply(kinds, units, order)
        : inTurn(() => apply(kinds, units, order)),
    verify: (order) => verify(units, order),
  }
}

function oneBehindTheOther() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
}

async function plan(kinds: readonly UnitKind[], units: Present, order: Order): Promise<Planned> {
  if (order.operation === 'units.show' || order.operation === 'units.list') {
    const answer = await read(units, order)
    if (answer.kind !== 'done') return { kind: 'impossible', reason: answer.reason }
    return {
      kind: 'planned',
      shows: showsOf(answer.result),
      changes: [],
      numbers: numbersIn(answer.result),
      moments: answer.moments ?? [],
    }
  }
  const proposed = await propose(kinds, units, order)
  if (proposed.kind === 'impossible') return proposed
  const { before, unit } = proposed
  const shows = [
    ['unit', unit.name],
    ['kind', unit.kind],
    ['revision', String(unit.revision)],
    ...lifetimeShown(order, unit),
  ] as const
  const numbers = [...numbersIn(before?.fields ?? {}), ...numbersIn(unit.fields)]
  const changes = differences(before, unit)
  return { kind: 'planned', shows, changes, numbers, touches: touchesOf(kinds, before, unit) }
}

type Proposed =
  | { readonly kind: 'possible'; readonly before: Unit | null; readonly unit: Unit }
  | { readonly kind: 'impossible'; readonly reason: Reason }

/** What the order would make of the unit as it is kept now, or why it cannot. */
async function propose(
  kinds: readonly UnitKind[],
  units: Present,
  order: Order,
): Promise<Proposed> {
  const { operation, slots, tenant, agent } = order
  const impossible = (id: string): Proposed => ({ kind: 'impossible', reason: reasonOf(id, order) })
  const before = await units.find(tenant, nameOf(order))
  if (before === 'foreign') return impossible('config-unit-foreign')
  const isForeignToIt = before !== null && before.agent !== agent?.name
  if (operation === 'units.delete' && agent?.deletes === 'own' && isForeignToIt)
    return impossible(notItsOwn)
  const proposal = proposeChange(kinds, operation, slots, before, agent?.name)
  if (proposal.kind === 'impossible') return proposal
  const lived = withLifetime(order, proposal.unit, units.now())
  if (lived.kind === 'impossible') return lived
  const { unit } = lived
  const isOneMore = !unit.deleted && (before === null || before.deleted)
  if (agent === undefined || agent.quota === null || !isOneMore || unit.agent !== agent.name)
    return { kind: 'possible', before, unit }
  const all = await units.list(tenant)
  if (all === 'foreign') return impossible('config-units-foreign')
  const own = all.filter((one) => one.agent === agent.name).map((one) => one.kind)
  const over = exceeded(agent.quota, own, unit.kind)
  if (over === null) return { kind: 'possible', before, unit }
  const { count, most, kind } = over
  const which = kind === null ? { of: 'all' } : { of: 'kind', kind }
  const args = { agent: agent.name, count, most, ...which }
  return { kind: 'impossible', reason: { id: quotaReached, args } }
}

async function read(units: Units, order: Order): Promise<Applied> {
  switch (order.operation) {
    case 'units.list': {
      const all = await units.list(order.tenant)
      if (all === 'foreign') return failed('config-units-foreign', order)
      const listed = all.slice(0, listedUnitsMax).map(({ name, kind, revision }) => ({
        unit: name,
        kind,
        revision,
      }))
      return { kind: 'done', result: { count: all.length, units: listed } }
    }
    case 'units.show': {
      const unit = await units.find(order.tenant, nameOf(order))
      if (unit === 'foreign') return failed('config-unit-foreign', order)
      if (unit === null || unit.deleted) return failed('config-unit-missing', order)
      return { kind: 'done', result: resultOf(unit), moments: lifetimeMoments(unit) }
    }
    default:
      return failed('connector-operation-unknown', order)
  }
}

async function apply(kinds: readonly UnitKind[], units: Present, order: Order): Promise<Applied> {
  const { idempotencyKey: key, tenant } = order
  const earlier = await units.applied(key)
  if (earlier !== null) return { kind: 'done', result: resultOf(earlier) }
  const proposed = await propose(kinds, units, order)
  if (proposed.kind === 'impossible') return { kind: 'failed', reason: proposed.reason }
  const { before, unit } = proposed
  // People said yes to a change from one value to another: from a third value they said nothing.
  if (order.seen !== undefined && !isSame(order.seen, differences(before, unit)))
    return changedMeanwhile(order)
  const expectedRevision = before?.revision ?? 0
  if ((await units.change(key, { tenant, expectedRevision, unit })) === 'done')
    return { kind: 'done', result: resultOf(unit) }
  // Two calls with one key may race here; the loser answers what the winner did.
  const meanwhile = await units.applied(key)
  if (meanwhile !== null) return { kind: 'done', result: resultOf(meanwhile) }
  return changedMeanwhile(order)
}

function isSame(seen: readonly Difference[], now: readonly Difference[]): boolean {
  const text = (all: readonly Difference[]) =>
    JSON.stringify(all.map(({ field, before, after }) => [field, before, after]))
  return text(seen) === text(now)
}

/** The change and its key are one transaction, so the key alone tells the truth. */
async function verify(units: Units, order: Order): Promise<Verified> {
  return (await units.applied(order.idempotencyKey)) === null ? 'undone' : 'done'
}

function nameOf(order: Order): string {
  const name = order.slots['unit']
  return typeof name === 'string' ? name.trim().toLowerCase() : ''
}

function changedMeanwhile(order: Order): Applied {
  return { kind: 'failed', reason: { ...reasonOf('config-unit-changed', order), outdated: true } }
}

function failed(id: string, order: Order): Applied {
  return { kind: 'failed', reason: reasonOf(id, order) }
}

function reasonOf(id: string, order: Order): Reason {
  const { operation } = order
  return { id, args: { connector: 'config', operation, unit: shown(nameOf(order)) } }
}

/** Flat, so that whoever shows it needs to know no kind: a kind cannot name a field `unit`. */
function resultOf(unit: Unit): JsonObject {
  const { name, kind, revision, fields } = unit
  return { ...fields, unit: name, kind, revision, ...lifetimeResult(unit) }
}

function showsOf(result: JsonObject): readonly (readonly [string, string])[] {
  return Object.entries(result).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [[name, shown(value)] as const],
  )
}

/** The fields that differ. A unit that is not there, or is deleted, has none. */
function differences(before: Unit | null, after: Unit): readonly Difference[] {
  const old = before === null || before.deleted ? {} : before.fields
  const next = after.deleted ? {} : after.fields
  const names = new Set([...Object.keys(old), ...Object.keys(next)])
  return [...names].flatMap((field) => {
    const was = old[field]
    const willBe = next[field]
    if (was === willBe) return []
    return [
      {
        field,
        before: was === undefined ? null : shown(was),
        after: willBe === undefined ? null : shown(willBe),
      },
    ]
  })
}
