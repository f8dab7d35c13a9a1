// Keeps the policy packs and flows that evidence names, by digest. Each is stored once, in the
// transaction of the first artifact that names it.

import type { Draft } from '../evidence/artifact.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { Connection } from './file/database.ts'

/** Finds a text by the SHA-256 of its UTF-8 bytes (lower-case hexadecimal); null if unknown. */
export type TextOf = (digest: string) => string | null

export interface TextKeeper {
  /** Stores the texts that this artifact names; only inside a transaction. */
  keep(draft: Draft): void
  /** Clears the cache: another process wrote, or a transaction failed. */
  forget(): void
}

/** `here`: the texts in force, by digest; no others are stored. */
export function textKeeper(db: Connection, here: ReadonlyMap<string, string>): TextKeeper {
  let kept: Set<string> | null = null
  function keepOne(digest: unknown): void {
    if (typeof digest !== 'string' || kept?.has(digest) === true) return
    const text = here.get(digest)
    if (text === undefined || sha256(text) !== digest) return
    kept ??= new Set(db.prepare<[], string>('SELECT digest FROM texts').pluck().all())
    if (kept.has(digest)) return
    db.prepare('INSERT INTO texts (digest, text) VALUES (?, ?)').run(digest, text)
    kept.add(digest)
  }
  return {
    keep({ policy, body }) {
      keepOne(policy?.digest)
      const { definition } = body
      if (typeof definition === 'object' && definition !== null)
        for (const digest of Object.values(definition)) keepOne(digest)
    },
    forget() {
      kept = null
    },
  }
}

/** Reads the stored texts; one that does not match its digest counts as missing. */
export function keptTexts(db: Connection): TextOf {
  const read = db.prepare<[string], string>('SELECT text FROM texts WHERE digest = ?').pluck()
  return (digest) => {
    const text = read.get(digest)
    return text === undefined || sha256(text) !== digest ? null : text
  }
}

/** The digests of the stored texts that were changed. */
export function textsChanged(db: Connection): readonly string[] {
  const rows = db.prepare<[], [string, string]>('SELECT digest, text FROM texts').raw().all()
  return rows.flatMap(([digest, text]) => (sha256(text) === digest ? [] : [digest]))
}
