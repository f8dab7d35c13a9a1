// The fast check accepts only what the full check accepts, and accepts most of it.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { artifactTypes } from '../../src/evidence/artifact.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { bodyDigest, genesis } from '../../src/evidence/chain.ts'
import { type FastRowCheck, fastRowCheck, type Place } from '../../src/evidence/fast-row-check.ts'
import { readStrictly } from '../../src/evidence/reading.ts'
import { mark } from '../../src/evidence/row-text.ts'
import type { StoredArtifact } from '../../src/evidence/stored-artifact.ts'
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

it('the fast row check accepts no row at first, and most rows after it has learned a few', () => {
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

it('the fast row check never accepts a corrupted row', () => {
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
  const corruption = fc.oneof(
    fc.record({ what: fc.constant('bytes' as const), at: fc.nat(900), cut: fc.nat(40), text }),
    fc.record({
      what: fc.constantFrom('type', 'time', 'actor', 'command_id' as const),
      text,
    }),
    fc.record({ what: fc.constantFrom('salt', 'body', 'hash' as const), text }),
    fc.record({ what: fc.constant('from' as const), other: fc.integer({ min: 1, max: size }) }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: size }), corruption, (seq, change) => {
      const row = rowAt(seq)
      const place = placeBefore(seq)
      const changed = (): StoredArtifact => {
        if (change.what === 'from') return { ...rowAt(change.other), seq }
        if (change.what === 'bytes') {
          const { at, cut } = change
          const bytes = row.bytes.slice(0, at) + change.text + row.bytes.slice(at + cut)
          return { ...row, bytes, hash: sha256(bytes) }
        }
        const { body } = row
        if (change.what === 'salt' && body !== null)
          return { ...row, body: { ...body, salt: change.text } }
        if (change.what === 'body' && body !== null)
          return { ...row, body: { ...body, bytes: change.text } }
        if (change.what === 'hash') return { ...row, hash: change.text }
        return { ...row, columns: { ...row.columns, [change.what]: change.text } }
      }
      const corrupted = changed()
      if (isOrdinary(ordinary, corrupted, place)) expect(isSound(corrupted, place)).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})

it.each([
  ['a place after another artifact', {}, { hash: sha256('another') }],
  ['a place with another number', {}, { seq: 5 }],
  ['another actor column', { actor: 'carla' }, {}],
  ['another type column', { type: 'approval.denied' }, {}],
  ['another time column', { time: '2026-01-05T09:00:09.000Z' }, {}],
  ['another command column', { command_id: rowAt(8).columns.command_id }, {}],
  ['an empty command column', { command_id: null }, {}],
] as const)('the fast row check does not accept %s', (_what, columns, otherPlace) => {
  const row = rowAt(4)
  const place = placeBefore(4)
  const ordinary = learned()
  expect(isOrdinary(ordinary, row, place)).toBe(true)
  const changed = { ...row, columns: { ...row.columns, ...columns } }
  expect(isOrdinary(ordinary, changed, { ...place, ...otherPlace })).toBe(false)
})

it('the fast row check leaves erased bodies, erasures and rows of other chains to the full check', () => {
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
  ['an unknown type', 4, '"type":"approval.granted"', '"type":"approval.guessed"'],
  ['an erasure', 4, '"type":"approval.granted"', '"type":"evidence.erased"'],
  ['an id of another version', 5, '00-7000-8000-', '00-4000-8000-'],
  ['an invalid second', 4, ':04.000Z', ':64.000Z'],
  ['an invalid day', 4, '2026-01-05T', '2026-02-30T'],
  ['something else between time and type', 3, 'Z","type"', 'Zxx"type"'],
  ['an additional member after the trace', 4, '},"type"', '},"u":1,"type"'],
  ['an additional member before the trace', 4, '"trace"', '"s":1,"trace"'],
  ['a trace with an empty word', 4, '"chat":"ana"', '"chat":""'],
] as const)(
  'the fast row check does not accept bytes with %s, though the columns agree',
  (_what, seq, from, to) => {
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
  },
)

it('the fast row check does not accept a command id in a row that claims to have none', () => {
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
