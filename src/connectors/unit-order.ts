// Orders about configuration units: the unit named, and refusals.

import type { ApplyResult, Order } from '../engine/connector.ts'
import { shown } from './fields.ts'
import { type Impossible, impossible } from './impossible.ts'
import type { Unit } from './unit.ts'
import type { Units } from './units.ts'

/** The unit's name in the order; empty if absent. */
export function nameOf(order: Order): string {
  const name = order.slots['unit']
  return typeof name === 'string' ? name.trim().toLowerCase() : ''
}

/** The unit that the order names, or why it cannot be read. */
export async function unitOf(
  units: Pick<Units, 'find'>,
  order: Order,
): Promise<{ readonly kind: 'unit'; readonly unit: Unit } | Impossible> {
  const unit = await units.find(order.tenant, nameOf(order))
  if (unit === 'foreign') return unitRefusal('config-unit-foreign', order)
  return unit === null || unit.deleted
    ? unitRefusal('config-unit-missing', order)
    : { kind: 'unit', unit }
}

/** A refusal that names the operation and the unit. */
export function unitRefusal(id: string, order: Order, unit = nameOf(order)): Impossible {
  const { operation } = order
  return impossible(id, { connector: 'config', operation, unit: shown(unit) })
}

/** The unit is no longer as people saw it; they may be asked again. */
export function unitChanged(order: Order, unit: string): ApplyResult {
  const { reason } = unitRefusal('config-unit-changed', order, unit)
  return { kind: 'failed', reason: { ...reason, outdated: true } }
}
