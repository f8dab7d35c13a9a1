// Reads evidence page by page in the order in which it was written, along the primary key.

import type { Connection } from '../file/database.ts'
import { recordOf } from '../queries.ts'
import type { EvidenceRow, Store } from '../store.ts'

type Pages = Pick<Store, 'evidenceAfter' | 'hashesAfter' | 'writtenAfter'>

export function outgoingEvidence(db: Connection): Pages {
  const rows = db.prepare<[number, number], EvidenceRow>(
    `SELECT a.position, a.tenant, a.seq, lower(hex(a.hash)) AS hash, a.bytes, b.bytes AS body
     FROM artifacts a LEFT JOIN bodies b USING (position)
     WHERE a.position > ? ORDER BY a.position LIMIT ? + 0`,
  )
  const hashes = db
    .prepare(
      `SELECT lower(hex(hash)) FROM artifacts
       WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ? + 0`,
    )
    .pluck()
  return {
    evidenceAfter: (position, most) => rows.all(position, most),
    writtenAfter: (position, most) =>
      rows.all(position, most).map((row) => ({ ...recordOf(row), position: row.position })),
    hashesAfter: (tenant, seq, most) => hashes.all(tenant, seq, most).map(String),
  }
}
