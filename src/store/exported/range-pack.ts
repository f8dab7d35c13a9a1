// Reads the contents of a pack over a time range; artifacts are read one by one.

import { z } from 'zod'
import { emptyTree, growTree, rootOf } from '../../evidence/merkle.ts'
import type { PackArtifact } from '../../evidence/pack.ts'
import type { CutCommand } from '../../evidence/range-pack.ts'
import type { Connection } from '../file/database.ts'
import { writtenSince } from '../queries.ts'
import { bounds, type TimeRange } from './export-rows.ts'

/** A part of one chain; `first` and `last` are seqs, both inclusive. */
export interface Part {
  readonly tenant: string
  readonly first: number
  readonly last: number
}

/** The part from the first to the last artifact of this time range; null if it holds none. */
export function partOf(db: Connection, tenant: string, range: TimeRange): Part | null {
  const [from, to] = bounds(range)
  const row = db
    .prepare(
      `SELECT min(seq), max(seq) FROM artifacts a
       WHERE ${writtenSince} AND +tenant = ? AND time >= ? AND time < ?`,
    )
    .raw()
    .get(from, tenant, from, to)
  const [first, last] = z.tuple([z.int().nullable(), z.int().nullable()]).parse(row)
  return first === null || last === null ? null : { tenant, first, last }
}

const artifactRow = z.tuple([z.int(), z.string(), z.string(), z.string(), z.string().nullable()])

/** The artifacts `a` that match the SQL condition `where`, as stored, by seq. */
export function* storedArtifacts(
  db: Connection,
  where: string,
  ...values: readonly (string | number)[]
): Generator<PackArtifact> {
  const rows = db
    .prepare(
      `SELECT a.seq, lower(hex(a.hash)), a.bytes, lower(hex(b.salt)), b.bytes
       FROM artifacts a LEFT JOIN bodies b ON b.position = a.position
       WHERE ${where} ORDER BY a.seq`,
    )
    .raw()
  for (const row of rows.iterate(...values)) {
    const [seq, hash, bytes, salt, body] = artifactRow.parse(row)
    yield { seq, hash, bytes, body: body === null ? null : { salt, bytes: body } }
  }
}

export function partRows(db: Connection, { tenant, first, last }: Part): Generator<PackArtifact> {
  return storedArtifacts(db, 'a.tenant = ? AND a.seq BETWEEN ? AND ?', tenant, first, last)
}

/** One artifact without its body; null if the chain has none of this seq. */
export function neighbour(db: Connection, tenant: string, seq: number): PackArtifact | null {
  const [one] = [...partRows(db, { tenant, first: seq, last: seq })]
  return one === undefined ? null : { ...one, body: null }
}

/** Commands with artifacts both inside the part and outside it, sorted by name. */
export function cutCommands(db: Connection, { tenant, first, last }: Part): readonly CutCommand[] {
  const rows = db
    .prepare(
      `SELECT part.command_id, coalesce(c.name, part.command_id),
              EXISTS (SELECT 1 FROM artifacts o WHERE o.command_id = part.command_id AND o.seq < ?),
              EXISTS (SELECT 1 FROM artifacts o WHERE o.command_id = part.command_id AND o.seq > ?)
       FROM (SELECT DISTINCT command_id FROM artifacts
             WHERE tenant = ? AND seq BETWEEN ? AND ? AND command_id IS NOT NULL) part
       LEFT JOIN commands c ON c.id = part.command_id ORDER BY 2`,
    )
    .raw()
  const cut: CutCommand[] = []
  for (const row of rows.iterate(first, last, tenant, first, last)) {
    const [id, name, before, after] = z.tuple([z.string(), z.string(), z.int(), z.int()]).parse(row)
    if (before + after > 0) cut.push({ id, name, before: before === 1, after: after === 1 })
  }
  return cut
}

const policySchema = z.tuple([z.string(), z.string(), z.string()])

/** The policies that artifacts of the part name: pack, version and digest. */
export function policiesNamed(db: Connection, { tenant, first, last }: Part) {
  const rows = db
    .prepare(
      `SELECT DISTINCT json_extract(bytes, '$.policy.pack'), json_extract(bytes, '$.policy.version'),
              json_extract(bytes, '$.policy.digest')
       FROM artifacts WHERE tenant = ? AND seq BETWEEN ? AND ?
         AND json_extract(bytes, '$.policy') IS NOT NULL`,
    )
    .raw()
  return rows.all(tenant, first, last).map((row) => {
    const [pack, version, digest] = policySchema.parse(row)
    return { pack, version, digest }
  })
}

/** Names and digests of the flows that commands proposed in the part were defined by. */
export function definitionsNamed(db: Connection, { tenant, first, last }: Part) {
  const rows = db
    .prepare(
      `SELECT DISTINCT one.key, one.value
       FROM artifacts a JOIN bodies b USING (position), json_each(b.bytes, '$.definition') one
       WHERE a.tenant = ? AND a.seq BETWEEN ? AND ? AND a.type = 'command.proposed'
         AND b.bytes IS NOT NULL AND one.key LIKE 'command %' ORDER BY 1, 2`,
    )
    .raw()
  return rows.all(tenant, first, last).map((row) => {
    const [name, digest] = z.tuple([z.string(), z.string()]).parse(row)
    return { name, digest }
  })
}

/**
 * Computes the Merkle root over stored hashes of the chain, from index `from` (0-based) up to `to`,
 * exclusive.
 */
export function rootsOf(db: Connection, tenant: string): (from: number, to: number) => string {
  const hashes = db
    .prepare<[string, number, number], string>(
      `SELECT lower(hex(hash)) FROM artifacts
       WHERE tenant = ? AND seq > ? AND seq <= ? ORDER BY seq`,
    )
    .pluck()
  return (from, to) => {
    const tree = growTree(emptyTree)
    for (const hash of hashes.iterate(tenant, from, to)) tree.add(hash)
    return rootOf(tree.tree())
  }
}
