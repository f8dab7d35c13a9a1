// What is asked of an environment's file from outside, while it runs or not; nothing here writes.

import type { JsonObject } from '../evidence/artifact.ts'
import type { Person } from '../policy/people.ts'
import { type Connection, openReadOnly } from './database.ts'
import { knownReader } from './known.ts'
import { auditRecords } from './queries.ts'

export interface Inspection {
  readonly people: readonly Person[]
  /** The body of the newest `policy.bound`: pack, version, profile and digest. */
  readonly bound: JsonObject | null
  /** When the newest artifact was written, in epoch milliseconds; null without any. */
  readonly newestAt: number | null
  readonly journal: string
}

/** Throws one sentence when the file is missing, damaged, of another environment or newer. */
export function inspect(file: string, environment: string): Inspection {
  const db = openReadOnly(file, environment)
  try {
    return {
      people: knownReader(db, () => '').people(),
      bound:
        [...auditRecords(db, { type: 'policy.bound', most: 1, newest: true })][0]?.body ?? null,
      newestAt: newestAt(db),
      journal: String(db.pragma('journal_mode', { simple: true })),
    }
  } finally {
    db.close()
  }
}

function newestAt(db: Connection): number | null {
  const at = db.prepare('SELECT time FROM artifacts ORDER BY position DESC LIMIT 1').pluck().get()
  return typeof at === 'string' ? Date.parse(at) : null
}
