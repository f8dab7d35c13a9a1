// Seals of the rows of units, of their changes and of kept records: rows that somebody else wrote,
// copied or restored are not accepted.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sha256 } from '../../src/evidence/canonical.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { freshFolder } from '../fresh-folder.ts'
import { seededChance } from '../model/chance.ts'

let folder: string
let store: Store

beforeEach(() => {
  folder = freshFolder()
  store = open()
})
afterEach(() => {
  store.close()
})

function open(): Store {
  return openStore({
    file: join(folder, 'aval.db'),
    system: { environment: 'dev', instance: 'model', version: '0.0.0' },
    keys: [],
    randomHex: seededChance('sealed rows'),
    vault: { seal: (text) => text, open: (text) => text, mark: (text) => sha256(`key ${text}`) },
  })
}

function edit<Result>(run: (db: Database.Database) => Result): Result {
  const db = new Database(join(folder, 'aval.db'))
  try {
    return run(db)
  } finally {
    db.close()
  }
}

const change = (key: string, expected: number, value: string, tenant = 'acme') =>
  store.changeUnit(key, tenant, expected, { name: 'web', revision: expected + 1, value })

it('units are read as they were written, also after the store is opened again', () => {
  expect([change('a', 0, 'one'), change('b', 1, 'two')]).toEqual(['done', 'done'])
  store.close()
  store = open()
  expect(store.unit('acme', 'web')).toMatchObject({ revision: 2, value: 'two' })
  expect(store.units('acme')).toHaveLength(1)
  expect(store.unitChange('a')).toMatchObject({ value: 'one' })
  expect([change('a', 2, 'again'), change('c', 1, 'late')]).toEqual(['stale', 'stale'])
  expect(store.unitChange('c')).toBeNull()
  expect(store.unit('globex', 'web')).toBeNull()
})

const edits: Readonly<Record<string, string>> = {
  'a value': "UPDATE units SET record = replace(record, 'one', 'six')",
  'a revision': 'UPDATE units SET revision = 9',
  'a tenant': "UPDATE units SET tenant = 'globex'",
  'a name': "UPDATE units SET name = 'api'",
}

for (const [what, sql] of Object.entries(edits))
  it(`a unit whose row somebody edited is not accepted: ${what}`, () => {
    change('a', 0, 'one')
    expect(edit((db) => db.prepare(sql).run().changes)).toBe(1)
    store.close()
    store = open()
    const [tenant, name] = edit((db) =>
      db.prepare('SELECT tenant, name FROM units').raw().get(),
    ) as [string, string]
    expect([store.unit(tenant, name), store.units(tenant)]).toEqual(['foreign', ['foreign']])
    if (name === 'web') expect(change('b', 1, 'two', tenant)).toBe('stale')
  })

it('a unit does not expire at a time that somebody wrote into its column', () => {
  const lifetime = { forMs: 5, until: 100, of: 'ana' }
  store.changeUnit('a', 'acme', 0, { name: 'web', revision: 1, deleted: false, lifetime })
  store.changeUnit('b', 'acme', 0, { name: 'api', revision: 1, deleted: false })
  edit((db) => db.prepare('UPDATE units SET expires_at = 1').run())
  expect(store.expiredUnits(99, 9)).toEqual([])
  expect(store.expiredUnits(100, 9)).toMatchObject([{ tenant: 'acme', unit: { name: 'web' } }])
})

it('a unit restored to an earlier row, or deleted, is not accepted while the store is open', () => {
  change('a', 0, 'one')
  const before = edit((db) => db.prepare('SELECT * FROM units').raw().get()) as unknown[]
  change('b', 1, 'two')
  edit((db) => db.prepare('INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?, ?, ?)').run(...before))
  expect(store.unit('acme', 'web')).toBe('foreign')
  expect(change('c', 1, 'three')).toBe('stale')
  edit((db) => db.prepare('DELETE FROM units').run())
  expect(store.unit('acme', 'web')).toBe('foreign')
  expect(change('d', 0, 'three')).toBe('stale')
})

it('a copied record of a change under another key does not count as that change', () => {
  change('a', 0, 'one')
  edit((db) => db.exec("INSERT INTO unit_changes SELECT 'b', record, seal FROM unit_changes"))
  expect(store.unitChange('b')).toBeNull()
})

it('a kept record that was copied from another key or edited is not returned', () => {
  store.keep('outward/a', { position: 1 })
  store.keep('outward/b', { position: 9 })
  expect(store.kept('outward/a')).toEqual({ position: 1 })
  const copy = `UPDATE kept SET (record, seal) =
    (SELECT record, seal FROM kept WHERE key = 'outward/b') WHERE key = 'outward/a'`
  edit((db) => db.exec(copy))
  expect(store.kept('outward/a')).toBeNull()
  edit((db) => db.exec("UPDATE kept SET record = '{}' WHERE key = 'outward/b'"))
  expect(store.kept('outward/b')).toBeNull()
})

it('a unit has its earlier value again after a transaction that failed', () => {
  change('a', 0, 'one')
  const failing = () =>
    store.together(() => {
      expect(change('b', 1, 'two')).toBe('done')
      expect(store.unit('acme', 'web')).toMatchObject({ value: 'two' })
      throw new Error('The disk is full.')
    })
  expect(failing).toThrow('The disk is full.')
  expect(store.unit('acme', 'web')).toMatchObject({ value: 'one' })
  expect(change('b', 1, 'two')).toBe('done')
})
