// Redaction: what a log may not contain, in every format in which it could occur, and what it may.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact, redactDeep } from '../../src/evidence/redact.ts'

const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

describe('redaction of a text', () => {
  it.each([
    ['call +5511900000001 now', 'call [phone] now'],
    ['+55 (11) 90000-0001', '[phone]'],
    ['+1 202-555-0123, +4915112345678.', '[phone], [phone].'],
    ['from 5511900000001@s.whatsapp.net', 'from [chat]'],
    ['5511900000001:12@s.whatsapp.net/x', '[chat]/x'],
    ['to 123456789012345@lid!', 'to [chat]!'],
    ['5511900000001-1400000000@g.us', '[chat]'],
    ['5511900000001@c.us', '[chat]'],
    ['1 K7QM2P', '1 [token]'],
    ['2 k7qm2p too dear', '2 [token] too dear'],
    ['1 K7QM2P 492013', '1 [token] [code]'],
    ['1 K7QM2P  492 013', '1 [token] [code]'],
    ['492013 K7QM2P', '[code] [token]'],
    ['(K7QM2P)', '([token])'],
    // A token of letters only is recognised by its position.
    ['1 KQMPWZ 492013', '1 [token] [code]'],
    ['    2 KQMPWZ - Deny', '    2 [token] - Deny'],
    ['1. KQMPWZ', '1. [token]'],
  ])('turns %j into %j', (text, safe) => {
    expect(redact(text)).toBe(safe)
  })

  it.each([
    'cancel order 42',
    'C-7F3K',
    'C-7F3K2M done',
    'HAPF-Operational',
    'the person said nothing',
    '2026-01-05T09:00:00.000+00:00',
    '019b8d2a-7c00-7000-8000-000000000004',
    'ab12cd'.repeat(10),
    'total 123456',
    'ana@example.org',
    '+1234567',
    '1 PROD',
  ])('leaves %j as it is', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('removes every token in an answer, and tokens with a letter and a digit anywhere', () => {
    const symbols = fc.constantFrom(...alphabet)
    const token = fc.array(symbols, { minLength: 6, maxLength: 6 }).map((all) => all.join(''))
    const digits = fc.stringMatching(/^[0-9]{6}$/)
    fc.assert(
      fc.property(token, digits, fc.constantFrom('1', '2'), (one, code, option) => {
        expect(redact(`${option} ${one} ${code}`)).toBe(`${option} [token] [code]`)
        expect(redact(`${option} ${one.toLowerCase()}`)).toBe(`${option} [token]`)
        const mixed = /[A-Z]/.test(one) && /\d/.test(one)
        if (mixed) expect(redact(`see ${one}.`)).toBe('see [token].')
      }),
      { numRuns: 500 },
    )
  })

  it('removes every phone number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{7,14}$/), (digits) => {
        expect(redact(`+${digits} and ${digits}@s.whatsapp.net`)).toBe('[phone] and [chat]')
      }),
    )
  })
})

describe('redaction of known secrets', () => {
  const secrets = ['s3cr3t/+"x', 's3cr3t/+"x-long', 'abc', '']
  it('replaces them in each encoding, the longest first', () => {
    const redaction = { secrets }
    expect(redact('Bearer s3cr3t/+"x-long!', redaction)).toBe('Bearer [secret]!')
    expect(redact('/?t=s3cr3t%2F%2B%22x', redaction)).toBe('/?t=[secret]')
    expect(redact(JSON.stringify({ t: 's3cr3t/+"x' }), redaction)).toBe('{"t":"[secret]"}')
    const basic = Buffer.from('s3cr3t/+"x').toString('base64')
    expect(redact(`Basic ${basic}`, redaction)).toBe('Basic [secret]')
  })

  it('leaves the text alone when a secret is too short', () => {
    expect(redact('abc', { secrets })).toBe('abc')
  })

  it('replaces any secret of 8 or more characters inside a value', () => {
    const secret = fc.string({ unit: 'grapheme-ascii', minLength: 8 })
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (one, before, after) => {
        fc.pre(!'[secret][hidden][token][phone][chat][code]'.includes(one))
        const safe = redactDeep({ a: [before + one + after] }, { secrets: [one] })
        expect(JSON.stringify(safe)).toContain('[secret]')
      }),
    )
  })
})

describe('redaction of a value', () => {
  it('covers keys, lists, maps, sets and errors, and does not change the original', () => {
    const inner = new Error('no answer from +5511900000001')
    const cause = new Error('1 K7QM2P 492013', { cause: inner })
    const value = {
      '+5511900000001': ['1 K7QM2P'],
      map: new Map([['5511900000001@lid', 'x']]),
      set: new Set(['+5511900000001']),
      error: cause,
      count: 3,
      none: null,
      missing: undefined,
      at: new Date(0),
    }
    const kept = structuredClone(value)
    const safe = redactDeep(value)
    expect(safe).toMatchObject({
      '[phone]': ['1 [token]'],
      map: { '[chat]': 'x' },
      set: ['[phone]'],
      error: { message: '1 [token] [code]', cause: { message: 'no answer from [phone]' } },
      count: 3,
      none: null,
      at: new Date(0),
    })
    expect(JSON.stringify(safe)).not.toMatch(/5511900000001|K7QM2P|492013/)
    expect(value).toEqual(kept)
  })

  it('hides members by their sensitive names', () => {
    expect(redactDeep({ token: 'KQMPWZ', Authorization: 'Bearer x', code: 'ECONNRESET' })).toEqual({
      token: '[hidden]',
      Authorization: '[hidden]',
      code: 'ECONNRESET',
    })
  })

  it('names bytes, functions, cycles and nesting that is too deep', () => {
    const own: Record<string, unknown> = { bytes: Buffer.from('k'), run: () => 1, big: 10n }
    own['own'] = own
    expect(redactDeep(own)).toEqual({
      bytes: '[bytes]',
      run: '[function]',
      big: '10',
      own: '[circular]',
    })
    const shared = { a: 1 }
    expect(redactDeep([shared, shared])).toEqual([shared, shared])
    let deep: unknown = 'bottom'
    for (let level = 0; level < 50; level += 1) deep = [deep]
    expect(JSON.stringify(redactDeep(deep))).toContain('[deep]')
  })
})
