// Plain YAML is read as the library reads it, or not at all.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDocument, stringify } from 'yaml'
import { readPlainYaml } from '../../src/connectors/plain-yaml.ts'
import { shipped } from '../../src/environment/content.ts'

const files = ['flows', 'data'].flatMap((folder) =>
  readdirSync(join(shipped, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(shipped, folder, name)),
)
const texts = files.map((file) => readFileSync(file, 'utf8'))

/** What the library makes of a text that it accepts without a word; undefined for any other. */
function byLibrary(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length + document.warnings.length > 0) return undefined
  return document.toJS({ maxAliasCount: 0 })
}

/** True when it was plain. */
function isSame(text: string): boolean {
  const plain = readPlainYaml(text)
  if (plain === null) return false
  expect(plain, text).toStrictEqual(byLibrary(text))
  expect(JSON.stringify(plain), text).toBe(JSON.stringify(byLibrary(text)))
  return true
}

test('every environment that is shipped is plain, and nearly every other file', () => {
  const own = texts.filter((_, index) => /environment\.yaml$/.test(files[index] ?? ''))
  expect(own.length).toBeGreaterThan(0)
  expect(own.filter(isSame)).toEqual(own)
  expect(texts.filter(isSame).length).toBeGreaterThan(0.9 * texts.length)
})

const odd = [
  ...[
    'a: foo\n  bar',
    'a: foo\nbar',
    'a: [x,\n y]',
    '- a',
    'a',
    '',
    '# c',
    '---\na: 1',
    'a: 1\n...',
  ],
  ...['%YAML 1.1\n---\na: yes', 'a: 01', 'a: 1.5', 'a: 5e3', 'a: 0x1f', 'a: 0o7', 'a: +1', 'a: -1'],
  ...['a: null', 'a: ~', 'a:', 'a: Null', 'a: True', 'a: FALSE', 'a: .inf', 'a: .5', 'null: 1'],
  ...['a: 1\na: 2', 'a: {b: 1, b: 2}', '__proto__: {x: 1}', 'a: {__proto__: 1}', '<<: {x: 1}'],
  ...['a: &x 1\nb: *x', 'a: !!str 1', 'a: |\n  x', 'a: >\n  x', '? a\n: b', '"a": 1', 'a: "x\\n"'],
  ...[
    "a: 'it''s'",
    'a: "x',
    'a: x"y"',
    'a: [x',
    'a: [x}',
    'a: [x,]',
    'a: [,x]',
    'a: {b}',
    'a: {b:}',
  ],
  ...['a: [b: 1]', 'a: {b:1}', 'a:1', 'a: b:c', 'a: b: c', 'a: b#c', 'a: [b]#c', 'a: @b', 'a: `b'],
  ...[
    'a:\tb',
    '\ta: b',
    'a: b\t',
    'a: b\r\nc: d',
    '\uFEFFa: b',
    'a: x\u2028y',
    'a: x\u0085',
    'a: \u00a0',
  ],
  ...['a:\n  b: 1\n c: 2', 'a:\n    b: 1\n  c: 2', ' a: 1\nb: 2', 'a: 1\n b: 2', 'a:\n- b\n - c'],
  ...[
    'a:\n  - b\n - c',
    'a:\n  - b: 1\n   c: 2',
    'a:\n  -   b: 1\n    c: 2',
    'a:\n- - b',
    'a:\n-',
    'a:\n- ',
  ],
  ...[
    'a:\n- b\nc: d',
    'a:\n  - b: 1\n    c: 2\n  - b: 3',
    'a:\n  - b:\n    - c',
    'a: # c\n  b: 1 # d',
  ],
  ...[
    'a: b # c',
    'a: "b" # c',
    'a: [b] # c',
    'a: "#b"',
    'a: b  ',
    'a:   b',
    'a: { }',
    'a: []',
    'a: [ ]',
  ],
  ...[
    'a:\n  b:\n    c:\n  d: 1',
    'a: b c 1.5',
    'a: b -c',
    'a: 12:30',
    'a: 7d',
    'a: 1.0.0',
    'a: 1_000',
  ],
  ...[
    'a: 999999999999999',
    'a: 9999999999999999',
    'a: 0',
    'a: -0',
    'a: true',
    'a: "true"',
    'a: João',
  ],
  ...[`a: ${'['.repeat(40)}${']'.repeat(40)}`, `a: ${'x'.repeat(2000)}`, `${'k'.repeat(1100)}: 1`],
]

