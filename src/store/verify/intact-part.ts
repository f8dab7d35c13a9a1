// Checks the artifacts of a chain after a given one: unbroken, and about the command that their
// column names. Removed evidence leaves a gap or a row that does not match its hash.

import { sha256 } from '../../evidence/canonical.ts'
import type { Connection } from '../file/database.ts'
import { placeReader } from './artifact-place.ts'

export interface IntactPart {
  /** Is every artifact of this chain after that one intact, up to the newest? */
  isSoundBehind(tenant: string, seq: number): boolean
  /** Another process wrote, or a transaction failed: all is checked again. */
  forget(): void
}

interface Stretch {
  readonly from: number
  readonly seq: number
  readonly hash: string
}

type Row = [seq: number, hash: string, commandId: string | null, bytes: string]

/** Checks each artifact once; later calls continue where the last one ended. */
export function intactPart(db: Connection): IntactPart {
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

/**
 * Quotation marks inside texts are escaped in canonical form, so that the search finds only the
 * member.
 */
function isAbout(bytes: string, commandId: string | null): boolean {
  return commandId === null
    ? !bytes.includes(',"command":{"command_id":"')
    : bytes.includes(`,"command":{"command_id":${JSON.stringify(commandId)},`)
}
