// Files that say something else than at the last start. A file is changed outside of chat, where
// nobody approves it: so each start records what changed, and the admins hear of it (DESR VIII).

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Step } from '../changes.ts'
import type { Definition } from '../command.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { phrase } from '../phrase.ts'
import { tellAdmins } from '../tell.ts'

/** More than a screen holds are counted. */
const namedMost = 5

export interface DefinitionChanges {
  /** For the evidence: each that changed, by its digests; all of them at the first start. */
  readonly changed: readonly JsonObject[]
  /** False at the first start, when nothing was there to become another. */
  readonly isNews: boolean
  readonly step: Step
}

/** `now`: what this start has read, each with the SHA-256 of its bytes. */
export function definitionChanges(facts: Facts, now: Definition | undefined): DefinitionChanges {
  const { definitions: before, roll } = facts
  // What somebody else wrote into the store is not compared with, and not written over.
  if (now === undefined || roll === null) return { changed: [], isNews: false, step: [] }
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(now)])].toSorted()
  const changed = names
    .map((what) => ({ what, before: before?.[what] ?? null, now: now[what] ?? null }))
    .filter((one) => one.before !== one.now)
  if (changed.length === 0) return { changed, isNews: false, step: [] }
  const isNews = before !== null
  const news = phrase('notice-redefined', {
    environment: environmentOf(facts),
    names: changed
      .slice(0, namedMost)
      .map((one) => one.what)
      .join(', '),
    more: Math.max(0, changed.length - namedMost),
  })
  return {
    changed,
    isNews,
    step: [
      { kind: 'definitions', definitions: now },
      ...(isNews ? tellAdmins(facts, '', news) : []),
    ],
  }
}
