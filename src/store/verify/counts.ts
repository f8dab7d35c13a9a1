// Compares what counts against limits (table `tallies`) with what evidence says was counted.

import { z } from 'zod'
import { jsonOf } from '../../evidence/json.ts'
import type { Connection } from '../file/database.ts'
import { chainTenants, countedSince, writtenSince } from '../queries.ts'
import { artifactsMost } from '../recent.ts'
import type { Broken } from '../store.ts'

const countedSchema = z.object({ counted: z.array(z.string()) })

/** What counts requests is always in evidence; other things may count without an artifact. */
const requestKey = /^asks(?:-[a-z]+)?\//

/** The year 9999: ISO 8601 texts up to here sort as times do. Epoch milliseconds. */
const latestTime = Date.UTC(9999, 11, 31)

/**
 * A break for each key with a count that evidence shows and no row has, or the reverse. Old rows
 * are deleted, all before one moment: nothing is said of what is older than the oldest row and than
 * what is kept in any case.
 */
export function verifyCounts(db: Connection): readonly Broken[] {
  const oldest = db.prepare<[], number | null>('SELECT min(at) FROM tallies').pluck().get()
  const kept = Math.min(oldest ?? latestTime, countedSince(db))
  // A time that somebody wrote into the file may be none.
  const from = new Date(Math.min(Math.max(kept, 0), latestTime)).toISOString()
  const since = [from, ...mendedSince(db)].toSorted().at(-1) ?? from
  const { counted, erased } = countsIn(db, since)
  const wrong = new Map<string, { lacking: number; added: number }>()
  const note = (key: string, lacking: number, added: number) => {
    const before = wrong.get(key) ?? { lacking: 0, added: 0 }
    wrong.set(key, { lacking: before.lacking + lacking, added: before.added + added })
  }
  for (const [at, key, rows] of rowsOf(db, Date.parse(since))) {
    const proved = counted.get(at)?.get(key) ?? 0
    counted.get(at)?.delete(key)
    if (rows < proved) note(key, proved - rows, 0)
    else if (rows > proved && requestKey.test(key) && !erased.has(at)) note(key, 0, rows - proved)
  }
  for (const keys of counted.values()) for (const [key, proved] of keys) note(key, proved, 0)
  return [...wrong].map(([key, { lacking, added }]) => {
    const text = `The count ${key} lacks ${lacking} that evidence shows, and has ${added} that none shows.`
    return { seq: 0, what: 'count_unproven', text }
  })
}

/** Of each long chain, since when a start puts back rows that are gone. */
function mendedSince(db: Connection): readonly string[] {
  const first = db
    .prepare<[string, number], string>(
      'SELECT time FROM artifacts WHERE tenant = ? ORDER BY seq DESC LIMIT 1 OFFSET ? + 0',
    )
    .pluck()
  return chainTenants(db).flatMap((tenant) => first.get(tenant, artifactsMost - 1) ?? [])
}

type CountRow = [at: number, key: string, rows: number]

function rowsOf(db: Connection, since: number): Iterable<CountRow> {
  return db
    .prepare<[number], CountRow>(
      'SELECT at, key, count(*) FROM tallies WHERE at >= ? GROUP BY key, at',
    )
    .raw()
    .iterate(since)
}

interface Counted {
  /** By moment, how often each key was counted. */
  readonly counted: ReadonlyMap<number, Map<string, number>>
  /** The moments of artifacts whose bodies are erased: what those counted is not known. */
  readonly erased: ReadonlySet<number>
}

function countsIn(db: Connection, since: string): Counted {
  const rows = db
    .prepare<[string, string], [string, string | null]>(
      `SELECT a.time, b.bytes FROM artifacts a LEFT JOIN bodies b USING (position)
       WHERE ${writtenSince} AND a.time >= ?
         AND (b.bytes IS NULL OR instr(b.bytes, '"counted":[') > 0)`,
    )
    .raw()
  const counted = new Map<number, Map<string, number>>()
  const erased = new Set<number>()
  for (const [time, body] of rows.iterate(since, since)) {
    const at = Date.parse(time)
    const said = body === null ? undefined : countedSchema.safeParse(jsonOf(body)).data
    if (said === undefined) erased.add(at)
    const keys = counted.get(at) ?? new Map<string, number>()
    counted.set(at, keys)
    for (const key of said?.counted ?? []) keys.set(key, (keys.get(key) ?? 0) + 1)
  }
  return { counted, erased }
}
