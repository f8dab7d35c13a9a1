// Which of the store's statements look at a whole table. The others cost the same, however much is
// kept.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, it, vi } from 'vitest'
import { openStore } from '../../src/store/sqlite-store.ts'
import { freshFolder } from '../fresh-folder.ts'
import { vault } from '../model/bench.ts'
import { seededChance } from '../model/chance.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Every statement that an open store has prepared, with the tables that SQLite scans for it. */
function scans(): readonly string[] {
  const file = join(freshFolder(), 'aval.db')
  const prepare = vi.spyOn(Database.prototype, 'prepare')
  openStore({
    file,
    system: { environment: 'dev', instance: 'model', version: '0.0.0' },
    keys: [],
    randomHex: seededChance('plans'),
    vault,
  }).close()
  const all = [...new Set(prepare.mock.calls.map(([sql]) => sql.replace(/\s+/g, ' ').trim()))]
  const db = new Database(file, { readonly: true })
  const scanned = all
    .filter((sql) => /^(?:SELECT|INSERT|UPDATE|DELETE)/.test(sql))
    .flatMap((sql) => {
      const values = Array((sql.match(/\?/g) ?? []).length).fill(null)
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
      const tables = steps.flatMap(
        ({ detail }) => /^SCAN (?!CONSTANT)(\w+)/.exec(detail)?.[1] ?? [],
      )
      return tables.length === 0 ? [] : [`${sql.slice(0, 70)}: ${tables.join()}`]
    })
  db.close()
  return scanned
}

/** Beginnings of statements. */
const expected = {
  'small tables: people, chains, moments (one for 256 artifacts), lists given as JSON': [
    'INSERT INTO moments (position, latest) SELECT ?',
    'SELECT c.id FROM commands c WHERE c.id IN (SELECT value FROM json_each',
    'SELECT coalesce(sum(size), 0) FROM chains',
    'SELECT command_id FROM artifacts a WHERE a.position > coalesce(',
    'SELECT id FROM commands WHERE id IN (SELECT value FROM json_each(?))',
    'SELECT id FROM commands WHERE tenant = ? AND created_at >= ?',
    'SELECT id, record FROM people ORDER BY id',
    'SELECT identifier FROM forgotten',
    'SELECT o.position, o.id, o.not_before, o.token_hash, t.text FROM outbo',
    'SELECT person, group_concat(hash ORDER BY hash) FROM recovery_codes',
    'SELECT person, secret, last_step, last_at FROM factors',
    'SELECT record FROM people ORDER BY id',
    'SELECT o.position, o.id, o.not_before, o.token_hash, t.text FROM outbo',
    'SELECT tenant, head FROM chains',
  ],
  'what is open now, through an index or in a table of it alone': [
    'SELECT 1 FROM deadlines WHERE at <= ? LIMIT 1',
    'SELECT 1 FROM untold LIMIT 1',
    'SELECT command_id AS commandId, what, at FROM deadlines',
    "SELECT command_id FROM tokens WHERE approver = ? AND state = 'open'",
    'SELECT count(*) FROM commands WHERE open = 1',
    "SELECT count(*) FROM outbox WHERE state = 'queued'",
    'SELECT id, state FROM commands WHERE open = 1 ORDER BY rowid',
    "SELECT id, what, command_id FROM work WHERE what <> 'apply'",
    "SELECT id, what, command_id FROM work WHERE what = 'apply'",
  ],
  'once a minute, a day or a start': [
    'DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE at < ? LIM',
    'DELETE FROM questions WHERE expires_at < ?',
    'DELETE FROM tallies WHERE at < ?',
    'SELECT 1 FROM artifacts LIMIT 1',
    "SELECT id, json_extract(record, '$.tenant') FROM people",
    'SELECT position, recipient, at, state FROM outbox ORDER BY position',
  ],
  'when somebody is forgotten': [
    'DELETE FROM commands WHERE requester = ? AND open = 0',
    "DELETE FROM outbox WHERE recipient = ? AND state <> 'queued'",
    'SELECT a.position, a.seq, a.command_id AS command FROM artifacts a JOI',
    'SELECT id FROM commands WHERE instr(record, ?) > 0',
    'UPDATE deadlines SET at = 0 WHERE command_id IN (SELECT id FROM comman',
  ],
} satisfies Record<string, readonly string[]>

it('only what is rare, or reads what is open or small, scans a table', () => {
  const known = Object.values(expected).flat()
  const found = scans()
  expect(found.filter((one) => !known.some((begin) => one.startsWith(begin)))).toEqual([])
  expect(known.filter((begin) => !found.some((one) => one.startsWith(begin)))).toEqual([])
})
