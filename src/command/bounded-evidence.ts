// Evidence of what somebody repeats: the first of each hour is recorded, more is only counted, and
// the next record says how much.

import type { JsonObject } from '../evidence/artifact.ts'
import type { Step } from './changes.ts'
import type { Facts } from './facts.ts'
import { countAfter, lastOf, newestMost } from './tallies.ts'

/** The most per person and hour that get evidence. */
const provedMost = 5
const hourMs = 3_600_000

/** Tally keys: what got evidence, and what was only counted. */
export interface BoundedKeys {
  readonly proved: string
  readonly more: string
}

export interface Bounded {
  /** What to count. */
  readonly tally: Step
  /** What the evidence's body says besides; null if there is to be none. */
  readonly body: JsonObject | null
  /** Is this the last one with evidence? */
  readonly isLast: boolean
}

export function bounded(facts: Facts, keys: BoundedKeys): Bounded {
  const proved = countAfter(facts, keys.proved, facts.now - hourMs, provedMost)
  // Includes those counted in the same millisecond as the last evidence.
  const since = lastOf(facts, keys.proved) - 1
  const unproved = countAfter(facts, keys.more, since, newestMost)
  if (proved >= provedMost) {
    const tally: Step = unproved < newestMost ? [{ kind: 'tally', key: keys.more }] : []
    return { tally, body: null, isLast: false }
  }
  const isLast = proved + 1 === provedMost
  const body = {
    ...(unproved === 0 ? {} : { only_counted: unproved, or_more: unproved >= newestMost }),
    ...(isLast ? { limit: 'from_here_only_counted' } : {}),
  }
  return { tally: [{ kind: 'tally', key: keys.proved }], body, isLast }
}
