// Patterns of authors: matched by RE2, so that none can stall settling, and refused where RE2 does
// not support them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseUnitKind, parseUnitValue } from '../../src/connectors/unit-kind.ts'
import { type Circumstances, matchesWhen, whenSchema } from '../../src/policy/when.ts'
import { amount } from '../case-count.ts'

const circumstances: Circumstances = {
  ...{ now: 0, commands: ['order.cancel'], safetyClass: 'S2', requester: 'ana', count: 1 },
  ...{ environment: 'dev', risk: null, agent: false, values: {} },
}

const holds = (matches: string, value: string | number) =>
  matchesWhen(
    { target: { slot: 'order', matches } },
    { ...circumstances, values: { order: [value] } },
  )

/** Of a pattern in a rule, or nothing. */
function faultInRule(matches: string): string | undefined {
  const parsed = whenSchema().safeParse({ target: { slot: 'order', matches } })
  return parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join()
}

const kindWith = (pattern: string, more = '') =>
  parseUnitKind(
    `unit: a\nversion: 1\nfields:\n  one: { kind: string, max: 2000, pattern: '${pattern}'${more} }\n`,
    'a.yaml',
  )

/** With backtracking, each of them takes twice as long for each further character. */
const exponentialPatterns = [
  '^(a+)+$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '^(.*a){20}$',
  '^([a-z]+)*$',
  '(a*)*b',
  '^(a?){60}a{60}$',
]

describe('a pattern that backtracking would match in exponential time', () => {
  it.each(exponentialPatterns)(
    '%s is answered at once in a rule, for a text of 20,000 characters',
    (pattern) => {
      // With backtracking, matching this text would practically never end.
      expect(holds(pattern, `${'a'.repeat(20_000)}!`)).toBe(false)
    },
  )

  it.each(exponentialPatterns)('%s is answered at once in a unit', (pattern) => {
    const { one } = kindWith(pattern).fields
    if (one === undefined) throw new Error('It has one field.')
    expect(parseUnitValue('one', one, `${'a'.repeat(1_999)}!`)).toMatchObject({ kind: 'wrong' })
  })
})

describe('a pattern that is accepted', () => {
  it.each([
    ['^0', '042', true],
    ['^0', '42', false],
    ['rui', 'RUI LTDA', true],
    ['ção$', 'AÇÃO', true],
    ['^\\d{3}-[a-z]+$', '123-abc', true],
    ['^\\d{3}-[a-z]+$', '1234-abc', false],
    ['é|\\p{Lu}', 'x', true],
    ['^(?:prod|live)\\b', 'live-1', true],
    ['^.$', '😀', true],
    ['a$', 'a\n', false],
  ])('%s matches “%s” as in JavaScript: %s', (pattern, text, expected) => {
    expect(faultInRule(pattern)).toBeUndefined()
    expect(holds(pattern, text)).toBe(expected)
    // As it always was in this language.
    expect(new RegExp(pattern, 'iu').test(text)).toBe(expected)
  })

  it('matches as in JavaScript, for random patterns and texts', () => {
    const pieces = [
      'a',
      'b',
      'é',
      '.',
      '\\d',
      '\\s',
      '\\w',
      '\\b',
      '[a-b]',
      '[^a]',
      '[\\d-]',
      '\\p{L}',
    ]
    const signs = [
      '(',
      '(?:',
      '(?<n>',
      ')',
      '|',
      '*',
      '+',
      '?',
      '*?',
      '{2}',
      '{1,2}',
      '^',
      '$',
      '\\.',
    ]
    const some = fc.array(fc.constantFrom(...pieces, ...signs), { maxLength: 9 })
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'A', 'é', '1', ' ', '-', '.', '\n'),
      maxLength: 9,
    })
    const runs = amount(1_000, 3_000)
    let taken = 0
    fc.assert(
      fc.property(some, text, (parts, value) => {
        const pattern = parts.join('')
        if (pattern === '' || faultInRule(pattern) !== undefined) return
        taken += 1
        expect(holds(pattern, value), pattern).toBe(new RegExp(pattern, 'iu').test(value))
      }),
      { numRuns: runs, seed: 20_260_105 },
    )
    expect(taken).toBeGreaterThan(runs / 6)
  })

  it('matches the whole value in a unit, and upper and lower case exactly', () => {
    const { one } = kindWith('a|b+').fields
    if (one === undefined) throw new Error('It has one field.')
    const kinds = ['a', 'bbb', 'ab', 'A', 'a\n'].map(
      (text) => parseUnitValue('one', one, text).kind,
    )
    expect(kinds).toEqual(['value', 'value', 'wrong', 'wrong', 'wrong'])
  })
})

describe('a pattern that is refused when it is read', () => {
  const unknown = /RE2 does not take it; write it without look-around/
  const cases = [
    ['(?=a)b', unknown],
    ['(?!a)b', unknown],
    ['(?<=a)b', unknown],
    ['(?<!a)b', unknown],
    ['(a)\\1', unknown],
    ['(?<n>a)\\k<n>', unknown],
    ['\\u00e9', unknown],
    ['\\p{Script=Greek}', unknown],
    ['(', /it is not a regular expression/],
    ['a)(b', /it is not a regular expression/],
    ['\\Qa\\E', /it is not a regular expression/],
    ['a{1001}', unknown],
    ['[a-z]{1000}[a-z]{1000}[a-z]{1000}', /it repeats too much/],
  ] as const
  it.each(cases)('%s in a rule, with the reason', (pattern, why) => {
    expect(faultInRule(pattern)).toMatch(/^target\.matches: /)
    expect(faultInRule(pattern)).toMatch(why)
  })

  it.each(cases)('%s in a unit, with the reason, file, line and field', (pattern, why) => {
    expect(() => kindWith(pattern)).toThrow(/^a\.yaml, line 4: fields\.one\.pattern is wrong: /)
    expect(() => kindWith(pattern)).toThrow(why)
    // The default is held against it, and that is no reason to say something else.
    expect(() => kindWith(pattern, ', default: b')).toThrow(why)
  })
})

it('the patterns in the shipped packs are accepted', () => {
  const text = readFileSync(
    join(import.meta.dirname, '../../flows/policies/careful-1.0.0.yaml'),
    'utf8',
  )
  const patterns = [...text.matchAll(/matches: "([^"]*)"/g)].map(([, pattern = '']) => pattern)
  expect(patterns.length).toBeGreaterThan(0)
  expect(patterns.map(faultInRule)).toEqual(patterns.map(() => undefined))
})
