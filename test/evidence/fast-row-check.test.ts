// The fast check accepts only what the full check accepts, and accepts most of it.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { artifactTypes } from '../../src/evidence/artifact.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { bodyDigest, genesis } from '../../src/evidence/chain.ts'
import { type FastRowCheck, fastRowCheck, type Place } from '../../src/evidence/fast-row-check.ts'
import { readStrictly } from '../../src/evidence/reading.ts'
import { mark } from '../../src/evidence/row-text.ts'
import type { StoredArtifact } from '../../src/evidence/stored.ts'
import { chainOf, draftOf, erased, home, textOf } from './sample.ts'

const size = 48
/** As commands are: one key for all the artifacts of one. */
const rows = chainOf(
  Array.from({ length: size }, (_, index) => {
    const { command, ...draft } = draftOf(index + 1)
    const idempotency_key = `key of ${command?.command_id}`
    return command === undefined ? draft : { ...draft, command: { ...command, idempotency_key } }
  }),
)

function placeBefore(seq: number): Place {
  const hash = rows[seq - 2]?.hash ?? genesis(home.environment, home.tenant)
  return { seq: seq - 1, hash }
}

function rowAt(seq: number): StoredArtifact {
  const row = rows[seq - 1]
  if (row === undefined) throw new RangeError(`There is no row ${seq}.`)
  return row
}

/** A check that has seen the whole chain. */
function learned(chain = home) {
  const ordinary = fastRowCheck(chain)
  for (const row of rows) ordinary.learn(row.bytes)
  return ordinary
}

const isOrdinary = (ordinary: FastRowCheck, row: StoredArtifact, place: Place) =>
  ordinary.hashOf(textOf(row), place) !== null

/**
 * The full check of a row at its place, except its hash. A row read as text has no id column: its
 * bytes are covered by the hash in the next row.
 */
function isSound(row: StoredArtifact, place: Place): boolean {
  const fields = readStrictly(row.bytes)
  if (fields === null || row.body === null) return false
  const { prev_hash, body_digest, environment, seq, ...columns } = fields
  const { id: _id, ...stored } = row.columns
  return (
    prev_hash === place.hash &&
    seq === place.seq + 1 &&
    seq === row.seq &&
    environment === home.environment &&
    sha256(row.bytes) === row.hash &&
    columns.tenant === home.tenant &&
    body_digest === bodyDigest(row.body) &&
    Object.entries(stored).every(([key, value]) => Reflect.get(columns, key) === value)
  )
}

it('knows nothing at first, and after a few rows nearly all', () => {
  const ordinary = fastRowCheck(home)
  const known = rows.filter((row) => {
    const place = placeBefore(row.seq)
    const yes = isOrdinary(ordinary, row, place)
    if (!yes) ordinary.learn(row.bytes)
    return yes
  })
  expect(known[0]).not.toBe(rows[0])
  expect(known.length).toBeGreaterThan(size / 2)
  const again = learned()
  expect(rows.every((row) => isOrdinary(again, row, placeBefore(row.seq)))).toBe(true)
})

it('never says yes to a spoilt row', () => {
  const ordinary = learned()
  const text = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom(
      '"',
      '\\',
      '0',
      ',',
      '}',
      'é',
      'ana',
      'beto',
      '"trace":',
      mark,
      ...artifactTypes,
    ),
  )
  const spoil = fc.oneof(
    fc.record({ what: fc.constant('bytes' as const), at: fc.nat(900), cut: fc.nat(40), text }),
    fc.record({
      what: fc.constantFrom('type', 'time', 'actor', 'command_id' as const),
      text,
    }),
    fc.record({ what: fc.constantFrom('salt', 'body', 'hash' as const), text }),
    fc.record({ what: fc.constant('from' as const), other: fc.integer({ min: 1, max: size }) }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: size }), spoil, (seq, how) => {
      const row = rowAt(seq)
      const place = placeBefore(seq)
      const changed = (): StoredArtifact => {
        if (how.what === 'from') return { ...rowAt(how.other), seq }
        if (how.what === 'bytes') {
          const { at, cut } = how
          const bytes = row.bytes.slice(0, at) + how.text + row.bytes.slice(at + cut)
          return { ...row, bytes, hash: sha256(bytes) }
        }
        const { body } = row
        if (how.what === 'salt' && body !== null)
          return { ...row, body: { ...body, salt: how.text } }
        if (how.what === 'body' && body !== null)
          return { ...row, body: { ...body, bytes: how.text } }
        if (how.what === 'hash') return { ...row, hash: how.text }
        return { ...row, columns: { ...row.columns, [how.what]: how.text } }
      }
      const spoilt = changed()
      if (isOrdinary(ordinary, spoilt, place)) expect(isSound(spoilt, place)).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})

