// What README and the guides show is taken as it stands there: each command line, each piece of settings.

import { createPublicKey, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { commandIn } from '../src/cli/commands.ts'
import { parseFlags } from '../src/cli/flags.ts'
import { understand } from '../src/conversation/understand.ts'
import { parsePackText } from '../src/environment/content.ts'
import { promotionKey } from '../src/environment/settings/promotions.ts'
import { readSettings } from '../src/environment/settings/settings.ts'
import { keyIn } from './connectors/fixtures.ts'
import { languages, scene, wordsOf } from './conversation/shipped-language.ts'
import { writeWitnessKey } from './evidence/witness-key.ts'
import { madeHome, person } from './made-home.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const guides = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)
const pages = ['README.md', ...guides].map((name) => ({
  name,
  text: readFileSync(join(root, name), 'utf8'),
}))

/** The fenced blocks of a page, by their language. */
function blocksOf(text: string, ...kinds: readonly string[]): readonly string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(([, kind = '', block = '']) =>
    kinds.includes(kind) ? [block] : [],
  )
}

describe('command lines in the guides', () => {
  /** Everything behind `aval` up to a comment, another command, or two blanks of explanation. */
  const lineOf = (line: string) =>
    /^(?:.*&& )?(?:sudo -u \S+ )?(?:aval|npm start --) (.*?)(?:\s{2,}.*|\s#.*| [|&].*)?$/.exec(
      line,
    )?.[1]
  const shown = pages.flatMap(({ name, text }) => {
    const lines = blocksOf(text, 'sh', 'text', '').flatMap((one) => one.split('\n'))
    const inline = [...text.matchAll(/`((?:sudo -u \S+ )?aval [a-z][^`\n]*)`/g)].map(
      (one) => one[1],
    )
    return [...lines, ...inline].flatMap((one) => {
      const args = one === undefined || /…/.test(one) ? undefined : lineOf(one)
      return args === undefined ? [] : [{ name, args: args.replace(/ \[[^\]]*\]/g, '') }]
    })
  })

  it('are more than sixty', () => expect(shown.length).toBeGreaterThan(60))

  it.each(shown)('are accepted, in $name: aval $args', ({ args }) => {
    const { positionals, values } = parseFlags(shellWords(args))
    expect(() => commandIn(positionals, values)).not.toThrow()
  })

  /** As a shell would part them; quotation marks hold together. */
  function shellWords(args: string): readonly string[] {
    return [...args.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  }
})

describe('links of the guides', () => {
  /** Headings as GitHub makes anchors of them. */
  const anchorsOf = (text: string) =>
    [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )
  const links = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\(((?!https?:)[^)\s]+)\)/g)].map(([, to = '']) => ({ name, to })),
  )

  it('are more than sixty', () => expect(links.length).toBeGreaterThan(60))

  it.each(links)('lead to a file and a heading in it, in $name: $to', ({ name, to }) => {
    const [path = '', anchor] = to.split('#')
    const file = path === '' ? name : join(dirname(name), path)
    expect(existsSync(join(root, file))).toBe(true)
    const page = pages.find((one) => one.name === file)
    if (anchor !== undefined) expect(anchorsOf(page?.text ?? '')).toContain(anchor)
  })
})

describe('words to type in the guides', () => {
  const { patterns } = wordsOf('en')
  const beginnings = new Set(
    patterns.flatMap(({ pieces }) => {
      const [one, two] = pieces
      if (one?.kind !== 'word') return []
      return two?.kind === 'word' ? [`${one.shown} ${two.shown}`] : [one.shown]
    }),
  )
  const isCommand = (text: string) => {
    // What evidence calls a pack.
    if (/^policy \S+ \d/.test(text)) return false
    const [one = '', two = ''] = text.split(' ')
    return two !== '' && (beginnings.has(one) || beginnings.has(`${one} ${two}`))
  }
  /** The reader's own words, and a part that may be left out. */
  const filled = (text: string) =>
    text
      .replace(/\[([^\]]*)\]/g, '$1')
      .replace(/\b(REASON|TICKET)\b/g, 'too risky')
      .replace('PHONE', '+5511900000009')
      .replace(/\+55\.\.\.$/, '+5511900000009')
      .replace('NAME', text.startsWith('lockdown') ? 'shop' : 'beto')
  const facts = {
    ...scene('en'),
    people: ['ana', 'beto', 'carla', 'dora', 'iris'].map((id) => ({
      ...{ id, name: id, tenant: 'test:acme', locale: 'en', roles: ['requester'] },
      ...{ grants: [], identifiers: [], stepUp: 'none' as const },
    })),
  }
  const shown = pages.flatMap(({ name, text }) => {
    const own = text.replace(/<!-- generated[\s\S]*?<!-- end -->|^```[\s\S]*?^```/gm, '')
    return [...own.matchAll(/`([a-z][^`\n]*)`/g)].flatMap(([, one = '']) =>
      isCommand(one) && !/…|\.\.\.$| --/.test(one) ? [{ name, typed: filled(one) }] : [],
    )
  })

  it('are more than sixty', () => expect(shown.length).toBeGreaterThan(60))

  it.each(shown)('are understood, in $name: $typed', ({ typed }) => {
    const meant = understand(languages, typed, facts)
    expect(meant).toMatchObject({ kind: 'ask' })
    expect(meant).not.toHaveProperty('wrong')
  })
})

