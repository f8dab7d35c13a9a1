// Checks the lifecycle of one command: each step must follow from the one before, and none may be
// missing.

import { bad, good, type Line, note } from './claims.ts'
import { grantFaults } from './grants.ts'
import { needFaults } from './needs.ts'
import type { Event } from './pack-file.ts'
import { typeOf } from './range-file.ts'

/** Transitions: from each type of artifact to those that may follow. */
const next: Readonly<Record<string, readonly string[]>> = {
  'command.proposed': ['command.previewed', 'command.authorized', 'command.rejected'],
  'command.previewed': ['command.previewed', 'command.authorized', 'command.rejected'],
  'command.authorized': ['approval.required', 'command.started', 'command.rejected'],
  'approval.required': ['approval.requested', 'command.rejected'],
  'approval.requested': [
    'approval.requested',
    'approval.granted',
    'approval.denied',
    'command.rejected',
  ],
  // One answer of several may be followed by more, or by a new card.
  'approval.granted': [
    'approval.requested',
    'approval.granted',
    'approval.denied',
    'command.started',
    'command.rejected',
  ],
  'approval.denied': [
    'approval.requested',
    'approval.granted',
    'approval.denied',
    'command.rejected',
  ],
  'command.started': ['command.succeeded', 'command.failed', 'command.uncertain'],
  'command.uncertain': ['command.succeeded', 'command.failed'],
  'command.succeeded': [],
  'command.failed': [],
  'command.rejected': [],
}

/** Call only when every artifact of the command is proved and in the pack. */
export function wayLines(events: readonly Event[]): readonly Line[] {
  const steps = events.filter((one) => next[typeOf(one.sealed)] !== undefined)
  const faults = [...gapLines(events), ...[...needFaults(events), ...grantFaults(events)].map(bad)]
  if (faults.length > 0) return faults
  const last = steps.at(-1)
  const ended = last !== undefined && next[typeOf(last.sealed)]?.length === 0
  return [
    good('Each step of the command follows from the one before.'),
    ...(ended ? [] : [note('The command has no outcome in this pack.')]),
  ]
}

/** Steps that cannot follow each other; also valid for a part of the command. */
export function gapLines(events: readonly Event[]): readonly Line[] {
  const steps = events.filter((one) => next[typeOf(one.sealed)] !== undefined)
  return steps.flatMap((one, index) => gapBefore(one, steps[index - 1]))
}

function gapBefore(one: Event, previous: Event | undefined): readonly Line[] {
  if (previous === undefined) return []
  const [before, after] = [typeOf(previous.sealed), typeOf(one.sealed)]
  if (next[before]?.includes(after) === true) return []
  const places = `artifact ${one.seq}, ${after}, cannot follow ${previous.seq}, ${before}`
  return [bad(`A step is not here: ${places}.`)]
}
