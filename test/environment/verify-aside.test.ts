// Verification on threads: they share the parts among them, and what a dead one leaves is read.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { walkAside } from '../../src/environment/verify-aside.ts'
import { type Connection, openDatabase } from '../../src/store/database.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { verifyFile, verifyFileInParts, type WalkCuts } from '../../src/store/verify.ts'
import { draftOf, home, system } from '../evidence/sample.ts'

let folder = ''
let db: Connection
const size = 100
const options = { ...home, instance: system.instance, keys: [], outside: [] }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aval-aside-'))
  db = openDatabase(join(folder, 'aval.db'), home.environment)
  const writer = evidenceWriter(db, system, () => '7'.repeat(64))
  for (let seq = 1; seq <= size; seq += 1) writer.write(draftOf(seq))
  writer.flush()
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The verdict, and of how many parts the threads knew that they are sound. */
async function aside(file: string, rowsOfCut: number) {
  let walked = 0
  const walk: WalkCuts = async (cuts, told) => {
    const stretchOf = await walkAside(file, home.environment)(cuts, told)
    walked = cuts.filter((cut) => stretchOf(cut) !== null).length
    return stretchOf
  }
  const reports = await verifyFileInParts(db, { ...options, rowsOfCut }, walk)
  return { reports, walked }
}

it('is the verdict of one thread', async () => {
  const { reports, walked } = await aside(join(folder, 'aval.db'), 16)
  expect(reports).toEqual(verifyFile(db, options))
  expect(walked).toBe(Math.ceil(size / 16))
})

it('starts no thread for little', async () => {
  const { reports, walked } = await aside(join(folder, 'aval.db'), 64)
  expect(reports).toEqual(verifyFile(db, options))
  expect(walked).toBe(0)
})

it('does without threads that cannot read', async () => {
  const { reports, walked } = await aside(join(folder, 'missing.db'), 16)
  expect(reports).toEqual(verifyFile(db, options))
  expect(walked).toBe(0)
})
