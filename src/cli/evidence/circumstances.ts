// What held around what is packed, each part with the checkpoint that proves it.

import type { Keys } from '../../environment/keys.ts'
import { type Circumstances, provedIn } from '../../evidence/pack.ts'
import { circumstanceRows, type Span } from '../../store/exported/circumstances.ts'
import type { Connection } from '../../store/file/database.ts'
import { chainHashes } from '../../store/queries.ts'
import type { Context } from '../context.ts'
import { coveringNote } from './covering-note.ts'
import { verifierKeyOf } from './keys.ts'

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
    const { note } = coveringNote(db, context, keys, chain, last.seq)
    const verifierKey = verifierKeyOf(keys, context.environment, chain)
    const artifacts = provedIn(rows, chainHashes(db, chain), note)
    return [{ tenant: chain, verifier_key: verifierKey, checkpoint: note, artifacts }]
  })
}
