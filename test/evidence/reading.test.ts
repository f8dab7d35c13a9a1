// The fast parser accepts only what the strict one accepts, and returns the same.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { artifactTypes } from '../../src/evidence/artifact.ts'
import { genesis, seal } from '../../src/evidence/chain.ts'
import { readFields, readPlain, readStrictly } from '../../src/evidence/reading.ts'
import { character } from '../model/characters.ts'
import { draftOf, idOf, sealAt, system } from './sample.ts'

const bytes = sealAt(draftOf(4), 4, genesis('prod', 'acme')).bytes

describe('parsing an artifact in canonical form', () => {
  it('takes the fast way, with the result of the strict parser', () => {
    for (let seq = 1; seq <= 60; seq += 1) {
      const one = sealAt(draftOf(seq), seq, genesis('prod', 'acme')).bytes
      const fields = readPlain(one)
      expect(fields).toMatchObject({ seq, tenant: 'acme', environment: 'prod', id: idOf(seq) })
      expect(fields).toEqual(readStrictly(one))
    }
  })

  it('accepts any texts, with the result of the strict parser', () => {
    const text = fc
      .string({ unit: character, minLength: 1 })
      .filter((word) => !/\p{Cs}/u.test(word))
    const type = fc.constantFrom(...artifactTypes)
    const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) })
    fc.assert(
      fc.property(text, text, text, type, time, (actor, tenant, word, one, when) => {
        const draft = { ...draftOf(4), actor, tenant, type: one, time: when }
        const trace = { chat: word, message_id: word, transport: word }
        const place = {
          id: idOf(4),
          seq: 4,
          prevHash: genesis('prod', 'acme'),
          salt: '00'.repeat(16),
          system: { ...system, instance: word },
        }
        const sealed = seal({ ...draft, trace }, place)
        const fields = readFields(sealed.bytes)
        expect(fields).toMatchObject({ actor, tenant, type: one, time: sealed.time })
        expect(fields).toEqual(readStrictly(sealed.bytes))
      }),
    )
  })

  it('accepts every day of a leap year, and refuses days that do not exist', () => {
    for (let day = 0; day < 366; day += 1) {
      const draft = { ...draftOf(4), time: Date.UTC(2028, 0, 1 + day) }
      expect(readFields(sealAt(draft, 4, genesis('prod', 'acme')).bytes)).not.toBeNull()
    }
    for (const day of ['2026-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-00-10']) {
      expect(readFields(bytes.replace('2026-01-05', day))).toBeNull()
    }
  })
})

describe('parsing anything else', () => {
  it.each([
    ['an empty text', ''],
    ['a text that is not JSON', bytes.slice(1)],
    ['a list', '[]'],
    ['an additional space', bytes.replace(',', ', ')],
    ['a trailing line break', `${bytes}\n`],
    [
      'members in another order',
      bytes.replace('"actor":"beto",', '').replace('}', ',"actor":"beto"}'),
    ],
    ['a repeated member', bytes.replace('{', '{"actor":"ana",')],
    ['an additional member', bytes.replace('"body_digest"', '"b":1,"body_digest"')],
    ['a missing member', bytes.replace('"tenant":"acme",', '')],
    ['an empty actor', bytes.replace('"beto"', '""')],
    ['a needless escape', bytes.replace('"beto"', '"\\u0062eto"')],
    ['a raw control character', bytes.replace('"beto"', '"be\u0001to"')],
    ['a lone surrogate', bytes.replace('"beto"', '"\ud800"')],
    ['a lone surrogate written as an escape', bytes.replace('"beto"', '"\\ud800"')],
    ['a seq of zero', bytes.replace('"seq":4', '"seq":0')],
    ['a seq with a zero before it', bytes.replace('"seq":4', '"seq":04')],
    ['a seq as a float', bytes.replace('"seq":4', '"seq":4.0')],
    ['a seq beyond safe numbers', bytes.replace('"seq":4', '"seq":9007199254740993')],
    ['an unknown type', bytes.replace('approval.granted', 'approval.guessed')],
    ['a digest in capitals', bytes.replace('fefe', 'FEFE')],
    [
      'an id of another version',
      bytes.replace('00-7000-8000-000000000004', '00-4000-8000-000000000004'),
    ],
    ['a time without milliseconds', bytes.replace('.000Z', 'Z')],
    ['its own hash', bytes.replace('"id"', `"hash":"${'ab'.repeat(32)}","id"`)],
  ])('refuses %s, both the fast and the strict way', (_name, text) => {
    expect(text).not.toBe(bytes)
    expect(readPlain(text)).toBeNull()
    expect(readStrictly(text)).toBeNull()
  })

  it('never accepts the fast way what the strict parser refuses', () => {
    const at = fc.nat(bytes.length - 1)
    const put = fc.oneof(
      fc.string({ maxLength: 2 }),
      fc.constantFrom('"', '\\', '0', ',', '}', 'é'),
    )
    fc.assert(
      fc.property(at, put, fc.nat(3), (where, text, cut) => {
        const corrupted = bytes.slice(0, where) + text + bytes.slice(where + cut)
        const fast = readPlain(corrupted)
        if (fast !== null) expect(fast).toEqual(readStrictly(corrupted))
      }),
      { numRuns: 2000 },
    )
  })
})
