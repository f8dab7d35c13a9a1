// The check of a whole file: every chain, row by row, with what was derived from it. Reads only.

import { describe } from '../evidence/breaks.ts'
import type { VerifierKey } from '../evidence/checkpoint.ts'
import { verifyChain } from '../evidence/verify.ts'
import type { Connection } from './database.ts'
import { chainHeads, chainRows, chainTenants, checkpointNotes } from './queries.ts'
import type { ChainReport } from './store.ts'

export interface VerifyOptions {
  readonly environment: string
  readonly instance: string
  readonly keys: readonly VerifierKey[]
  /** Notes from outside, which no edit of this file can reach. */
  readonly outside: readonly string[]
}

/** Verify every chain of the file; a report for each, in the order of their tenants. */
export function verifyFile(db: Connection, options: VerifyOptions): readonly ChainReport[] {
  const heads = new Map(chainHeads(db).map((head) => [head.tenant, head]))
  const reports = chainTenants(db).map((tenant): ChainReport => {
    const head = heads.get(tenant)
    const mine = options.outside.filter(
      (note) => note.split('\n')[0]?.endsWith(`/${tenant}`) === true,
    )
    const verdict = verifyChain({
      environment: options.environment,
      instance: options.instance,
      tenant,
      rows: chainRows(db, tenant),
      checkpoints: [...checkpointNotes(db, tenant), ...mine],
      keys: options.keys,
      head: { seq: head?.size ?? 0, hash: head?.head ?? '' },
    })
    const breaks = [...verdict.breaks]
    if (head !== undefined && verdict.artifacts > head.size && breaks.length === 0)
      breaks.push({ what: 'duplicate', seq: head.size + 1 })
    return {
      tenant,
      artifacts: verdict.artifacts,
      head: verdict.head,
      breaks: breaks.map((one) => ({ seq: one.seq, what: one.what, text: describe(one) })),
    }
  })
  const damage = db.pragma('integrity_check', { simple: true })
  return damage === 'ok' ? reports : [...reports, damaged(String(damage))]
}

function damaged(text: string): ChainReport {
  return { tenant: '*', artifacts: 0, head: '', breaks: [{ seq: 0, what: 'file_damaged', text }] }
}
