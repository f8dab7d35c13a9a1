// How verify reads rows: each as one text, and no column's content can make it look like another
// row.

import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mark } from '../../src/evidence/row-text.ts'
import { verifyChain } from '../../src/evidence/verify.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { type Connection, openDatabase } from '../../src/store/file/database.ts'
import { storedHash } from '../../src/store/verify/artifact-place.ts'
import { chainTexts, type Span } from '../../src/store/verify/chain-texts.ts'
import { chainOfSize, draftOf, home, system } from '../evidence/sample.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder = ''
let db: Connection
const size = 150

beforeEach(() => {
  folder = freshFolder()
  db = openDatabase(join(folder, 'aval.db'), 'prod')
  let salts = 0
  const randomHex = () => {
    salts += 1
    return salts.toString(16).padStart(8, '0').repeat(8)
  }
  const writer = evidenceWriter(db, system, randomHex)
  for (let seq = 1; seq <= size; seq += 1) writer.write(draftOf(seq))
  writer.flush()
  // Whoever edits the file can remove all of this first.
  for (const trigger of ['artifacts_keep', 'artifacts_stay', 'bodies_stay', 'bodies_keep'])
    db.exec(`DROP TRIGGER ${trigger}`)
  db.pragma('foreign_keys = OFF')
  db.pragma('ignore_check_constraints = ON')
})

afterEach(() => {
  db.close()
})

const verified = () => verifyChain({ ...home, rows: chainTexts(db, home.tenant) })
const breaks = () => verified().breaks.map((one) => ('column' in one ? one.column : one.what))

it('the reader of a chain yields every row once, in pages, and reports how many it has read', () => {
  const counts: number[] = []
  const { pages } = chainTexts(db, home.tenant, { told: (rows) => counts.push(rows) })
  const texts = [...pages].flat()
  expect(new Set(texts).size).toBe(size)
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(size)
  expect([...pages]).toEqual([])
})

it('the reader of a chain starts after one position and stops at another', () => {
  const count = (span: Span) => [...chainTexts(db, home.tenant, span).pages].flat().length
  expect(count({ behind: size - 3 })).toBe(3)
  expect(count({ behind: 2, upTo: size - 3 })).toBe(size - 5)
})

it('verification finds no break in a sound chain and reads no row of another tenant', () => {
  expect(verified()).toMatchObject({ artifacts: size, breaks: [] })
  expect([...chainTexts(db, 'other').pages].flat()).toEqual([])
})

it('the reader of a chain returns the columns and the hash of each row as stored', () => {
  const { pages, whole } = chainTexts(db, home.tenant)
  const rows = [...pages].flat().map(whole)
  const [first] = chainOfSize(1)
  expect(rows[0]).toMatchObject({ seq: 1, columns: { type: first?.columns.type, tenant: 'acme' } })
  expect(rows.map((row) => row.hash)).toEqual(rows.map((row) => storedHash(db, 'acme', row.seq)))
  expect(storedHash(db, 'acme', size + 1)).toBeNull()
})

const at = 44
const artifact = (set: string) => `UPDATE artifacts SET ${set} WHERE seq = ${at}`
const body = (set: string) => `UPDATE bodies SET ${set} WHERE position = ${at}`
const separator = `char(${mark.charCodeAt(0)})`
const zero = 'char(0)'

it.each([
  ['a hash', artifact('hash = zeroblob(32)'), ['hash_differs']],
  ['a hash that is too short', artifact('hash = substr(hash, 1, 31)'), ['hash_differs']],
  ['a type', artifact("type = 'approval.denied'"), ['type']],
  ['a type, by adding a zero byte and more', artifact(`type = type || ${zero} || 'x'`), ['type']],
  [
    'a type, by adding a separator and the actor',
    artifact(`type = type || ${separator} || actor`),
    ['type'],
  ],
  [
    'a type, by moving the actor into it',
    artifact(`type = type || ${separator} || actor, actor = ''`),
    ['type', 'actor'],
  ],
  ['a time', artifact("time = '2026-01-05T09:00:43.000Z'"), ['time']],
  ['an actor', artifact("actor = 'ana'"), ['actor']],
  ['an actor, by adding a zero byte', artifact(`actor = actor || ${zero}`), ['actor']],
  ['a command id, to another one', artifact("command_id = 'another'"), ['command_id']],
  ['a command id, to NULL', artifact('command_id = NULL'), ['command_id']],
  ['a command id, to an empty text', artifact("command_id = ''"), ['command_id']],
  [
    'a missing command id, to an empty text',
    "UPDATE artifacts SET command_id = '' WHERE seq = 45",
    ['command_id'],
  ],
  ['the bytes, by adding a separator', artifact(`bytes = bytes || ${separator}`), null],
  ['the bytes, by adding a zero byte', artifact(`bytes = bytes || ${zero}`), null],
  ['a body', body("bytes = '{}'"), ['body_differs']],
  ['a body, by adding a separator', body(`bytes = bytes || ${separator} || 'x'`), ['body_differs']],
  ['a body, by adding a zero byte', body(`bytes = bytes || ${zero} || 'x'`), ['body_differs']],
  ['a salt', body('salt = zeroblob(16)'), ['body_differs']],
  [
    'a salt, by moving its end into the body',
    body('bytes = lower(hex(substr(salt, 16))) || bytes, salt = substr(salt, 1, 15)'),
    ['body_differs'],
  ],
  [
    'a salt, by moving it whole into the body',
    body('bytes = lower(hex(salt)) || bytes, salt = NULL'),
    ['body_differs'],
  ],
  ['a body, to NULL', body('bytes = NULL'), ['body_missing']],
  ['a body, by deleting it', `DELETE FROM bodies WHERE position = ${at}`, ['body_missing']],
  ['an artifact, by deleting it', `DELETE FROM artifacts WHERE seq = ${at}`, ['gap']],
  ['a sequence number', artifact(`seq = ${size + 50}`), null],
] as const)('verification finds an edit of %s', (_what, sql, expected) => {
  expect(breaks()).toEqual([])
  expect(db.prepare(sql).run().changes).toBe(1)
  const found = breaks()
  expect(found).not.toEqual([])
  if (expected !== null) expect(found).toEqual(expected)
})

it('verification ends also where positions are above 2^53', () => {
  // Beyond 2^53 neighbouring numbers are equal in JavaScript.
  db.exec('UPDATE artifacts SET position = position + 4611686018427387904')
  db.exec('UPDATE bodies SET position = position + 4611686018427387904')
  expect(verified()).toMatchObject({ artifacts: size, breaks: [] })
})
