// The schema of a file, held against the one that the migrations make: what somebody else put in,
// edited or took away would run inside our statements, or answer them without an end.

import Database from 'better-sqlite3'
import { sha256 } from '../../evidence/canonical.ts'
import { readMigrations } from './migrations.ts'

type Connection = Database.Database

/** A part of the schema that is not as Aval makes it. */
export interface ForeignPart {
  readonly name: string
  readonly how: 'put in' | 'edited' | 'removed'
  /** Our statements would read it: nothing in the file can be looked at. */
  readonly isRead: boolean
}

interface Part {
  readonly name: string
  readonly type: string
  /** The table that it is of. */
  readonly table: string
  readonly sql: string
}

/** What SQLite itself keeps about tables, where somebody asked it to. */
const isOfSqlite = ({ name, type }: Part) => type === 'table' && /^sqlite_stat[14]$/.test(name)

/**
 * What the migrations make, so that a file that is sound is known without making them once more at
 * each opening. Where this is behind them, that costs time and nothing else.
 */
export const sound = '44a5251c18fffbba46f434c07f500566'

/** Only the schema is read, which runs nothing of it. `version`: that of the file. */
export function foreignParts(db: Connection, version: number): readonly ForeignPart[] {
  return digestOfParts(db) === sound ? [] : partsAstray(db, version)
}

/** The same where no part of two files differs, but for what SQLite itself keeps. */
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

/** As a sentence goes on behind the name of the file. */
export function wordsOfPart({ name, how }: ForeignPart): string {
  const quoted = JSON.stringify(name)
  if (how === 'removed') return `lacks ${quoted}, which Aval made`
  return `holds ${quoted}, which Aval did not make`
}

/** As the migrations up to this version make them. */
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
