// The artifacts of a chain behind one of them: is each in its place, and about what it says? Who
// takes evidence of a command away leaves a gap, or a row that is not what it was hashed as.

import { sha256 } from '../../evidence/canonical.ts'
import type { Connection } from '../file/database.ts'
import { placeReader } from './artifact-place.ts'

export interface SoundStretch {
  /** Is every artifact of this chain behind that one whole, up to the newest? */
  isSoundBehind(tenant: string, seq: number): boolean
  /** Another process wrote, or a transaction failed: all is looked at again. */
  forget(): void
}

interface Stretch {
  readonly from: number
  readonly seq: number
  readonly hash: string
}

type Row = [seq: number, hash: string, commandId: string | null, bytes: string]

/** What was found sound is not read again; each time only what came since is. */
export function soundStretch(db: Connection): SoundStretch {
  const placeOf = placeReader(db)
  const behind = db
    .prepare<[string, number], Row>(
      `SELECT seq, lower(hex(hash)), command_id, bytes FROM artifacts
       WHERE tenant = ? AND seq > ? ORDER BY seq`,
    )
    .raw()
  const known = new Map<string, Stretch>()

  function walk(tenant: string, { from, ...begin }: Stretch): Stretch | null {
    let { seq, hash } = begin
    for (const [number, digest, commandId, bytes] of behind.iterate(tenant, seq)) {
      const isNext = number === seq + 1 && bytes.includes(`"prev_hash":"${hash}",`)
      if (!isNext || sha256(bytes) !== digest || !isAbout(bytes, commandId)) return null
      seq = number
      hash = digest
    }
    return { from, seq, hash }
  }

  return {
    isSoundBehind(tenant, seq) {
      const before = known.get(tenant)
      const hash = placeOf(tenant, seq)?.hash ?? ''
      const begin = before !== undefined && before.from <= seq ? before : { from: seq, seq, hash }
      const end = walk(tenant, begin)
      if (end === null) known.delete(tenant)
      else known.set(tenant, end)
      return end !== null
    },
    forget: () => known.clear(),
  }
}

/** In canonical form no word has a quotation mark of its own: the member is there, or it is not. */
function isAbout(bytes: string, commandId: string | null): boolean {
  return commandId === null
    ? !bytes.includes(',"command":{"command_id":"')
    : bytes.includes(`,"command":{"command_id":${JSON.stringify(commandId)},`)
}
