// Verification in parts: a file verified in several parts gets the verdict of a file verified in
// one go, whatever is wrong in it.

import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { VerifiedPart } from '../../src/evidence/verified-part.ts'
import { verifyChain } from '../../src/evidence/verify.ts'
import { type EvidenceWriter, evidenceWriter } from '../../src/store/evidence.ts'
import { type Connection, openDatabase, openReadOnly } from '../../src/store/file/database.ts'
import type { ChainReport } from '../../src/store/store.ts'
import { type ChainPart, verifyChainPart } from '../../src/store/verify/chain-parts.ts'
import { chainTexts } from '../../src/store/verify/chain-texts.ts'
import { type VerifyOptions, verifyFile, verifyFileInParts } from '../../src/store/verify/verify.ts'
import { draftOf, home, system } from '../evidence/sample.ts'
import { freshFolder } from '../fresh-folder.ts'
import { withoutTriggers } from './without-triggers.ts'

let folder = ''
let db: Connection
let writer: EvidenceWriter
const size = 42
const rowsOfCut = 8
const options: VerifyOptions = { ...home, instance: system.instance, keys: [], outside: [] }

beforeEach(() => {
  folder = freshFolder()
  db = openDatabase(join(folder, 'aval.db'), home.environment)
  writer = evidenceWriter(db, system, () => '7'.repeat(64))
  write(1, size)
  db.pragma('foreign_keys = OFF')
  db.pragma('ignore_check_constraints = ON')
})
afterEach(() => {
  db.close()
})

function write(from: number, to: number): void {
  for (let seq = from; seq <= to; seq += 1) {
    writer.write(draftOf(seq))
    writer.write({ ...draftOf(seq), tenant: 'other' })
  }
  writer.flush()
}

/** In parts, each over its own connection; the verdict and the number of valid parts. */
async function inParts(more: Partial<VerifyOptions> = {}, meanwhile: () => void = () => undefined) {
  let sound = 0
  let rowsRead = 0
  const verifyParts = async (parts: readonly ChainPart[], report: (rows: number) => void) => {
    meanwhile()
    const found = new Map<ChainPart, VerifiedPart | null>()
    for (const part of parts) {
      const other = openReadOnly(join(folder, 'aval.db'), home.environment)
      const verified = verifyChainPart(other, part)
      other.close()
      report(verified?.end.tree.size ?? 0)
      if (verified !== null) sound += 1
      found.set(part, verified)
    }
    return (part: ChainPart) => found.get(part) ?? null
  }
  const all = { ...options, ...more, rowsOfCut, told: (rows: number) => (rowsRead = rows) }
  return { reports: await verifyFileInParts(db, all, verifyParts), sound, told: rowsRead }
}

it('verification in parts reads each part of a sound chain exactly once', async () => {
  const { reports, sound, told: rowsRead } = await inParts()
  expect(reports).toEqual(verifyFile(db, options))
  expect(sound).toBe(2 * Math.ceil(size / rowsOfCut))
  expect(rowsRead).toBe(2 * size)
})

it('verification in parts falls back to reading by itself when no part was verified elsewhere', async () => {
  const nobody = async () => () => null
  const all = { ...options, rowsOfCut }
  expect(await verifyFileInParts(db, all, nobody)).toEqual(verifyFile(db, options))
})

const edits: readonly (readonly [what: string, sql: string])[] = [
  ['an artifact', "UPDATE artifacts SET bytes = replace(bytes, 'ana', 'bob') WHERE seq = 20"],
  ['a hash', "UPDATE artifacts SET hash = x'00' WHERE seq = 16"],
  ['a body', "UPDATE bodies SET bytes = bytes || ' ' WHERE position = 40"],
  ['a column', "UPDATE artifacts SET type = 'auth.rejected' WHERE seq = 30"],
  ['a deleted row', 'DELETE FROM artifacts WHERE seq = 16'],
  ['the deleted first row of a part', 'DELETE FROM artifacts WHERE seq = 17'],
  ['the deleted end of the chain', 'DELETE FROM artifacts WHERE seq > 32'],
  ['the deleted beginning of the chain', 'DELETE FROM artifacts WHERE seq <= 16'],
  [
    'a position below zero',
    'UPDATE artifacts SET position = -5 WHERE seq = 24 AND tenant = "acme"',
  ],
  [
    'a position above 2^53',
    'UPDATE artifacts SET position = 9007199254740993 WHERE seq = 42 AND tenant = "other"',
  ],
  ['the recorded size, to a smaller one', 'UPDATE chains SET size = 16'],
  ['the recorded size, to a larger one', 'UPDATE chains SET size = 64'],
  ['the recorded size, to the largest integer', 'UPDATE chains SET size = 9223372036854775807'],
  ['the recorded tree', "UPDATE chains SET tree = replace(tree, '1', '2')"],
]

