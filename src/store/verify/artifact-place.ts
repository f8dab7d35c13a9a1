// Where one artifact stands in the file, and its hash as it is stored: no byte of it is looked at.

import type { Connection } from '../file/database.ts'

/** Null where the chain has no artifact of this number. */
export function placeReader(
  db: Connection,
): (tenant: string, seq: number) => { readonly position: number; readonly hash: string } | null {
  const place = db
    .prepare<[string, number], [number, string]>(
      'SELECT position, lower(hex(hash)) FROM artifacts WHERE tenant = ? AND seq = ?',
    )
    .raw()
  return (tenant, seq) => {
    const found = place.get(tenant, seq)
    return found === undefined ? null : { position: found[0], hash: found[1] }
  }
}

/** The hash of one artifact as it is stored; null when it is not there. */
export function storedHash(db: Connection, tenant: string, seq: number): string | null {
  return placeReader(db)(tenant, seq)?.hash ?? null
}
