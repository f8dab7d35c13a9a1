// The verifier's own small YAML parser: it reads as the yaml package does, or refuses.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { readYaml } from '../../scripts/verifier/yaml.ts'
import { shipped } from '../../src/environment/content-files.ts'

const folders = ['flows/policies', 'flows/commands']
const files = folders.flatMap((folder) =>
  readdirSync(join(shipped, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file)),
)

it.each(files)('the YAML parser of the verifier reads %s as the yaml package does', (file) => {
  const text = readFileSync(join(shipped, file), 'utf8')
  expect(readYaml(text)).toEqual(parse(text))
})

/** The value by the `yaml` package; null where that refuses it. */
function byPackage(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' })
  } catch {
    return null
  }
}

const word = fc.constantFrom(
  ...[
    'a',
    'b c',
    '- ',
    'x: y',
    '#',
    'a #b',
    "it's",
    '"',
    '"q"',
    "'q'",
    '1',
    '01',
    '-1',
    '1.5',
    '1e3',
  ],
  ...[
    '0x1f',
    'true',
    'null',
    '~',
    '',
    '5m',
    '*a',
    '&a',
    '!t',
    '|',
    '>',
    '[',
    ']',
    '{',
    '}',
    ',',
    ': ',
  ],
  ...[
    'admin.*',
    '18:00',
    '2026-01-01',
    '---',
    '...',
    '?',
    '%',
    '@',
    '`',
    '.inf',
    '+1',
    '\\',
    '\u00e9',
  ],
)
const key = fc.constantFrom('a', 'b', 'roles', 'x-y', 'x_z')
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), fc.string({ maxLength: 6 })),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value

const written = fc.record({
  value: fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }),
  flow: fc.boolean(),
  indent: fc.constantFrom(2, 4),
})

it('the YAML parser of the verifier reads generated documents as the yaml package does, or refuses', () => {
  let read = 0
  fc.assert(
    fc.property(written, ({ value: content, flow, indent }) => {
      const text = stringify(content, {
        indent,
        collectionStyle: flow ? 'flow' : 'any',
        lineWidth: 30,
      })
      const mine = readYaml(text)
      if (mine === null) return
      read += 1
      expect(mine).toEqual(byPackage(text))
    }),
    { seed: 7, numRuns: 2_000 },
  )
  expect(read).toBeGreaterThan(200)
})

const line = fc
  .tuple(
    fc.constantFrom('', '  ', '    ', '- ', '  - '),
    fc.constantFrom('a: ', 'b:', 'c: ', ''),
    word,
    word,
  )
  .map(([indent, name, one, other]) => `${indent}${name}${one}${other}`)

it('the YAML parser of the verifier reads random lines as the yaml package does, or refuses', () => {
  let read = 0
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const text = lines.join('\n')
      const mine = readYaml(text)
      if (mine === null) return
      read += 1
      expect(mine).toEqual(byPackage(text))
    }),
    { seed: 7, numRuns: 20_000 },
  )
  expect(read).toBeGreaterThan(100)
})
