// What a step counts against a limit stands in its evidence too: rows of counts can be edited, and
// after a start they are held against that.

import type { Change, Step } from '../command/changes.ts'
import type { Draft } from '../evidence/artifact.ts'

type Proof = Extract<Change, { kind: 'evidence' }>

/** The draft of each artifact of a step; the last one's body has the keys that the step counts. */
export function countedDrafts(step: Step): (change: Proof) => Draft {
  const counted: string[] = []
  for (const one of step) if (one.kind === 'tally') counted.push(one.key)
  // Most steps count nothing, and every event comes by here.
  if (counted.length === 0) return draftOf
  const last = step.findLast((one) => one.kind === 'evidence')
  return (change) => (change === last ? counting(change.draft, counted) : change.draft)
}

/** What is spread twice gets a shape of its own, and is read much slower (see `revised`). */
function counting(draft: Draft, counted: readonly string[]): Draft {
  return Object.assign({}, draft, { body: Object.assign({}, draft.body, { counted }) })
}

const draftOf = ({ draft }: Proof): Draft => draft
