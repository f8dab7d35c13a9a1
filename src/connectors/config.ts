// The connector of configuration units, over the embedded store, with revisions and diffs.

import { notItsOwn, quotaReached } from '../command/asked/quota.ts'
import type {
  ApplyResult,
  Connector,
  Order,
  PlanResult,
  VerifyResult,
} from '../engine/connector.ts'
import { exceeded } from '../policy/quota.ts'
import { numbersIn } from './fields.ts'
import { applyHandOn, handOnOperation, planHandOn } from './hand-on.ts'
import { type Impossible, impossible } from './impossible.ts'
import {
  type ConfigParts,
  isOlder,
  isWrittenBy,
  keyOf,
  originShown,
  type Promotions,
  promoted,
  promoteOperation,
  promotionMeans,
  ticketUsed,
  ticketUsedUp,
} from './promotion.ts'
import { changedRuleField } from './rule-fields.ts'
import { serialized } from './serialized.ts'
import type { Claims } from './ticket.ts'
import type { Unit } from './unit.ts'
import { proposeChange, proposePromotion } from './unit-change.ts'
import { differences, isSame, normalSlots, previewOf, resultOf, showsOf } from './unit-display.ts'
import type { UnitKind } from './unit-kind.ts'
import { lifetimeMoments, lifetimeShown, withLifetime } from './unit-lifetime.ts'
import { nameOf, unitChanged, unitOf, unitRefusal } from './unit-order.ts'
import { touchesOf } from './unit-risk.ts'
import { type Units, unitsAsOf } from './units.ts'

/** The most units listed in one answer; the result gives the total. */
const listedUnitsMax = 50

/**
 * Operations. Queries: `units.show`, `units.list`. Effects: `units.create` (unit, kind if there are
 * several, fields), `units.set` (unit, field, value), `units.delete`, `units.restore` and
 * `units.renew` (unit), `units.hand-on` (unit), which signs a promotion ticket, and `units.promote`
 * (ticket).
 */
export function configConnector(
  kinds: readonly UnitKind[],
  kept: Units,
  now: () => number,
  promotions: Promotions,
): Connector {
  const inTurn = serialized()
  const parts = { kinds, units: unitsAsOf(kept, now), promotions }
  return {
    name: 'config',
    // It reads only our own store.
    answersWithinMs: null,
    actsInStore: true,
    plan: (order) => plan(parts, order),
    read: (order) => read(parts.units, order),
    // One at a time for agents: two at once could both take the last unit of a quota.
    apply: (order) =>
      order.agent === undefined ? apply(parts, order) : inTurn(() => apply(parts, order)),
    verify: (order) => verify(parts.units, order),
  }
}

async function plan(parts: ConfigParts, order: Order): Promise<PlanResult> {
  const { kinds, units } = parts
  if (order.operation === 'units.show' || order.operation === 'units.list') {
    const answer = await read(units, order)
    if (answer.kind !== 'done') return { kind: 'impossible', reason: answer.reason }
    return previewOf(answer.result, answer.moments)
  }
  if (order.operation === handOnOperation) return planHandOn(parts, order)
  const proposed = await propose(parts, order)
  if (proposed.kind === 'impossible') return proposed
  const { before, unit, claims } = proposed
  const numbers = [...numbersIn(before?.fields ?? {}), ...numbersIn(unit.fields)]
  const changes = differences(before, unit)
  return {
    kind: 'planned',
    ...picture(kinds, order, proposed),
    changes,
    numbers,
    means: claims === null ? normalSlots(kinds, order, unit) : promotionMeans(unit),
    touches: touchesOf(kinds, before, unit),
  }
}

/** What cards show of the unit besides its changes, and all fields that rules may look at. */
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

type Proposed =
  | {
      readonly kind: 'possible'
      readonly before: Unit | null
      readonly unit: Unit
      /** The claims of its promotion ticket; null without one. */
      readonly claims: Claims | null
    }
  | Impossible