it.each([
  ['a place behind another artifact', {}, { hash: sha256('another') }],
  ['a place with another number', {}, { seq: 5 }],
  ['another actor column', { actor: 'carla' }, {}],
  ['another type column', { type: 'approval.denied' }, {}],
  ['another time column', { time: '2026-01-05T09:00:09.000Z' }, {}],
  ['a command column that is another', { command_id: rowAt(8).columns.command_id }, {}],
  ['a command column that is none', { command_id: null }, {}],
] as const)('says no to %s', (_what, columns, otherPlace) => {
  const row = rowAt(4)
  const place = placeBefore(4)
  const ordinary = learned()
  expect(isOrdinary(ordinary, row, place)).toBe(true)
  const changed = { ...row, columns: { ...row.columns, ...columns } }
  expect(isOrdinary(ordinary, changed, { ...place, ...otherPlace })).toBe(false)
})

it('leaves an erased body, an erasure and rows of another chain to the careful check', () => {
  const place = placeBefore(4)
  expect(isOrdinary(learned(), erased(rowAt(4)), place)).toBe(false)
  const [erasure] = chainOf([{ ...draftOf(1), type: 'evidence.erased' }])
  if (erasure === undefined) throw new Error('A chain of one has one.')
  expect(isOrdinary(learned(), erasure, placeBefore(1))).toBe(false)
  for (const chain of [
    { ...home, environment: 'dev' },
    { ...home, tenant: 'other' },
  ])
    expect(isOrdinary(learned(chain), rowAt(4), place)).toBe(false)
})

it.each([
  ['a type that is none', 4, '"type":"approval.granted"', '"type":"approval.guessed"'],
  ['an erasure', 4, '"type":"approval.granted"', '"type":"evidence.erased"'],
  ['an id of another version', 5, '00-7000-8000-', '00-4000-8000-'],
  ['a time that is none', 4, ':04.000Z', ':64.000Z'],
  ['a time of another minute that is none', 4, '2026-01-05T', '2026-02-30T'],
  ['something else between time and type', 3, 'Z","type"', 'Zxx"type"'],
  ['a member more behind the trace', 4, '},"type"', '},"u":1,"type"'],
  ['a member more before the trace', 4, '"trace"', '"s":1,"trace"'],
  ['a trace with an empty word', 4, '"chat":"ana"', '"chat":""'],
] as const)('says no to %s, though the columns say the same', (_what, seq, from, to) => {
  const row = rowAt(seq)
  const { id: _, ...columns } = row.columns
  const bytes = row.bytes.replace(from, to)
  expect(bytes).not.toBe(row.bytes)
  const type = /"type":"([^"]*)"/.exec(bytes)?.[1] ?? ''
  const time = /"time":"([^"]*)"/.exec(bytes)?.[1] ?? ''
  const ordinary = learned()
  expect(isOrdinary(ordinary, { ...row, columns }, placeBefore(seq))).toBe(true)
  const changed = { ...row, bytes, hash: sha256(bytes), columns: { ...columns, type, time } }
  expect(isOrdinary(ordinary, changed, placeBefore(seq))).toBe(false)
})

it('says no to a text that has a command and says that it has none', () => {
  const row = rowAt(5)
  expect(row.columns.command_id).toBeNull()
  const text = textOf(row)
  const ordinary = learned()
  expect(ordinary.hashOf(text, placeBefore(5))).toBe(row.hash)
  const none = `${mark}1${mark}${mark}`
  expect(text).toContain(none)
  const other = text.replace(none, `${mark}1${mark}another${mark}`)
  expect(learned().hashOf(other, placeBefore(5))).toBeNull()
})