it.each(edits)(
  'verification in parts finds the same breaks as a serial check after an edit of %s',
  async (_, sql) => {
    db.pragma('busy_timeout = 0')
    withoutTriggers(db, () => db.exec(sql.replaceAll('"', "'")))
    const { reports } = await inParts()
    expect(reports).toEqual(verifyFile(db, options))
    expect(reports.flatMap((one) => one.breaks)).not.toEqual([])
  },
)

/** Edits after which nothing more can be written. */
const isLast = /end of the chain|2\^53/

/** Chains of three artifacts, behind all others. */
function writeMore(chains: number): void {
  for (let chain = 1; chain <= chains; chain += 1)
    for (const seq of [1, 2, 3]) writer.write({ ...draftOf(seq), tenant: `more${chain}` })
  writer.flush()
}

it.each([['nothing', ''] as const, ...edits.filter(([what]) => !isLast.test(what))])(
  'a chain among many, after an edit of %s, gets the verdict that it gets among few',
  async (_, sql) => {
    withoutTriggers(db, () => db.exec(sql.replaceAll('"', "'")))
    const ofTwo = (reports: readonly ChainReport[]) =>
      reports.filter(({ tenant }) => ['acme', 'other'].includes(tenant))
    const few = ofTwo(verifyFile(db, options))
    writeMore(9)
    const statements = vi.spyOn(db, 'prepare')
    expect(ofTwo(verifyFile(db, options))).toEqual(few)
    expect(ofTwo((await inParts()).reports)).toEqual(few)
    // No chain looks at the rows of the others.
    const scans = statements.mock.calls
      .map(([one]) => one)
      .filter((one) => /NOT INDEXED.*tenant = /s.test(one))
    expect(scans).toEqual([])
  },
)

it('a position that a number cannot hold is found among many chains, too', async () => {
  writeMore(9)
  const sql = "UPDATE artifacts SET position = 9007199254740993 WHERE seq = 42 AND tenant = 'other'"
  withoutTriggers(db, () => db.exec(sql))
  const { reports } = await inParts()
  expect(reports).toEqual(verifyFile(db, options))
  expect(reports.flatMap((one) => one.breaks)).not.toEqual([])
})

it('verification in parts reports the file as of one moment although rows are written meanwhile', async () => {
  const before = verifyFile(db, options)
  const late = openDatabase(join(folder, 'aval.db'), home.environment)
  const other = evidenceWriter(late, system, () => '8'.repeat(64))
  const { reports, sound } = await inParts({}, () => {
    for (let seq = size + 1; seq <= 2 * size; seq += 1) other.write(draftOf(seq))
    other.flush()
  })
  late.close()
  expect(reports).toEqual(before)
  expect(sound).toBe(2 * Math.ceil(size / rowsOfCut))
  expect(verifyFile(db, options).map((one) => one.artifacts)).toEqual([2 * size, size])
})

it.each([1, 8, 20, 41, 42])(
  'verification in parts continues after the already verified artifact %i',
  async (seq) => {
    const progressOf = (tenant: string) => {
      const rows = chainTexts(db, tenant, { upTo: 2 * seq })
      const { progress } = verifyChain({ ...home, tenant, rows })
      if (progress === null) throw new Error('The beginning is sound.')
      return { by: 'kept', progress } as const
    }
    const trusted = new Map(['acme', 'other'].map((tenant) => [tenant, progressOf(tenant)]))
    const { reports } = await inParts({ trusted })
    expect(reports).toEqual(verifyFile(db, { ...options, trusted }))
    expect(reports.map((one) => one.unread)).toEqual([seq, seq])
  },
)