/** The unit after the order, or why it is impossible. */
async function propose(parts: ConfigParts, order: Order): Promise<Proposed> {
  const { kinds, units } = parts
  const { operation, slots, tenant, agent } = order
  const ticket = operation === promoteOperation ? await promoted(parts, order) : null
  if (ticket?.kind === 'impossible') return ticket
  const claims = ticket?.claims ?? null
  const before = await units.find(tenant, claims?.unit ?? nameOf(order))
  if (before === 'foreign') return unitRefusal('config-unit-foreign', order, claims?.unit)
  const isForeignToIt = before !== null && before.agent !== agent?.name
  if (operation === 'units.delete' && agent?.deletes === 'own' && isForeignToIt)
    return unitRefusal(notItsOwn, order)
  const proposal =
    claims === null
      ? proposeChange(kinds, operation, slots, before, agent?.name)
      : proposePromotion(kinds, claims, before, agent?.name)
  if (proposal.kind === 'impossible') return proposal
  const isOneMore = !proposal.unit.deleted && (before === null || before.deleted)
  const isMade = isOneMore && operation !== 'units.restore'
  const isShort = claims?.lifetime === true
  const lived = withLifetime(order, { isMade, isShort }, proposal.unit, units.now())
  if (lived.kind === 'impossible') return lived
  const older = claims === null ? null : isOlder(claims, before)
  if (older !== null) return older
  const by = { command: order.commandName, key: order.idempotencyKey }
  const of = claims === null ? null : { issuer: claims.iss, revision: claims.revision }
  const unit = of === null ? lived.unit : { ...lived.unit, promoted: { ...by, of } }
  const over = isOneMore ? await overQuota(units, order, unit) : null
  return over ?? { kind: 'possible', before, unit, claims }
}

/** Why the agent may not have one more such unit; null if it may. */
async function overQuota(units: Units, order: Order, unit: Unit): Promise<Impossible | null> {
  const { agent, tenant } = order
  if (agent === undefined || agent.quota === null || unit.agent !== agent.name) return null
  const all = await units.list(tenant)
  if (all === 'foreign') return unitRefusal('config-units-foreign', order)
  const own = all.filter((one) => one.agent === agent.name).map((one) => one.kind)
  const over = exceeded(agent.quota, own, unit.kind)
  if (over === null) return null
  const { count, most, kind } = over
  const which = kind === null ? { of: 'all' } : { of: 'kind', kind }
  return impossible(quotaReached, { agent: agent.name, count, most, ...which })
}

async function read(units: Units, order: Order): Promise<ApplyResult> {
  switch (order.operation) {
    case 'units.list': {
      const all = await units.list(order.tenant)
      if (all === 'foreign') return failed(unitRefusal('config-units-foreign', order))
      const listed = all.slice(0, listedUnitsMax).map(({ name, kind, revision }) => ({
        unit: name,
        kind,
        revision,
      }))
      return { kind: 'done', result: { count: all.length, units: listed } }
    }
    case 'units.show': {
      const found = await unitOf(units, order)
      if (found.kind === 'impossible') return failed(found)
      const { unit } = found
      return { kind: 'done', result: resultOf(unit), moments: lifetimeMoments(unit) }
    }
    default:
      return failed(unitRefusal('connector-operation-unknown', order))
  }
}

async function apply(parts: ConfigParts, order: Order): Promise<ApplyResult> {
  if (order.operation === handOnOperation) return applyHandOn(parts, order)
  const { units } = parts
  const { tenant } = order
  const key = keyOf(order)
  const earlier = await units.applied(key)
  if (earlier !== null && isWrittenBy(earlier, order)) return doneBy(order, earlier)
  const proposed = await propose(parts, order)
  if (proposed.kind === 'impossible') return failed(proposed)
  const { before, unit } = proposed
  // People approved a change from one value to another; if the old value differs now, they did not
  // approve this.
  if (order.seen !== undefined && !isSame(order.seen, differences(before, unit)))
    return unitChanged(order, unit.name)
  const { shows, target } = picture(parts.kinds, order, proposed)
  if (changedRuleField(order, [...shows, ...target]) !== null) return unitChanged(order, unit.name)
  const expectedRevision = before?.revision ?? 0
  if ((await units.change(key, { tenant, expectedRevision, unit })) === 'done')
    return doneBy(order, unit)
  // Two calls with one key may race here; the loser returns the winner's result.
  const meanwhile = await units.applied(key)
  if (meanwhile === null) return unitChanged(order, unit.name)
  if (isWrittenBy(meanwhile, order)) return doneBy(order, meanwhile)
  return failed(ticketUsedUp(meanwhile))
}

function doneBy(order: Order, unit: Unit): Extract<ApplyResult, { kind: 'done' }> {
  const ticket = ticketUsed(order)
  return { kind: 'done', result: { ...resultOf(unit), ...(ticket === null ? {} : { ticket }) } }
}

/** Change and key are written in one transaction, so the key shows whether it happened. */
async function verify(units: Units, order: Order): Promise<VerifyResult> {
  const unit = await units.applied(keyOf(order))
  if (unit === null || !isWrittenBy(unit, order)) return 'undone'
  return order.operation === promoteOperation ? doneBy(order, unit) : 'done'
}

function failed({ reason }: Impossible): ApplyResult {
  return { kind: 'failed', reason }
}
