// Checks decisions against the rights that earlier evidence states.

import type { Texts } from '../../command/proved/asked-then.ts'
import { decidingTypes, rightsWalk, tellingAll } from '../../command/proved/rights-told.ts'
import type { Connection } from '../file/database.ts'
import type { Broken } from '../store.ts'

type Row = [
  ...[tenant: string, seq: number, type: string, actor: string, time: string],
  ...[isCommands: number, roll: number | null, policy: string | null, body: string | null],
]

/** Quotation marks inside texts are escaped, so that this occurs only at the member. */
const policyPiece = '"policy":{"digest":"'

/**
 * The faults by tenant. Artifacts up to a chain's start are not judged, only learnt from. With the
 * policy texts, the scopes of roles are checked too.
 */
export function verifyRights(
  db: Connection,
  starts: ReadonlyMap<string, number>,
  texts: Pick<Texts, 'pack'> | null,
): ReadonlyMap<string, readonly Broken[]> {
  const types = [tellingAll, ...decidingTypes].map((type) => `'${type}'`).join(', ')
  const rows = db
    .prepare<[], Row>(
      `SELECT a.tenant, a.seq, a.type, a.actor, a.time, a.command_id IS NOT NULL,
              a.roll,
              CASE WHEN instr(a.bytes, '${policyPiece}') > 0 THEN
                substr(a.bytes, instr(a.bytes, '${policyPiece}') + ${policyPiece.length}, 64) END,
              b.bytes
       FROM artifacts a JOIN bodies b USING (position)
       WHERE a.roll IS NOT NULL OR a.type IN (${types}) ORDER BY a.position`,
    )
    .raw()
  const take = rightsWalk((digest) => texts?.pack(digest) ?? null)
  const found = new Map<string, Broken[]>()
  for (const [tenant, seq, type, actor, time, isCommands, roll, policy, body] of rows.iterate()) {
    const isJudged = seq > (starts.get(tenant) ?? 0)
    const about = { tenant, seq, type, actor, time, isCommands: isCommands === 1 }
    const misfit = take({ ...about, roll, policy, body }, isJudged)
    if (misfit === null || !isJudged) continue
    const text = `Artifact ${seq} does not fit the rights that the evidence before it says: ${misfit}.`
    found.set(tenant, [...(found.get(tenant) ?? []), { seq, what: 'right_unproven', text }])
  }
  return found
}
