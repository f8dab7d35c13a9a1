// The way of one command: did each step follow from the one before, or is one of them not here?

import type { Event } from './check.ts'
import { bad, good, type Line, note } from './claims.ts'
import { typeOf } from './range-file.ts'

/** From the type of artifact that leads into a state to those that may lead out of it. */
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

/** What can be said of the way when every artifact of the pack is proved; nothing else can. */
export function wayLines(events: readonly Event[]): readonly Line[] {
  const steps = events.filter((one) => next[typeOf(one.sealed)] !== undefined)
  const gaps = steps.flatMap((one, index) => gapBefore(one, steps[index - 1]))
  const faults = [...gaps, ...missingGrants(events)]
  if (faults.length > 0) return faults
  const last = steps.at(-1)
  const ended = last !== undefined && next[typeOf(last.sealed)]?.length === 0
  return [
    good('Each step of the command follows from the one before.'),
    ...(ended ? [] : [note('The command has no outcome in this pack.')]),
  ]
}

function gapBefore(one: Event, previous: Event | undefined): readonly Line[] {
  if (previous === undefined) return []
  const [before, after] = [typeOf(previous.sealed), typeOf(one.sealed)]
  if (next[before]?.includes(after) === true) return []
  const places = `artifact ${one.seq}, ${after}, cannot follow ${previous.seq}, ${before}`
  return [bad(`A step is not here: ${places}.`)]
}

/** The answer that was enough says how many there were: that many people's are here. */
function missingGrants(events: readonly Event[]): readonly Line[] {
  const people = new Set<unknown>()
  for (const { seq, sealed, body } of events) {
    if (typeOf(sealed) === 'command.started') {
      const asked = events.some(
        (one) => one.seq < seq && typeOf(one.sealed) === 'approval.requested',
      )
      return asked && people.size === 0
        ? [bad(`It started at artifact ${seq}, and no approval of it is here.`)]
        : []
    }
    if (typeOf(sealed) !== 'approval.granted') continue
    people.add(sealed['actor'])
    const count = body?.['quorum'] === 'reached' ? Number(body['count']) : 0
    if (people.size < count)
      return [
        bad(`Artifact ${seq} counts ${count} approvals, and ${people.size} of them are here.`),
      ]
  }
  return []
}
