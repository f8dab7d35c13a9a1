// Faults of the file itself, or found by comparing it with something outside; not of one chain.

import type { NamedHeads } from '../../command/event.ts'
import type { Connection } from '../file/database.ts'
import { newestSchema } from '../file/migrations.ts'
import { foreignParts, wordsOfPart } from '../file/schema.ts'
import type { Broken, ChainReport } from '../store.ts'
import { textsChanged } from '../texts.ts'
import { storedHash } from './artifact-place.ts'

/** `text`: SQLite's description. */
export function damagedFile(text: string): ChainReport {
  return ofNoChain([{ seq: 0, what: 'file_damaged', text }])
}

/** Artifacts that were noted beside the keys, outside the file, and are missing in it. */
export function olderThanNoted(db: Connection, noted: NamedHeads): readonly ChainReport[] {
  const breaks = Object.entries(noted)
    .filter(([tenant, [size, hash]]) => storedHash(db, tenant, size) !== hash)
    .map(([tenant, [seq]]) => {
      const text = `Artifact ${seq} of ${tenant} was noted beside the keys, and is not in the file.`
      return { seq, what: 'older_than_noted', text }
    })
  return ofFile(breaks)
}

export function foreignCode(db: Connection): readonly ChainReport[] {
  const breaks = foreignParts(db, newestSchema()).map((part) => {
    const text = `The file ${wordsOfPart(part)}.`
    return { seq: 0, what: 'foreign_code', text }
  })
  return ofFile(breaks)
}

/** A break for each stored text that does not match its digest. */
export function changedTexts(db: Connection): readonly ChainReport[] {
  const breaks = textsChanged(db).map((digest) => {
    const text = `The text that is kept under ${digest} is another one.`
    return { seq: 0, what: 'text_changed', text }
  })
  return ofFile(breaks)
}

/** The breaks that belong to no chain, as a report of tenant `*`; empty without breaks. */
export function ofFile(breaks: readonly Broken[]): readonly ChainReport[] {
  return breaks.length === 0 ? [] : [ofNoChain(breaks)]
}

function ofNoChain(breaks: readonly Broken[]): ChainReport {
  const nothing = { artifacts: 0, head: '', root: '', unread: 0, checkpoints: 0, omitted: 0 }
  return { ...nothing, tenant: '*', breaks }
}