test.each(odd)('%j', (text) => {
  isSame(text)
})

const spaces = ['\t', '\u00a0', '\u1680', '\u2003', '\u3000', '\ufeff', '\f', '\r']

test.each(spaces)('%j is no indent', (space) => {
  for (const text of [
    `a:\n${space}b: c`,
    `a:\n${space}${space}- b`,
    `a: b\n${space}`,
    `a: ${space}b`,
  ])
    isSame(text)
  expect(readPlainYaml(`a:\n${space}b: c`)).toBeNull()
})

test('however deep it is, it is left alone in time', () => {
  const deep = Array.from({ length: 2000 }, (_, indent) => `${' '.repeat(indent)}a:`).join('\n')
  const dashes = Array.from({ length: 2000 }, (_, level) => `${'  '.repeat(level)}- b:`).join('\n')
  for (const text of [`a: ${'['.repeat(100_000)}`, `a: ${'{a: '.repeat(100_000)}`, deep, dashes])
    expect(readPlainYaml(text)).toBeNull()
  expect(readPlainYaml(`${deep} 1`)).toBeNull()
  expect(readPlainYaml(`a:\n${dashes} 1`)).toBeNull()
})

test('what is beyond plain is left alone', () => {
  const beyond = ['a: 1\na: 2', 'a: foo\n  bar', 'a: &x 1', 'a: 1.5', 'a: null', 'a: b: c', '- a']
  expect(beyond.map((text) => readPlainYaml(text))).toEqual(beyond.map(() => null))
})

const part = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'true', 'null', '7d', '1.0.0', '12', '01', '1.5', 'x y', 'João'),
  fc.constantFrom(
    '- ',
    ': ',
    ':',
    ' ',
    '  ',
    '\n',
    '\n  ',
    '\n- ',
    '\n  - ',
    '\n    ',
    ', ',
    '#',
    ' # ',
  ),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '{ a: ',
    '"',
    "'",
    '"a b"',
    "'c'",
    'a: ',
    'b: ',
    'b:\n',
    '-',
    '.',
  ),
  fc.constantFrom(
    'a:\n',
    '\na: ',
    '\n  b: ',
    '\n    c: ',
    '\n  - b: ',
    '&x',
    '*x',
    '!',
    '|',
    '~',
    '\t',
    '\\',
  ),
)

describe('by chance', () => {
  test('pieces of YAML in any order', () => {
    let plain = 0
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        if (isSame(`a: ${parts.join('')}`)) plain += 1
      }),
      { numRuns: 3_000, seed: 20260105 },
    )
    expect(plain).toBeGreaterThan(50)
  })

  test('shipped files with pieces put in, left out and moved', () => {
    let plain = 0
    const edit = fc.record({ at: fc.nat(), gone: fc.integer({ min: 0, max: 6 }), part })
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (text, edits) => {
          let edited = text.slice(0, 1500)
          for (const { at, gone, part: put } of edits) {
            const from = at % (edited.length + 1)
            edited = edited.slice(0, from) + put + edited.slice(from + gone)
          }
          if (isSame(edited)) plain += 1
        },
      ),
      { numRuns: 300, seed: 20260105 },
    )
    expect(plain).toBeGreaterThan(30)
  })

  test('values as the library writes them', () => {
    let plain = 0
    const leaf = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('a b', '7d'),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(fc.constantFrom('a', 'b', 'c_d'), tie('value')),
      ),
    }))
    fc.assert(
      fc.property(value, fc.boolean(), (inside, isFlow) => {
        const text = stringify(
          { a: inside },
          { lineWidth: 0, ...(isFlow && { collectionStyle: 'flow' as const }) },
        )
        if (isSame(text)) plain += 1
      }),
      { numRuns: 1_000, seed: 20260105 },
    )
    expect(plain).toBeGreaterThan(50)
  })
})
