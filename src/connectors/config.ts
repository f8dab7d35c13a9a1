// The configuration units: a connector over the embedded store, with revisions and a true diff.

import { notItsOwn, quotaReached } from '../command/quota.ts'
import type {
  Applied,
  Connector,
  JsonObject,
  Order,
  Planned,
  Reason,
  Verified,
} from '../engine/ports.ts'
import { exceeded } from '../policy/quota.ts'
import { numbersIn, shown } from './fields.ts'
import {
  claimsOf,
  handOnOperation,
  handOver,
  isBy,
  isOlder,
  keyOf,
  originShown,
  type Promotions,
  promoted,
  promoteOperation,
  stateOf,
  ticketUsed,
  usedUp,
} from './promotion.ts'
import { ruledOtherwise } from './ruled.ts'
import type { Claims } from './ticket.ts'
import { proposeChange, proposePromotion, type Unit } from './unit-change.ts'
import type { UnitKind } from './unit-kind.ts'
import { lifetimeMoments, lifetimeShown, withLifetime } from './unit-lifetime.ts'
import { touchesOf } from './unit-risk.ts'
import { differences, isSame, meansOf, resultOf, showsOf } from './unit-shown.ts'
import { type Present, type Units, unitsAsOf } from './units.ts'

/** Enough for one answer in a chat; the result says how many there are. */
const listedUnitsMax = 50

/**
 * Operations: `units.show` and `units.list` are questions; `units.create` (unit, kind when there
 * are several, and the fields), `units.set` (unit, field, value), `units.delete` and
 * `units.restore` and `units.renew` (unit) are effects, and so are `units.hand-on` (unit), which
 * signs a ticket, and `units.promote` (ticket). The kinds are told apart by their names.
 */
export function configConnector(
  kinds: readonly UnitKind[],
  kept: Units,
  now: () => number,
  promotions: Promotions,
): Connector {
  const inTurn = oneBehindTheOther()
  const parts = { kinds, units: unitsAsOf(kept, now), promotions }
  return {
    name: 'config',
    plan: (order) => plan(parts, order),
    read: (order) => read(parts.units, order),
    // Two of an agent's at once would both find room for the last unit of its quota.
    apply: (order) =>
      order.agent === undefined ? apply(parts, order) : inTurn(() => apply(parts, order)),
    verify: (order) => verify(parts.units, order),
  }
}

interface Parts {
  readonly kinds: readonly UnitKind[]
  readonly units: Present
  readonly promotions: Promotions
}

function oneBehindTheOther() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
}

async function plan(parts: Parts, order: Order): Promise<Planned> {
  const { kinds, units } = parts
  if (order.operation === 'units.show' || order.operation === 'units.list') {
    const answer = await read(units, order)
    if (answer.kind !== 'done') return impossible(answer.reason)
    return shownAll(answer.result, answer.moments)
  }
  if (order.operation === handOnOperation) {
    const found = await toHandOn(parts, order)
    if (found.kind !== 'unit') return found
    return shownAll(resultOf(found.unit), lifetimeMoments(found.unit))
  }
  const proposed = await propose(parts, order)
  if (proposed.kind === 'impossible') return proposed
  const { before, unit } = proposed
  const numbers = [...numbersIn(before?.fields ?? {}), ...numbersIn(unit.fields)]
  const changes = differences(before, unit)
  return {
    kind: 'planned',
    ...picture(kinds, order, proposed),
    changes,
    numbers,
    means: meansOf(kinds, order, unit),
    touches: touchesOf(kinds, before, unit),
  }
}

/** What cards show of the unit besides its changes, and what rules may look at in all of it. */
function picture(
  kinds: readonly UnitKind[],
  order: Order,
  { before, unit, claims }: Extract<Proposed, { kind: 'possible' }>,
) {
  const shows = [
    ['unit', unit.name],
    ['kind', unit.kind],
    ['revision', String(unit.revision)],
    ...lifetimeShown(order, unit),
    ...(claims === null ? [] : originShown(claims, kinds)),
  ] as const
  return { shows, target: [...showsOf(before?.fields ?? {}), ...showsOf(unit.fields)] }
}

function shownAll(result: JsonObject, moments: readonly string[] = []): Planned {
  const shows = showsOf(result)
  return { kind: 'planned', shows, changes: [], numbers: numbersIn(result), moments }
}

type Impossible = { readonly kind: 'impossible'; readonly reason: Reason }
type Proposed =
  | {
      readonly kind: 'possible'
      readonly before: Unit | null
      readonly unit: Unit
      /** Of the ticket that it comes from; null where it comes from none. */
      readonly claims: Claims | null
    }
  | Impossible

/** What the order would make of the unit as it is kept now, or why it cannot. */
async function propose(parts: Parts, order: Order): Promise<Proposed> {
  const { kinds, units, promotions } = parts
  const { operation, slots, tenant, agent } = order
  const ticket =
    operation === promoteOperation ? await promoted(promotions, units, order, units.now()) : null
  if (ticket?.kind === 'impossible') return ticket
  const claims = ticket?.claims ?? null
  const before = await units.find(tenant, claims?.unit ?? nameOf(order))
  if (before === 'foreign') return impossible(reasonOf('config-unit-foreign', order, claims?.unit))
  const isForeignToIt = before !== null && before.agent !== agent?.name
  if (operation === 'units.delete' && agent?.deletes === 'own' && isForeignToIt)
    return impossible(reasonOf(notItsOwn, order))
  const proposal =
    claims === null
      ? proposeChange(kinds, operation, slots, before, agent?.name)
      : proposePromotion(kinds, claims, before, agent?.name)
  if (proposal.kind === 'impossible') return proposal
  const isOneMore = !proposal.unit.deleted && (before === null || before.deleted)
  const isMade = isOneMore && operation !== 'units.restore'
  const lived = withLifetime(order, isMade, proposal.unit, units.now())
  if (lived.kind === 'impossible') return lived
  const older = claims === null ? null : isOlder(claims, before)
  if (older !== null) return older
  const by = { command: order.commandName, key: order.idempotencyKey }
  const unit =
    claims === null ? lived.unit : { ...lived.unit, promoted: { ...by, of: stateOf(claims) } }
  const over = isOneMore ? await overQuota(units, order, unit) : null
  return over === null ? { kind: 'possible', before, unit, claims } : impossible(over)
}

