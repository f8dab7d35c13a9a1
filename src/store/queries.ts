// Queries that answer people and programs. Read-only.

import { countedForMs } from '../command/tallies.ts'
import { sha256 } from '../evidence/canonical.ts'
import { storedDigest } from '../evidence/chain.ts'
import { rootOf, treeSchema } from '../evidence/merkle.ts'
import type { Connection } from './file/database.ts'
import { readJson } from './rows.ts'
import type { AuditFilter, AuditRecord, ChainHead } from './store.ts'

/**
 * An SQL condition that holds for every artifact `a` of that time (ISO) or later, and for few
 * earlier ones. Times may go back if the clock was changed.
 */
export const writtenSince =
  'a.position > coalesce((SELECT position FROM moments WHERE latest < ? ORDER BY position DESC LIMIT 1), 0)'

/** The newest preview decides; the body of an older one may be erased. */
const shownToRisk = `(SELECT json_extract(y.bytes, '$.risk_class') FROM artifacts x
       JOIN bodies y USING (position)
       WHERE x.command_id = a.command_id AND x.type = 'command.previewed'
       ORDER BY x.position DESC LIMIT 1) = ?`

interface AuditRow {
  readonly bytes: string
  /** Hexadecimal digits. */
  readonly hash: string
  readonly body: string | null
}

/** Artifacts with their bodies, oldest or newest first. */
export function* auditRecords(db: Connection, filter: AuditFilter): Generator<AuditRecord> {
  const { sql, values } = auditQuery(filter)
  for (const row of db.prepare(sql).iterate(...values) as Iterable<FoundRow>)
    yield filter.command !== undefined && isChanged(row)
      ? { ...recordOf(row), changed: true }
      : recordOf(row)
}

type FoundRow = AuditRow & { readonly salt: string }

/** Do the bytes or body differ from their digests? Checked only for one command's artifacts. */
function isChanged({ bytes, hash, salt, body }: FoundRow): boolean {
  if (sha256(bytes) !== hash) return true
  const digest = body === null ? null : storedDigest({ bytes: body, salt })
  return body !== null && readJson(bytes)['body_digest'] !== digest
}

/**
 * One chain is read along its own index, so that its newest artifacts are found quickly; `seq`
 * there is the order of writing. With `since`, earlier artifacts are skipped in all chains.
 */
export function auditQuery(filter: AuditFilter): {
  readonly sql: string
  readonly values: readonly (string | number)[]
} {
  const { since, tenant, most = -1 } = filter
  const from = since === undefined ? undefined : new Date(since).toISOString()
  // The `+` keeps SQLite from using the chain's index, along which it would read all of it.
  const ofTenant = since === undefined ? 'tenant = ?' : '+tenant = ?'
  const clauses: readonly (readonly [string, string | undefined])[] = [
    [writtenSince, from],
    ['time >= ?', from],
    ['actor = ?', filter.actor],
    ['actor GLOB ?', filter.agents === true ? 'agent:*' : undefined],
    ['type = ?', filter.type],
    [ofTenant, tenant],
    ['command_id = (SELECT id FROM commands WHERE name = ?)', filter.command],
    [shownToRisk, filter.risk],
  ]
  const given = clauses.flatMap(([clause, value]) => (value === undefined ? [] : [[clause, value]]))
  const where = given.map(([clause]) => clause).join(' AND ')
  const by = tenant === undefined || since !== undefined ? 'a.position' : 'a.seq'
  const sql = `SELECT a.bytes, lower(hex(a.hash)) AS hash, lower(hex(b.salt)) AS salt,
       b.bytes AS body
     FROM artifacts a LEFT JOIN bodies b USING (position)
     ${where === '' ? '' : `WHERE ${where}`}
     ORDER BY ${by} ${filter.newest === true ? 'DESC' : 'ASC'} LIMIT ? + 0`
  return { sql, values: [...given.map(([, value]) => value ?? ''), most] }
}

/** One artifact with its hash in hexadecimal. */
export function recordOf({ bytes, hash, body }: AuditRow): AuditRecord {
  return {
    artifact: { ...readJson(bytes), hash },
    body: body === null ? null : readJson(body),
  }
}

/** The head of each recorded chain. */
export function chainHeads(db: Connection): readonly ChainHead[] {
  const rows = db
    .prepare(
      `SELECT c.tenant, c.size, c.head, c.tree,
              (SELECT seq FROM artifacts a WHERE a.tenant = c.tenant
               AND a.type <> 'evidence.checkpointed' ORDER BY seq DESC LIMIT 1) AS news,
              (SELECT note FROM checkpoints k WHERE k.tenant = c.tenant
               ORDER BY position DESC LIMIT 1) AS note
       FROM chains c ORDER BY c.tenant`,
    )
    .all() as HeadRow[]
  return rows.map((row) => ({
    tenant: row.tenant,
    size: row.size,
    newestNews: row.news ?? 0,
    head: row.head,
    root: rootRecorded(row),
    checkpoint: row.note,
  }))
}

/**
 * The recorded Merkle root; empty if the recorded tree is invalid or of another size. Then `verify`
 * reports it, and no checkpoint is signed.
 */
function rootRecorded({ tree: text, size }: HeadRow): string {
  try {
    const tree = treeSchema.parse(JSON.parse(text))
    return tree.size === size ? rootOf(tree) : ''
  } catch {
    return ''
  }
}

interface HeadRow {
  readonly tenant: string
  readonly size: number
  readonly head: string
  readonly tree: string
  readonly news: number | null
  readonly note: string | null
}

/** When the newest artifact was written, in ISO 8601; null for none. */
export function newestTime(db: Connection): string | null {
  const newest = db
    .prepare<[], string>('SELECT time FROM artifacts ORDER BY position DESC LIMIT 1')
    .pluck()
  return newest.get() ?? null
}

/**
 * Counts are kept from this moment on, in epoch milliseconds: a day before the newest artifact, so
 * that verify can tell what is deleted by age from what somebody deleted. Infinite if there is no
 * evidence.
 */
export function countedSince(db: Connection): number {
  const newest = newestTime(db)
  return newest === null ? Number.POSITIVE_INFINITY : Date.parse(newest) - countedForMs
}

export function checkpointNotes(db: Connection, tenant: string): readonly string[] {
  const rows = db.prepare('SELECT note FROM checkpoints WHERE tenant = ? ORDER BY position')
  return rows.pluck().all(tenant).map(String)
}

/** The stored hashes of a chain, first to last. */
export function chainHashes(db: Connection, tenant: string): readonly string[] {
  const rows = db.prepare('SELECT lower(hex(hash)) FROM artifacts WHERE tenant = ? ORDER BY seq')
  return rows.pluck().all(tenant).map(String)
}

/** Every tenant that any row names, so that no chain can be hidden. */
export function chainTenants(db: Connection): readonly string[] {
  // Once anybody is enrolled or was heard, the environment's own chain exists.
  const rows = db.prepare(
    `SELECT '-' WHERE EXISTS (SELECT 1 FROM people) OR EXISTS (SELECT 1 FROM inbox)
     UNION SELECT tenant FROM artifacts UNION SELECT tenant FROM chains
     UNION SELECT tenant FROM checkpoints UNION SELECT tenant FROM commands ORDER BY 1`,
  )
  return rows.pluck().all().map(String)
}
