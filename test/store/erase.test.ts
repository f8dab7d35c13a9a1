// Retention after the clock was set back: nothing is erased early, and nothing stays for ever.

import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Commands } from '../../src/store/commands.ts'
import { eraser } from '../../src/store/erase.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { openDatabase } from '../../src/store/file/database.ts'
import { freshFolder } from '../fresh-folder.ts'
import { seededChance } from '../model/chance.ts'

const tenant = 'dev:acme'
const minute = 60_000

/** Writes one artifact at each of these minutes, sweeps, and returns which bodies are left. */
function keptOf(minutes: readonly number[], before: number): readonly unknown[] {
  const db = openDatabase(join(freshFolder(), 'aval.db'), 'dev')
  const system = { environment: 'dev', instance: 'model', version: '0.0.0' }
  const evidence = evidenceWriter(db, system, seededChance('erase'))
  db.transaction(() => {
    for (const time of minutes)
      evidence.write({ type: 'auth.denied', time: time * minute, tenant, actor: 'ana', body: {} })
  })()
  const why = { kept: minute, why: 'retention' } as const
  eraser(db, evidence, {} as Commands).bodies(
    { what: 'older', tenant, before: before * minute, ...why },
    10 * minute,
  )
  const kept = db
    .prepare(
      `SELECT seq FROM artifacts JOIN bodies USING (position)
       WHERE bodies.bytes IS NOT NULL AND type <> 'evidence.erased' ORDER BY seq`,
    )
    .pluck()
    .all()
  db.close()
  return kept
}

test('a sweep reads no more of a chain than 256 artifacts that are kept', () => {
  expect(keptOf([1, ...Array(255).fill(5), 2, 9], 4)).toHaveLength(256)
  expect(keptOf([1, ...Array(256).fill(5), 2, 9], 4)).toHaveLength(258)
})

test('a sweep erases later what is newer than an artifact written after it', () => {
  const folder = freshFolder()
  const db = openDatabase(join(folder, 'aval.db'), 'dev')
  const system = { environment: 'dev', instance: 'model', version: '0.0.0' }
  const evidence = evidenceWriter(db, system, seededChance('erase'))
  const erase = eraser(db, evidence, {} as Commands)
  for (const time of [1, 5, 2, 3, 9])
    evidence.write({ type: 'auth.denied', time: time * minute, tenant, actor: 'ana', body: {} })
  const kept = () =>
    db
      .prepare(
        `SELECT seq FROM artifacts JOIN bodies USING (position)
         WHERE bodies.bytes IS NOT NULL AND type <> 'evidence.erased' ORDER BY seq`,
      )
      .pluck()
      .all()
  const sweep = (before: number) =>
    erase.bodies(
      { what: 'older', tenant, before: before * minute, kept: minute, why: 'retention' },
      10 * minute,
    )
  sweep(4)
  expect(kept()).toEqual([2, 5])
  sweep(6)
  expect(kept()).toEqual([5])
  sweep(6)
  expect(kept()).toEqual([5])
  const bodies = db
    .prepare(
      "SELECT b.bytes FROM artifacts JOIN bodies b USING (position) WHERE type LIKE '%erased'",
    )
    .pluck()
    .all()
  expect(bodies.map((one) => JSON.parse(String(one)).erased)).toEqual([
    [
      [1, 1],
      [3, 4],
    ],
    [[2, 2]],
  ])
  db.close()
})
