// The check of a whole file: every chain, row by row, with what was derived from it. Reads only.

import { describe } from '../evidence/breaks.ts'
import type { VerifierKey } from '../evidence/checkpoint.ts'
import { verifyChain } from '../evidence/verify.ts'
import type { Connection } from './database.ts'
import { chainHeads, chainRows, chainTenants, checkpointNotes } from './queries.ts'
import type { ChainReport } from './store.ts'
import { verifyCommands } from './verify-commands.ts'

export interface VerifyOptions {
  readonly environment: string
  readonly instance: string
  readonly keys: readonly VerifierKey[]
  /** Notes from outside, which no edit of this file can reach. */
  readonly outside: readonly string[]
}

/**
 * Verify every chain of the file; a report for each, in the order of their tenants. All of it sees
 * the file as it was at one moment, whatever a running environment writes meanwhile.
 */
export function verifyFile(db: Connection, options: VerifyOptions): readonly ChainReport[] {
  return db.transaction(() => verifyAll(db, options)).deferred()
}

function verifyAll(db: Connection, options: VerifyOptions): readonly ChainReport[] {
  const heads = new Map(chainHeads(db).map((head) => [head.tenant, head]))
  const commands = verifyCommands(db)
  const named = options.outside.flatMap((note) => note.split('\n')[0]?.split('/').at(-1) ?? [])
  const tenants = [...new Set([...chainTenants(db), ...named])].toSorted()
  const reports = tenants.map((tenant): ChainReport => {
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
      breaks: [
        ...(verdict.artifacts === 0 ? [vanished(tenant)] : []),
        ...breaks.map((one) => ({ seq: one.seq, what: one.what, text: describe(one) })),
        ...(commands.get(tenant) ?? []),
      ],
    }
  })
  const damage = db.pragma('integrity_check', { simple: true })
  return damage === 'ok' ? reports : [...reports, damaged(String(damage))]
}

/** Something of this chain is known, and not one artifact of it is there. */
function vanished(tenant: string): ChainReport['breaks'][number] {
  return { seq: 1, what: 'chain_vanished', text: `The whole chain of ${tenant} is gone.` }
}

function damaged(text: string): ChainReport {
  return { tenant: '*', artifacts: 0, head: '', breaks: [{ seq: 0, what: 'file_damaged', text }] }
}
