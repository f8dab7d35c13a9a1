// What happened since a time is found from its first position on, also where a clock was set back.

import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Draft } from '../../src/evidence/artifact.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { exportRows } from '../../src/store/exported/export-rows.ts'
import { partOf } from '../../src/store/exported/range-pack.ts'
import { type Connection, openDatabase } from '../../src/store/file/database.ts'
import { askedSince } from '../../src/store/intact-commands.ts'
import { auditRecords, writtenSince } from '../../src/store/queries.ts'
import { verifyMoments } from '../../src/store/verify/moments.ts'
import { amount } from '../case-count.ts'
import { freshFolder } from '../fresh-folder.ts'

const start = Date.UTC(2026, 0, 5, 9)
const second = 1_000

/** A file with an artifact for each of these times, alternating between two chains. */
function written(times: readonly number[]): Connection {
  const folder = freshFolder()
  const db = openDatabase(join(folder, 'aval.db'), 'dev')
  onTestFinished(() => void db.close())
  const system = { environment: 'dev', instance: 'i', version: '0' } as const
  const writer = evidenceWriter(db, system, () => 'ab'.repeat(32))
  const draft = (time: number, index: number): Draft => ({
    ...{ type: 'message.refused', time, actor: index % 3 === 0 ? 'ana' : 'eva', body: {} },
    tenant: index % 2 === 0 ? 'dev:acme' : 'dev:other',
  })
  db.transaction(() => {
    for (const [index, time] of times.entries()) writer.write(draft(time, index))
    writer.flush()
  })()
  return db
}

const steady = Array.from({ length: 3_000 }, (_, index) => start + index * second)
/** Set back by half an hour repeatedly, and once far ahead. */
const turned = Array.from(
  { length: 3_000 },
  (_, index) => start + ((index * 7) % 2_100) * second + (index === 400 ? 86_400_000 : 0),
)

/** Number of rows that this query visits. */
const rowsFrom = (db: Connection, since: number) =>
  Number(
    db
      .prepare(`SELECT count(*) FROM artifacts a WHERE ${writtenSince}`)
      .pluck()
      .get(new Date(since).toISOString()),
  )

it('a query since a time reads at most 256 rows more than it returns', () => {
  const db = written(steady)
  for (const shown of [0, 1, 20, 255, 256, 257, 2_999, 3_000]) {
    const since = start + (3_000 - shown) * second
    expect([...auditRecords(db, { since })]).toHaveLength(shown)
    expect(rowsFrom(db, since)).toBeLessThanOrEqual(shown + 256)
  }
})

it.each([
  ['always moved forward', steady],
  ['was set back', turned],
])('a query since a time finds exactly the later artifacts, where the clock %s', (_, times) => {
  const db = written(times)
  for (const since of [
    0,
    ...times.filter((_time, index) => index % amount(397, 97) === 0),
    start * 2,
  ]) {
    const found = (filter: object) => [...auditRecords(db, { since, ...filter })].length
    const later = (step: number) =>
      times.filter((time, index) => time >= since && index % step === 0).length
    expect(found({})).toBe(later(1))
    expect(found({ tenant: 'dev:acme', newest: true })).toBe(later(2))
    expect(found({ actor: 'ana' })).toBe(later(3))
    expect([...exportRows(db, { from: since })]).toHaveLength(later(1))
    const seqs = times.flatMap((time, index) =>
      index % 2 === 0 && time >= since ? [index / 2 + 1] : [],
    )
    expect(partOf(db, 'dev:acme', { from: since })).toEqual(
      seqs.length === 0 ? null : { tenant: 'dev:acme', first: seqs[0], last: seqs.at(-1) },
    )
  }
})

it('verification reports a recorded moment that is earlier than the rows it covers', () => {
  const db = written(turned)
  expect(verifyMoments(db)).toEqual([])
  const past = new Date(start).toISOString()
  db.prepare('UPDATE moments SET latest = ? WHERE position = 2048').run(past)
  expect(verifyMoments(db)).toMatchObject([{ what: 'column_differs' }])
})

it('the query of commands since a time reads no earlier row and sorts nothing', () => {
  const db = written(steady.slice(0, 2))
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${askedSince}`).all('x', 'x', '', '', 5) as {
    detail: string
  }[]
  const steps = plan.map((one) => one.detail).filter((one) => /\ba\b|ORDER BY/.test(one))
  expect(steps).toEqual(['SEARCH a USING INTEGER PRIMARY KEY (rowid>?)'])
})
