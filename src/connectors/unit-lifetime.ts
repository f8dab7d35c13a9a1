// How long a configuration unit lives when nobody touches it, and what is left of it by now.

import { sayLength } from '../conversation/length.ts'
import type { Order } from '../engine/connector.ts'
import { impossible } from './impossible.ts'
import type { Proposal, Unit } from './unit-change.ts'

/** Times are epoch milliseconds; each change of the unit counts anew. */
export type Lifetime = {
  readonly forMs: number
  readonly until: number
  /** Whoever made it, or owns the agent that did, hears of its end. */
  readonly of: string
}

/** The unit as it is now: one whose time is over is gone, whether or not that was written yet. */
export function unitAsOf(unit: Unit, now: number): Unit {
  const isOver = unit.lifetime !== undefined && unit.lifetime.until <= now
  return isOver ? { ...unit, deleted: true } : unit
}

/**
 * The unit that the order would leave, with its lifetime: asked for, an agent's, or the same.
 * `isMade`: it was not there before, and is not brought back either. `isShort`: it had a lifetime
 * where it comes from, and whoever brings it makes no lasting one of it.
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
    return impossible('config-lifetime-too-long', { most: sayLength(lifetimes.most) })
  const lifetime = { forMs, until: now + forMs, of: requester }
  return { kind: 'possible', unit: { ...unit, lifetime } }
}

/** A line of the card; what was asked for stands there already. */
export function lifetimeShown(order: Order, unit: Unit): readonly (readonly [string, string])[] {
  if (unit.lifetime === undefined || unit.deleted || askedLifetime(order) !== undefined) return []
  return [['lifetime', sayLength(unit.lifetime.forMs)]]
}

/** For the answer to a question: how long, and until when in ISO 8601. */
export function lifetimeResult({ lifetime }: Unit): Readonly<Record<string, string>> {
  if (lifetime === undefined) return {}
  return { lifetime: sayLength(lifetime.forMs), expires: new Date(lifetime.until).toISOString() }
}

/** Which fields of that answer are moments. */
export function lifetimeMoments({ lifetime }: Unit): readonly string[] {
  return lifetime === undefined ? [] : ['expires']
}

function askedLifetime({ slots }: Order): number | undefined {
  const asked = Object.hasOwn(slots, 'lifetime') ? slots['lifetime'] : undefined
  return typeof asked === 'number' ? asked : undefined
}
