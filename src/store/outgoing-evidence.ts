// Evidence in the order in which it was written, page by page, for what sends it elsewhere.

import type { Connection } from './database.ts'
import type { EvidenceRow, Store } from './store.ts'

export function outgoingEvidence(db: Connection): Pick<Store, 'evidenceAfter' | 'hashesAfter'> {
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
    hashesAfter: (tenant, seq, most) => hashes.all(tenant, seq, most).map(String),
  }
}
