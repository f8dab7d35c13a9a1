// The texts that decisions were made under: of policy packs and of what commands are. Each is kept
// by its digest, in the transaction of the first artifact that names it, and never again.

import type { Draft } from '../evidence/artifact.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { Connection } from './file/database.ts'

/** By the SHA-256 of its UTF-8 bytes, in lower-case hexadecimal; null where it is not here. */
export type TextOf = (digest: string) => string | null

export interface TextKeeper {
  /** Keep what this artifact names; only inside a transaction. */
  keep(draft: Draft): void
  /** Another process wrote, or a transaction failed: what is kept is looked up again. */
  forget(): void
}

/** `here`: the texts that are in force, by their digests. Any other is none of theirs. */
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

/** Those in the file. One that has not this digest is none. */
export function keptTexts(db: Connection): TextOf {
  const read = db.prepare<[string], string>('SELECT text FROM texts WHERE digest = ?').pluck()
  return (digest) => {
    const text = read.get(digest)
    return text === undefined || sha256(text) !== digest ? null : text
  }
}

/** The digests under which another text stands. */
export function textsChanged(db: Connection): readonly string[] {
  const rows = db.prepare<[], [string, string]>('SELECT digest, text FROM texts').raw().all()
  return rows.flatMap(([digest, text]) => (sha256(text) === digest ? [] : [digest]))
}
