// A history rewritten by the holder of the key: every hash, tree and head is valid, and nothing
// signed before is left.

import { randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import type {
  ArtifactType,
  Draft,
  JsonObject,
  Roll,
  SystemBinding,
} from '../../src/evidence/artifact.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { withoutTriggers } from './without-triggers.ts'

/** An artifact that may be edited in place. */
export interface Forged {
  type: ArtifactType
  time: number
  tenant: string
  actor: string
  command?: NonNullable<Draft['command']>
  policy?: NonNullable<Draft['policy']>
  body: Record<string, unknown>
}

interface Row {
  readonly bytes: string
  readonly body: string
}

/** Replaces each artifact with the result of `edit`; undefined leaves it out. */
export function forge(
  file: string,
  edit: (one: Forged) => readonly Forged[] | undefined,
  ...records: readonly string[]
): void {
  const db = new Database(file)
  db.pragma('foreign_keys = OFF')
  const rows = db
    .prepare(
      'SELECT a.bytes, b.bytes AS body FROM artifacts a JOIN bodies b USING (position) ORDER BY position',
    )
    .all() as Row[]
  const before = rows.map(({ bytes, body }) => ({ ...JSON.parse(bytes), body: JSON.parse(body) }))
  withoutTriggers(db, () => {
    for (const table of ['artifacts', 'bodies', 'chains', 'checkpoints', 'moments'])
      db.exec(`DELETE FROM ${table}`)
    const system: SystemBinding = before[0].system
    const writer = evidenceWriter(db, system, () => randomBytes(32).toString('hex'))
    db.transaction(() => {
      for (const { roll, time, seq: _seq, id: _id, ...one } of before) {
        const forged = edit({ ...one, time: Date.parse(time) }) ?? []
        for (const [at, { body, ...more }] of forged.entries())
          writer.write({ ...more, body: body as JsonObject }, at === 0 ? (roll as Roll) : null)
      }
      writer.flush()
    })()
    for (const sql of records) db.exec(sql)
  })
  db.close()
}
