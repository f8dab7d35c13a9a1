// Decisions, held against the rights that the evidence before them says.

import { decidingTypes, rightsWalk, tellingAll } from '../command/rights-told.ts'
import type { Connection } from './database.ts'
import type { Broken } from './store.ts'

type Row = [string, number, string, string, string, number | null, string | null]

/** What does not fit, by tenant. Up to its start nothing of a chain is judged, only learnt from. */
export function verifyRights(
  db: Connection,
  starts: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly Broken[]> {
  const types = [tellingAll, ...decidingTypes].map((type) => `'${type}'`).join(', ')
  const rows = db
    .prepare<[], Row>(
      `SELECT a.tenant, a.seq, a.type, a.actor, a.time, a.roll, b.bytes
       FROM artifacts a JOIN bodies b USING (position)
       WHERE a.roll IS NOT NULL OR a.type IN (${types}) ORDER BY a.position`,
    )
    .raw()
  const take = rightsWalk()
  const found = new Map<string, Broken[]>()
  for (const [tenant, seq, type, actor, time, roll, body] of rows.iterate()) {
    const isJudged = seq > (starts.get(tenant) ?? 0)
    const misfit = take({ tenant, seq, type, actor, time, roll, body }, isJudged)
    if (misfit === null || !isJudged) continue
    const text = `Artifact ${seq} does not fit the rights that the evidence before it says: ${misfit}.`
    found.set(tenant, [...(found.get(tenant) ?? []), { seq, what: 'right_unproven', text }])
  }
  return found
}
