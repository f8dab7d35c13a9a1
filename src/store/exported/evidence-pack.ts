// Reads the contents of an evidence pack from the store. Read-only.

import { z } from 'zod'
import { environmentChain } from '../../command/changes.ts'
import type { VerifierKey } from '../../evidence/checkpoint.ts'
import type { PackArtifact } from '../../evidence/pack.ts'
import type { Connection } from '../file/database.ts'
import { chainHashes } from '../queries.ts'
import type { Broken } from '../store.ts'
import type { ReplayOptions } from '../verify/replay.ts'
import { verifyFile } from '../verify/verify.ts'
import { storedArtifacts } from './range-pack.ts'

export interface PackRows {
  readonly command: { readonly id: string; readonly name: string; readonly tenant: string }
  /** The first fault in the chain or the file; then nothing may be signed. Null if sound. */
  readonly broken: Broken | null
  readonly artifacts: readonly PackArtifact[]
  /** The hashes of the whole chain, first to last. */
  readonly hashes: readonly string[]
}

export interface PackQuestion {
  readonly environment: string
  readonly instance: string
  /** The public keys under the name of each chain. */
  readonly keys: readonly VerifierKey[]
  readonly anew: ReplayOptions
}

/** A fault in any of these keeps it from being packed, beside those of its own chain. */
const around: readonly string[] = ['*', environmentChain]

const commandRow = z.strictObject({ id: z.string(), name: z.string(), tenant: z.string() })

/** Everything about one command, read in the caller's transaction; null if none has this name. */
export function packRows(db: Connection, name: string, about: PackQuestion): PackRows | null {
  const found: unknown = db
    .prepare('SELECT id, name, tenant FROM commands WHERE name = ?')
    .get(name)
  if (found === undefined) return null
  const command = commandRow.parse(found)
  const { tenant } = command
  const reports = verifyFile(db, { ...about, outside: [] })
  const mine = reports.filter((one) => one.tenant === tenant || around.includes(one.tenant))
  return {
    command,
    broken: mine.flatMap((one) => one.breaks)[0] ?? null,
    artifacts: [...storedArtifacts(db, 'a.command_id = ? AND a.tenant = ?', command.id, tenant)],
    hashes: chainHashes(db, tenant),
  }
}
