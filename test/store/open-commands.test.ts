// A preview belongs to the requester that its sealed record names: a column that was edited does
// not hand it to somebody else.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openCommandsOf } from '../../src/store/open-commands.ts'
import { readCommand } from '../../src/store/rows.ts'
import type { Bench } from '../model/bench.ts'
import { onBench, tamper, twoPreviews } from '../model/scenes.ts'

/** As a process reads it whose newest evidence begins after these were asked. */
function previewsOf(bench: Bench, person: string): number {
  const db = new Database(bench.file, { readonly: true })
  const record = db.prepare<[string], string>('SELECT record FROM commands WHERE id = ?').pluck()
  const get = (id: string) => readCommand(record.get(id))
  try {
    const open = openCommandsOf(db, { get, isForeign: () => false }, () => [])
    return open.of(person).questions(person).length
  } finally {
    db.close()
  }
}

it('a preview is not offered to somebody whose name was written into its column and record', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [name] = await twoPreviews(bench)
    expect([previewsOf(bench, 'ana'), previewsOf(bench, 'carla')]).toEqual([2, 0])
    const moved =
      "UPDATE commands SET requester = 'carla', record = json_set(record, '$.chat', ?) WHERE name = ?"
    tamper(bench, moved, 'carla', name)
    expect([previewsOf(bench, 'ana'), previewsOf(bench, 'carla')]).toEqual([1, 0])
  }))

it('the open commands of a tenant are found without reading a record, however many there are', () => {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE commands (id, requester, state, open, key, record)')
  db.exec("INSERT INTO commands (id, state, open) VALUES ('mine', 'uncertain', 1)")
  db.exec("INSERT INTO commands (id, state, open) VALUES ('unknown', 'approval_requested', 1)")
  const get = () => {
    throw new Error('A record is read.')
  }
  const about = { requester: 'ana', state: 'approval_requested' } as const
  const begun = [
    { id: 'mine', tenant: 'dev:acme', ...about },
    { id: 'theirs', tenant: 'dev:other', ...about },
    { id: 'removed', tenant: 'dev:acme', ...about },
  ]
  const open = openCommandsOf(db, { get, isForeign: () => false }, () => begun)
  expect(open.ids('dev:acme')).toEqual(['unknown', 'removed', 'mine'])
  expect(open.ids()).toEqual(['unknown', 'removed', 'theirs', 'mine'])
  db.close()
})
