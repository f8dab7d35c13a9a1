// What was written after a position is found by a search in key order, without a scan.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { evidence, onBench, request } from '../model/scenes.ts'

it('artifacts after a position come in order and at most as many as asked for', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const before = bench.store().lastPosition()
    expect(before).toBeGreaterThan(0)
    expect(bench.store().writtenAfter(before, 10)).toEqual([])
    await request(bench, 'ana', 'cancel order 42')
    const all = bench.store().writtenAfter(before, 100)
    expect(all[0]?.artifact['type']).toBe('command.proposed')
    expect(all[0]?.body).toMatchObject(Object(evidence(bench, 'command.proposed').at(-1)?.['body']))
    expect(all.map((one) => one.position)).toEqual(all.map((_, index) => before + 1 + index))
    expect(all.at(-1)?.position).toBe(bench.store().lastPosition())
    expect(bench.store().writtenAfter(before, 2)).toEqual(all.slice(0, 2))
  }))

it('the query of artifacts after a position searches by key and does not scan', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const db = new Database(bench.file, { readonly: true })
    const plan = (sql: string) =>
      (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(
        (one) => one.detail,
      )
    const [first = ''] = plan(
      `SELECT a.position FROM artifacts a LEFT JOIN bodies b USING (position)
       WHERE a.position > 5 ORDER BY a.position LIMIT 3 + 0`,
    )
    expect(first).toMatch(/^SEARCH a USING (INTEGER PRIMARY KEY|.*rowid)/)
    expect(plan("SELECT bytes FROM artifacts WHERE time >= '2026'")[0]).toMatch(/^SCAN/)
    db.close()
  }))
