// Each row is checked as it is written, and no check may cost more than the row itself.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { readMigrations } from '../../src/store/file/migrations.ts'

it('CHECK constraints of all tables make SQLite build no temporary table for each row', () => {
  const db = new Database(':memory:')
  for (const { sql } of readMigrations()) db.exec(sql)
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  const builds = tables.filter((table) => {
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table)
    const put = `INSERT INTO ${table} VALUES (${columns.map(() => '?').join()})`
    const program = db.prepare(`EXPLAIN ${put}`).all(columns.map(() => null))
    return JSON.stringify(program).includes('"OpenEphemeral"')
  })
  db.close()
  expect(tables).toContain('outbox')
  expect(builds).toEqual([])
})

it('CHECK constraints refuse unknown states of tokens and letters, and unknown kinds of work', () => {
  const db = new Database(':memory:')
  for (const { sql } of readMigrations()) db.exec(sql)
  const token = db.prepare("INSERT INTO tokens VALUES (?, 'c', 'ana', ?, NULL, '')")
  const work = db.prepare('INSERT INTO work VALUES (?, ?, ?)')
  const letter = db.prepare(
    "INSERT INTO outbox VALUES (NULL, ?, 'ana', ?, 0, 0, NULL, NULL, '', '')",
  )
  for (const state of ['open', 'spent', 'void']) token.run(state, state)
  for (const what of ['plan', 'read', 'apply']) work.run(what, 'c', what)
  for (const state of ['queued', 'sent', 'acked', 'delivered', 'read', 'failed'])
    letter.run(state, state)
  for (const word of ['', 'OPEN', 'queued ', 'other']) {
    expect(() => token.run('new', word)).toThrow('CHECK')
    expect(() => work.run('new', 'c', word)).toThrow('CHECK')
    expect(() => letter.run('new', word)).toThrow('CHECK')
  }
  db.close()
})
