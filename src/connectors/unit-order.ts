// An order about a configuration unit: which one it names, and why nothing comes of it.

import type { Applied, Order } from '../engine/connector.ts'
import { shown } from './fields.ts'
import { type Impossible, impossible } from './impossible.ts'
import type { Unit } from './unit-change.ts'
import type { Units } from './units.ts'

/** Empty where it names none. */
export function nameOf(order: Order): string {
  const name = order.slots['unit']
  return typeof name === 'string' ? name.trim().toLowerCase() : ''
}

/** The unit that it names, where that is there; or why it cannot be looked at. */
export async function unitOf(
  units: Pick<Units, 'find'>,
  order: Order,
): Promise<{ readonly kind: 'unit'; readonly unit: Unit } | Impossible> {
  const unit = await units.find(order.tenant, nameOf(order))
  if (unit === 'foreign') return notPossible('config-unit-foreign', order)
  return unit === null || unit.deleted
    ? notPossible('config-unit-missing', order)
    : { kind: 'unit', unit }
}

/** The reason names the operation and the unit. */
export function notPossible(id: string, order: Order, unit = nameOf(order)): Impossible {
  const { operation } = order
  return impossible(id, { connector: 'config', operation, unit: shown(unit) })
}

/** It is not any more what people saw: they may be asked again. */
export function changedMeanwhile(order: Order, unit: string): Applied {
  const { reason } = notPossible('config-unit-changed', order, unit)
  return { kind: 'failed', reason: { ...reason, outdated: true } }
}
