// Requests whose policy, definition or shown facts changed end at once, and whoever was asked hears
// it, instead of waiting for an answer that could not count (DESR VIII).

import { rejectIfOutdated } from '../answered/outdated.ts'
import { type Change, type Step, toStep } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Facts } from '../facts.ts'
import { stepEach } from '../tallies.ts'

/** The deadline, due now, at which every waiting request is compared with a new policy. */
export function reboundDeadline({ now }: Pick<Facts, 'now'>): Change {
  return { kind: 'deadline', deadline: { commandId: 'policy', what: 'rebound', at: now } }
}

/** Another policy was bound: ends every waiting request that was asked under the earlier one. */
export function rebound(facts: Facts, known: Map<string, Command>): Step {
  const waiting = [...known.values()].filter((one) => one.state === 'approval_requested')
  return endOutdated(facts, waiting, known)
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
