// The lifetimes of configuration units: how long an untouched unit lasts, and whether it is over.

import { formatLength } from '../conversation/length.ts'
import type { Order } from '../engine/connector.ts'
import { impossible } from './impossible.ts'
import type { Proposal, Unit } from './unit.ts'

/** The unit as of now: an expired one counts as deleted, even before that is written. */
export function unitAsOf(unit: Unit, now: number): Unit {
  const isOver = unit.lifetime !== undefined && unit.lifetime.until <= now
  return isOver ? { ...unit, deleted: true } : unit
}

/**
 * Adds a lifetime to the proposed unit: the requested one, or the default for agents; an existing
 * one is restarted. `isMade`: it is new, not changed or restored. `isShort`: it had a lifetime
 * where it was promoted from, and must not become permanent.
 */
export function withLifetime(
  order: Order,
  { isMade, isShort }: { readonly isMade: boolean; readonly isShort: boolean },
  unit: Unit,
  now: number,
): Proposal {
  if (!isMade) {
    const { lifetime } = unit
    if (lifetime === undefined || unit.deleted) return { kind: 'possible', unit }
    const until = now + lifetime.forMs
    return { kind: 'possible', unit: { ...unit, lifetime: { ...lifetime, until } } }
  }
  const { lifetimes, agent, requester } = order
  const asked = askedLifetime(order)
  if (asked !== undefined && lifetimes === undefined) return impossible('config-lifetime-none')
  const forMs = asked ?? (agent === undefined && !isShort ? undefined : lifetimes?.agents)
  if (forMs === undefined || lifetimes === undefined) return { kind: 'possible', unit }
  if (forMs > lifetimes.most)
    return impossible('config-lifetime-too-long', { most: formatLength(lifetimes.most) })
  const lifetime = { forMs, until: now + forMs, of: requester }
  return { kind: 'possible', unit: { ...unit, lifetime } }
}

/** The card's line about the lifetime; empty if it was requested and so is shown already. */
export function lifetimeShown(order: Order, unit: Unit): readonly (readonly [string, string])[] {
  if (unit.lifetime === undefined || unit.deleted || askedLifetime(order) !== undefined) return []
  return [['lifetime', formatLength(unit.lifetime.forMs)]]
}

/** The lifetime in a query's answer: its length, and its end in ISO 8601. */
export function lifetimeResult({ lifetime }: Unit): Readonly<Record<string, string>> {
  if (lifetime === undefined) return {}
  return { lifetime: formatLength(lifetime.forMs), expires: new Date(lifetime.until).toISOString() }
}

/** The fields of that answer that are times. */
export function lifetimeMoments({ lifetime }: Unit): readonly string[] {
  return lifetime === undefined ? [] : ['expires']
}

function askedLifetime({ slots }: Order): number | undefined {
  const asked = Object.hasOwn(slots, 'lifetime') ? slots['lifetime'] : undefined
  return typeof asked === 'number' ? asked : undefined
}
