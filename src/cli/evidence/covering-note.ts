// The checkpoint that a pack is proved by.

import type { Keys } from '../../environment/keys.ts'
import {
  originOf,
  parseCheckpoint,
  parseVerifierKey,
  writeCheckpoint,
} from '../../evidence/checkpoint.ts'
import { rootsOf } from '../../store/exported/range-pack.ts'
import type { Connection } from '../../store/file/database.ts'
import { keptUnder } from '../../store/inspect.ts'
import { chainHeads, checkpointNotes } from '../../store/queries.ts'
import type { Context } from '../context.ts'
import { type CosignedNote, cosignedNote } from './cosigned-note.ts'
import { verifierKeyOf } from './keys.ts'

/** A signed note over the first `size` artifacts. */
interface CoveringNote extends CosignedNote {
  readonly size: number
}

/**
 * The newest cosigned checkpoint that covers the first `end` artifacts, else the newest stored one,
 * else one signed now.
 */
export function coveringNote(
  db: Connection,
  context: Context,
  keys: Keys,
  tenant: string,
  end: number,
): CoveringNote {
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
