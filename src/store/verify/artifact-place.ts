// Finds the position and stored hash of an artifact, without reading its bytes.

import type { Connection } from '../file/database.ts'

/** Null if the chain has no artifact of this seq. */
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

/** The stored hash of one artifact; null if it is missing. */
export function storedHash(db: Connection, tenant: string, seq: number): string | null {
  return placeReader(db)(tenant, seq)?.hash ?? null
}
