// Requests whose policy, definition or shown facts changed end at once, and whoever was asked hears
// it, instead of waiting for an answer that could not count (DESR VIII).

import { rejectIfOutdated } from '../answered/outdated.ts'
import { type Change, type Step, toStep } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Facts } from '../facts.ts'
import { stepEach } from '../tallies.ts'

/**
 * Compares every request that waits for approval with what is in force now. Each has a deadline of
 * its own, due now: one step takes only so many, the next ones take the rest, also after a crash.
 */
export function recheckWaiting({ now }: Pick<Facts, 'now'>): Change {
  return { kind: 'recheck_waiting', at: now }
}

/** Rejects those of these requests that are outdated. */
export function endOutdated(
  facts: Facts,
  requests: readonly Command[],
  known: Map<string, Command>,
): Step {
  return stepEach(facts, requests, (now, one) => {
    const update = rejectIfOutdated(now, one)
    if (update === null) return []
    known.set(one.id, update.command)
    return toStep(update)
  })
}
