// Notes in evidence what a step counts against limits, because tally rows could be edited; after a
// start they are checked against it.

import type { Change, Step } from '../command/changes.ts'
import type { Draft } from '../evidence/artifact.ts'

type Proof = Extract<Change, { kind: 'evidence' }>

/** The evidence drafts of a step; the last one's body gets the tally keys that the step counts. */
export function countedDrafts(step: Step): (change: Proof) => Draft {
  const counted: string[] = []
  for (const one of step) if (one.kind === 'tally') counted.push(one.key)
  // Returns early: most steps count nothing.
  if (counted.length === 0) return draftOf
  const last = step.findLast((one) => one.kind === 'evidence')
  return (change) => (change === last ? counting(change.draft, counted) : change.draft)
}

/** `Object.assign`, because repeated spreads make slow objects (see `revised`). */
function counting(draft: Draft, counted: readonly string[]): Draft {
  return Object.assign({}, draft, { body: Object.assign({}, draft.body, { counted }) })
}

const draftOf = ({ draft }: Proof): Draft => draft
