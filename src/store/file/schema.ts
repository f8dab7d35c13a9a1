// Compares a file's schema with the one that our migrations make: foreign triggers, views or edited
// tables could run inside our statements or falsify their results.

import Database from 'better-sqlite3'
import { sha256 } from '../../evidence/canonical.ts'
import { readMigrations } from './migrations.ts'

type Connection = Database.Database

/** A part of the schema that differs from what Aval creates. */
export interface ForeignPart {
  readonly name: string
  readonly how: 'put in' | 'edited' | 'removed'
  /** Our statements read it, so that nothing in the file can be trusted. */
  readonly isRead: boolean
}

interface Part {
  readonly name: string
  readonly type: string
  /** The table it belongs to. */
  readonly table: string
  readonly sql: string
}

/** Statistics tables that SQLite creates for ANALYZE. */
const isOfSqlite = ({ name, type }: Part) => type === 'table' && /^sqlite_stat[14]$/.test(name)

/**
 * The digest of the schema that our migrations make, so that a sound file needs no comparison in
 * full. If out of date, opening is slower but still right.
 */
export const sound = 'a78047609d9e7968d24f4493892c6c8e'

/** Reads only the schema and executes nothing of it. `version`: the file's schema version. */
export function foreignParts(db: Connection, version: number): readonly ForeignPart[] {
  return digestOfParts(db) === sound ? [] : partsAstray(db, version)
}

/** A digest of schema version and parts, without SQLite's statistics tables. */
export function digestOfParts(db: Connection): string {
  const version = db.pragma('user_version', { simple: true })
  const parts = partsOf(db).filter((one) => !isOfSqlite(one))
  return sha256(JSON.stringify([version, parts])).slice(0, 32)
}

function partsAstray(db: Connection, version: number): readonly ForeignPart[] {
  const expected = new Map(expectedParts(version).map((one) => [one.name, one]))
  const found = new Map(partsOf(db).map((one) => [one.name, one]))
  const isTable = (name: string) => expected.get(name)?.type === 'table'
  const astray = [...found.values()].flatMap((one): ForeignPart[] => {
    const ours = expected.get(one.name)
    if (ours === undefined)
      return isOfSqlite(one) ? [] : [{ name: one.name, how: 'put in', isRead: false }]
    const isSame = ours.type === one.type && ours.table === one.table && ours.sql === one.sql
    return isSame ? [] : [{ name: one.name, how: 'edited', isRead: isTable(one.name) }]
  })
  const gone = [...expected.keys()]
    .filter((name) => !found.has(name))
    .map((name): ForeignPart => ({ name, how: 'removed', isRead: isTable(name) }))
  return [...astray, ...gone]
}

/** The words that follow the file's name in an error message. */
export function wordsOfPart({ name, how }: ForeignPart): string {
  const quoted = JSON.stringify(name)
  if (how === 'removed') return `lacks ${quoted}, which Aval made`
  return `holds ${quoted}, which Aval did not make`
}

/** The parts that the migrations up to this version create. */
function expectedParts(version: number): readonly Part[] {
  const db = new Database(':memory:')
  try {
    for (const one of readMigrations()) if (one.version <= version) db.exec(one.sql)
    return partsOf(db)
  } finally {
    db.close()
  }
}

function partsOf(db: Connection): readonly Part[] {
  return db
    .prepare<[], Part>(
      `SELECT name, type, tbl_name AS "table", coalesce(sql, '') AS sql
       FROM sqlite_schema ORDER BY name`,
    )
    .all()
}
