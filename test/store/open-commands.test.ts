// The owner of a preview is read from its record where its evidence was not read: the column alone
// proves nothing.

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

it('is nobody else’s to confirm, though its column says so', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [one] = await twoPreviews(bench)
    expect([previewsOf(bench, 'ana'), previewsOf(bench, 'carla')]).toEqual([2, 0])
    const moved =
      "UPDATE commands SET requester = 'carla', record = json_set(record, '$.chat', ?) WHERE name = ?"
    tamper(bench, moved, 'carla', one)
    expect([previewsOf(bench, 'ana'), previewsOf(bench, 'carla')]).toEqual([1, 0])
  }))
