// Verification on worker threads: they share the parts, and those of a dead thread are verified by
// another.

import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startThread } from '../../src/environment/threads/thread.ts'
import {
  type VerifyThreadInput,
  verifyOnThreads,
} from '../../src/environment/threads/verify-on-threads.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { type Connection, openDatabase } from '../../src/store/file/database.ts'
import { type PartsVerifier, verifyFile, verifyFileInParts } from '../../src/store/verify/verify.ts'
import { draftOf, home, system } from '../evidence/sample.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder = ''
let db: Connection
const size = 100
const options = { ...home, instance: system.instance, keys: [], outside: [] }

beforeEach(() => {
  folder = freshFolder()
  db = openDatabase(join(folder, 'aval.db'), home.environment)
  const writer = evidenceWriter(db, system, () => '7'.repeat(64))
  for (let seq = 1; seq <= size; seq += 1) writer.write(draftOf(seq))
  writer.flush()
})
afterEach(() => {
  db.close()
})

const rowsOfCut = 4
const parts = size / rowsOfCut

/** The verdict, and how many parts were already verified. */
async function verifyAside(rows: number, start?: (parts: VerifyThreadInput) => Worker) {
  let verified = 0
  const verifier: PartsVerifier = async (all, report) => {
    const file = join(folder, 'aval.db')
    const resultOf = await verifyOnThreads(file, home.environment, start)(all, report)
    verified = all.filter((part) => resultOf(part) !== null).length
    return resultOf
  }
  const reports = await verifyFileInParts(db, { ...options, rowsOfCut: rows }, verifier)
  return { reports, walked: verified }
}

it('verification on threads gives the verdict of one thread, and covers all parts', async () => {
  const { reports, walked: verified } = await verifyAside(rowsOfCut)
  expect(reports).toEqual(verifyFile(db, options))
  expect(verified).toBe(parts)
})

it('verification on threads counts parts that another thread verified', async () => {
  const { reports, walked: verified } = await verifyAside(rowsOfCut, (all) => {
    // No part is left for this thread.
    Atomics.store(all.taken, 0, all.cuts.length)
    const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    return startThread('verify', { ...all, taken })
  })
  expect(reports).toEqual(verifyFile(db, options))
  expect(verified).toBe(parts)
})

it('verification of few parts starts no thread', async () => {
  const { reports, walked: verified } = await verifyAside(16, () => {
    throw new Error('No thread is to be started.')
  })
  expect(reports).toEqual(verifyFile(db, options))
  expect(verified).toBe(0)
})

it('parts of a thread that died are verified by another', async () => {
  const { reports, walked: verified } = await verifyAside(rowsOfCut, (all) => {
    Atomics.add(all.taken, 0, 2)
    return new Worker('throw new Error("It dies.")', { eval: true })
  })
  expect(reports).toEqual(verifyFile(db, options))
  expect(verified).toBeLessThan(parts)
})
