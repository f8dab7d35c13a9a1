// Checks decisions against the rights that earlier evidence states.

import { type CommandLineAct, commandLineActFault } from '../../command/verify/command-line-act.ts'
import type { History } from '../../command/verify/history.ts'
import type { Texts } from '../../command/verify/reconstructed-request.ts'
import type { Rights, RightsRow } from '../../command/verify/rights-body.ts'
import { unrequestedRight } from '../../command/verify/rights-by-command.ts'
import {
  decidingTypes,
  rightsChecker,
  statesAllRights,
} from '../../command/verify/rights-checker.ts'
import { environments } from '../../policy/names.ts'
import type { Connection } from '../file/database.ts'
import type { Broken } from '../store.ts'
import { breaksByTenant } from './breaks-by-tenant.ts'

type Row = [
  ...[tenant: string, seq: number, type: string, actor: string, time: string],
  ...[
    isCommands: number,
    proposal: string | null,
    roll: number | null,
    policy: string | null,
    body: string | null,
  ],
]

/** Quotation marks inside texts are escaped, so that this occurs only at the member. */
const policyPiece = '"policy":{"digest":"'

export interface Judging {
  readonly environment: string
  readonly texts: Texts
  readonly past: History
}

function aloneJudge(db: Connection, judging: Judging | null) {
  const place = db.prepare<[string, number], Pick<CommandLineAct, 'position' | 'policy'>>(
    `SELECT position, json_extract(bytes, '$.policy') AS policy FROM artifacts
     WHERE tenant = ? AND seq = ? AND json_valid(bytes)`,
  )
  const environment = environments.find((one) => one === judging?.environment)
  return (row: RightsRow, known: ReadonlyMap<string, Rights>): string | null => {
    const found = place.get(row.tenant, row.seq)
    return judging === null || environment === undefined || found === undefined
      ? null
      : commandLineActFault(environment, { ...row, ...found }, known, judging.texts, judging.past)
  }
}

/**
 * The breaks by tenant. Artifacts of a chain up to its start are read, but not judged. With
 * `judging`, the scopes of roles come from the pack texts, and acts of the command line are judged
 * too.
 */
export function verifyRights(
  db: Connection,
  starts: ReadonlyMap<string, number>,
  judging: Judging | null,
): ReadonlyMap<string, readonly Broken[]> {
  const types = [statesAllRights, ...decidingTypes].map((type) => `'${type}'`).join(', ')
  const rows = db
    .prepare<[], Row>(
      `SELECT a.tenant, a.seq, a.type, a.actor, a.time, a.command_id IS NOT NULL,
              CASE WHEN a.roll IS NOT NULL THEN
                (SELECT pb.bytes FROM artifacts p JOIN bodies pb USING (position)
                 WHERE p.command_id = a.command_id AND p.type = 'command.proposed') END,
              a.roll,
              CASE WHEN instr(a.bytes, '${policyPiece}') > 0 THEN
                substr(a.bytes, instr(a.bytes, '${policyPiece}') + ${policyPiece.length}, 64) END,
              b.bytes
       FROM artifacts a JOIN bodies b USING (position)
       WHERE a.roll IS NOT NULL OR a.type IN (${types}) ORDER BY a.position`,
    )
    .raw()
  const take = rightsChecker({
    packOf: (digest) => judging?.texts.pack(digest) ?? null,
    schema: Number(db.pragma('user_version', { simple: true })),
    alone: aloneJudge(db, judging),
    unasked: ({ proposal }, said, known) =>
      judging === null || proposal == null
        ? null
        : unrequestedRight(proposal, said, known, judging.texts),
  })
  const { all, add } = breaksByTenant()
  for (const row of rows.iterate()) {
    const [tenant, seq, type, actor, time, isCommands, proposal, roll, policy, body] = row
    const isJudged = seq > (starts.get(tenant) ?? 0)
    const about = { tenant, seq, type, actor, time, isCommands: isCommands === 1, proposal }
    const misfit = take({ ...about, roll, policy, body }, isJudged)
    if (misfit === null || !isJudged) continue
    const text = `Artifact ${seq} does not fit the rights that the evidence before it says: ${misfit}.`
    add(tenant, { seq, what: 'right_unproven', text })
  }
  return all
}