/** Why the agent may not have one more such unit; null where it may. */
async function overQuota(units: Units, order: Order, unit: Unit): Promise<Reason | null> {
  const { agent, tenant } = order
  if (agent === undefined || agent.quota === null || unit.agent !== agent.name) return null
  const all = await units.list(tenant)
  if (all === 'foreign') return reasonOf('config-units-foreign', order)
  const own = all.filter((one) => one.agent === agent.name).map((one) => one.kind)
  const over = exceeded(agent.quota, own, unit.kind)
  if (over === null) return null
  const { count, most, kind } = over
  const which = kind === null ? { of: 'all' } : { of: 'kind', kind }
  return { id: quotaReached, args: { agent: agent.name, count, most, ...which } }
}

/** The unit that would be handed on as it is, with what its ticket says; or why it cannot be. */
async function toHandOn(
  { kinds, units, promotions }: Parts,
  order: Order,
): Promise<{ readonly kind: 'unit'; readonly unit: Unit; readonly claims: Claims } | Impossible> {
  const unit = await units.find(order.tenant, nameOf(order))
  if (unit === 'foreign') return impossible(reasonOf('config-unit-foreign', order))
  if (unit === null || unit.deleted) return impossible(reasonOf('config-unit-missing', order))
  const said = claimsOf(promotions, kinds, order, unit, units.now())
  return said.kind === 'impossible' ? said : { kind: 'unit', unit, claims: said.claims }
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

async function apply(parts: Parts, order: Order): Promise<Applied> {
  if (order.operation === handOnOperation) return handOn(parts, order)
  const { units } = parts
  const { tenant } = order
  const key = keyOf(order)
  const earlier = await units.applied(key)
  if (earlier !== null && isBy(earlier, order)) return doneBy(order, earlier)
  const proposed = await propose(parts, order)
  if (proposed.kind === 'impossible') return { kind: 'failed', reason: proposed.reason }
  const { before, unit } = proposed
  // People said yes to a change from one value to another: from a third value they said nothing.
  if (order.seen !== undefined && !isSame(order.seen, differences(before, unit)))
    return changedMeanwhile(order, unit.name)
  const { shows, target } = picture(parts.kinds, order, proposed)
  if (ruledOtherwise(order, [...shows, ...target]) !== null)
    return changedMeanwhile(order, unit.name)
  const expectedRevision = before?.revision ?? 0
  if ((await units.change(key, { tenant, expectedRevision, unit })) === 'done')
    return doneBy(order, unit)
  // Two calls with one key may race here; the loser answers what the winner did.
  const meanwhile = await units.applied(key)
  if (meanwhile === null) return changedMeanwhile(order, unit.name)
  if (isBy(meanwhile, order)) return doneBy(order, meanwhile)
  return { kind: 'failed', reason: usedUp(meanwhile).reason }
}

function doneBy(order: Order, unit: Unit): Extract<Applied, { kind: 'done' }> {
  const ticket = ticketUsed(order)
  return { kind: 'done', result: { ...resultOf(unit), ...(ticket === null ? {} : { ticket }) } }
}

/** Nothing changes here, so that a second time is as good as the first. */
async function handOn(parts: Parts, order: Order): Promise<Applied> {
  const found = await toHandOn(parts, order)
  if (found.kind === 'impossible') return { kind: 'failed', reason: found.reason }
  const { unit, claims } = found
  const result = resultOf(unit)
  if (order.shown !== undefined && JSON.stringify(order.shown) !== JSON.stringify(showsOf(result)))
    return changedMeanwhile(order, unit.name)
  return { kind: 'done', result: { ...result, ticket: await handOver(parts.promotions, claims) } }
}

/** The change and its key are one transaction, so the key alone tells the truth. */
async function verify(units: Units, order: Order): Promise<Verified> {
  const unit = await units.applied(keyOf(order))
  if (unit === null || !isBy(unit, order)) return 'undone'
  return order.operation === promoteOperation ? doneBy(order, unit) : 'done'
}

function nameOf(order: Order): string {
  const name = order.slots['unit']
  return typeof name === 'string' ? name.trim().toLowerCase() : ''
}

function changedMeanwhile(order: Order, unit: string): Applied {
  const reason = reasonOf('config-unit-changed', order, unit)
  return { kind: 'failed', reason: { ...reason, outdated: true } }
}

function impossible(reason: Reason): Impossible {
  return { kind: 'impossible', reason }
}

function failed(id: string, order: Order): Applied {
  return { kind: 'failed', reason: reasonOf(id, order) }
}

function reasonOf(id: string, order: Order, unit = nameOf(order)): Reason {
  const { operation } = order
  return { id, args: { connector: 'config', operation, unit: shown(unit) } }
}