describe('pieces of environment.yaml in the guides', () => {
  const fields = ['http', 'checkpoints', 'ship', 'metrics', 'traces', 'on_call', 'promotions']
  const pieces = pages.flatMap(({ name, text }) =>
    blocksOf(text, 'yaml').flatMap((block) => {
      const value: unknown = parse(block)
      const first = typeof value === 'object' && value !== null ? Object.keys(value)[0] : undefined
      if (first === undefined || !fields.includes(first)) return []
      return [{ name, first, value: parse(withKeys(block)) }]
    }),
  )

  /** In place of keys that are cut short there, real ones of the same name. */
  function withKeys(block: string): string {
    const staging = promotionKey(createPublicKey(keyIn('staging')), 'staging')
    const witness = writeWitnessKey('witness.example/w1', randomBytes(32))
    return block
      .replace(/"aval\/[^"]*"/, `"${staging}"`)
      .replace(/"witness[^"]*\+[^"]*"/, `"${witness}"`)
  }

  it('are of all expected fields', () => {
    expect(new Set(pieces.map((one) => one.first))).toEqual(new Set(fields))
  })

  it.each(pieces)('are accepted, in $name: $first', ({ value }) => {
    const people = [
      person('ana', 'requester', '+5511900000001'),
      person('beto', 'approver', '+5511900000002'),
      person('carla', 'approver', '+5511900000003'),
      person('dora', 'admin', '+5511900000004'),
    ]
    const retention = { evidence: '365d', messages: '30d' }
    const home = madeHome({ environment: 'prod', retention, people, ...value })
    expect(readSettings(home, 'prod')).toMatchObject({ environment: 'prod' })
  })
})

describe('tables of the guides', () => {
  /** The names in the first column of the tables below a heading, without what stands in brackets. */
  const namesBelow = (page: string, heading: string) => {
    const text = pages.find(({ name }) => name === page)?.text ?? ''
    const section = text.split(/^#+ /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
    const cells = [...section.matchAll(/^\| (`[^|]*) \|.*(?!\n\|---)$/gm)].map(
      ([, cell = '']) => cell,
    )
    return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)[^`]*`/g)].map(([, one = '']) => one))
  }
  const fieldsOf = (file: string, ...path: readonly string[]) => {
    const schema: unknown = JSON.parse(readFileSync(join(root, 'flows', file), 'utf8'))
    return Object.keys(z.record(z.string(), z.unknown()).parse(at(schema, [...path, 'properties'])))
  }
  const at = (value: unknown, path: readonly string[]): unknown =>
    path.reduce((one, key) => z.record(z.string(), z.unknown()).parse(one)[key], value)
  const metrics = readFileSync(join(root, 'src/engine/observability/metrics.ts'), 'utf8')

  it.each([
    ['docs/operations.md', 'environment.yaml', fieldsOf('environment.schema.json')],
    ['docs/policy.md', 'What it says', fieldsOf('policy.schema.json')],
    ['docs/evidence.md', 'The pack of one command', fieldsOf('evidence-pack.schema.json')],
    [
      'docs/policy.md',
      'Rules',
      ['when', 'then'].flatMap((one) =>
        fieldsOf('policy.schema.json', 'properties', 'rules', 'items', 'properties', one),
      ),
    ],
    [
      'docs/operations.md',
      'Metrics',
      [...metrics.matchAll(/'(aval_\w+)'/g)].map(([, name = '']) => name),
    ],
  ])('name each thing that there is, and no other, in %s: %s', (page, heading, fields) => {
    const named = namesBelow(page, heading).map((one) => one.replace(/_total$/, ''))
    expect(new Set(named)).toEqual(new Set(fields))
  })
})

it('the rule of the guide on policies is accepted by a pack', () => {
  const guide = pages.find(({ name }) => name === 'docs/policy.md')?.text ?? ''
  const blocks = blocksOf(guide, 'yaml')
  const rule = blocks.find((one) => one.startsWith('- name: ')) ?? ''
  const careful = readFileSync(join(root, 'flows/policies/careful-1.0.0.yaml'), 'utf8')
  const rules = `rules:\n${rule.replace(/^/gm, '  ')}`
  const pack = parsePackText(`${careful.replace(/^rules:\n(?:[ #].*\n|\n)*/m, '')}\n${rules}`)
  expect(pack.rules.map((one) => one.name)).toEqual(['large-amount'])
})
