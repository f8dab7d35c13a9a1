// Artifacts whose time is earlier than that of the one before are named.

import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Connection, openDatabase } from '../../src/store/file/database.ts'
import { timeReversals } from '../../src/store/verify/times.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder: string
let db: Connection

beforeEach(() => {
  folder = freshFolder()
  db = openDatabase(join(folder, 'aval.db'), 'dev')
})
afterEach(() => {
  db.close()
})

/** Artifacts of one chain, at these hours of a day. */
function write(...hours: readonly number[]): void {
  const insert = db.prepare(
    `INSERT INTO artifacts (tenant, seq, type, time, actor, hash, bytes)
     VALUES ('dev:acme', (SELECT 1 + count(*) FROM artifacts), 'auth.denied', ?, 'ana', zeroblob(32), '')`,
  )
  for (const hour of hours) insert.run(timeAt(hour))
}
const timeAt = (hour: number) => `2026-01-05T${String(hour).padStart(2, '0')}:00:00.000Z`

test('verification lists artifacts with an earlier time than the one before, up to a maximum', () => {
  write(9, 9, 10)
  expect(timeReversals(db, 5)).toEqual([])
  write(8, 11, 7, 12, 6)
  expect(timeReversals(db, 2)).toEqual([
    { tenant: 'dev:acme', seq: 4 },
    { tenant: 'dev:acme', seq: 6 },
  ])
})
