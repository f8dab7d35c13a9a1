// The checkpoint that a pack is proved by, and what held around what is packed.

import type { Keys } from '../../environment/keys.ts'
import {
  originOf,
  parseCheckpoint,
  parseVerifierKey,
  writeCheckpoint,
} from '../../evidence/checkpoint.ts'
import { type Circumstances, provedIn } from '../../evidence/pack.ts'
import { circumstanceRows, type Span } from '../../store/exported/circumstances.ts'
import { rootsOf } from '../../store/exported/range-pack.ts'
import type { Connection } from '../../store/file/database.ts'
import { keptUnder } from '../../store/inspect.ts'
import { chainHashes, chainHeads, checkpointNotes } from '../../store/queries.ts'
import type { Context } from '../context.ts'
import { cosignedNote } from './cosigned-note.ts'
import { verifierKeyOf } from './keys.ts'

export interface Noted {
  readonly note: string
  readonly size: number
  /** Names of the witnesses who cosigned it. */
  readonly by: readonly string[]
}

/**
 * The newest cosigned checkpoint that covers the first `end` artifacts, else the newest stored one,
 * else one signed now.
 */
export function noteOf(
  db: Connection,
  context: Context,
  keys: Keys,
  tenant: string,
  end: number,
): Noted {
  const { environment } = context
  const rootBetween = rootsOf(db, tenant)
  const size = chainHeads(db).find((one) => one.tenant === tenant)?.size ?? end
  const cosigned = cosignedNote(context, keptUnder(db, 'outward/'), {
    tenant,
    key: parseVerifierKey(verifierKeyOf(keys, environment, tenant)),
    covers: end,
    size,
    rootAt: (at) => rootBetween(0, at),
  })
  const stored = cosigned ?? { note: checkpointNotes(db, tenant).at(-1) ?? '', by: [] }
  const covers = parseCheckpoint(stored.note)?.size ?? 0
  if (covers >= end) return { ...stored, size: covers }
  const origin = originOf(keys.instance, environment, tenant)
  const signed = { origin, size, root: rootBetween(0, size) }
  return { note: writeCheckpoint(signed, keys.signingKey), size, by: [] }
}

/** What these chains say of the circumstances of a tenant's evidence in that time. */
export function circumstancesIn(
  db: Connection,
  context: Context,
  keys: Keys,
  about: {
    readonly chains: readonly string[]
    readonly tenant: string
    readonly span: Span | null
  },
): readonly Circumstances[] {
  const { chains, tenant, span } = about
  if (span === null) return []
  return chains.flatMap((chain) => {
    const rows = circumstanceRows(db, chain, tenant, span)
    const last = rows.at(-1)
    if (last === undefined) return []
    const { note } = noteOf(db, context, keys, chain, last.seq)
    const verifierKey = verifierKeyOf(keys, context.environment, chain)
    const artifacts = provedIn(rows, chainHashes(db, chain), note)
    return [{ tenant: chain, verifier_key: verifierKey, checkpoint: note, artifacts }]
  })
}
