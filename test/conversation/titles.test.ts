// Display names of approval policies, scopes, rules and freezes: the pack's title, else the
// language's, else the id.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { anyScope, namedScope, titled, titledArguments } from '../../src/command/display/titles.ts'
import { phrase } from '../../src/command/phrase.ts'
import { wordMessage } from '../../src/conversation/say.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { type Pack, parsePack } from '../../src/policy/pack.ts'
import { flows, languages, locales } from './shipped-language.ts'

const folder = join(shipped, 'flows', 'policies')
const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
const packs = texts.map((text) => parsePack(parse(text), text))

/** What a line of its own would show. */
const worded = (locale: string, term: ReturnType<typeof titled> | ReturnType<typeof anyScope>) =>
  wordMessage(languages, locale, [phrase('listed', { text: term })]).replace('• ', '')

/** The careful pack with these lines at its end. */
function withTitles(lines: string): Pack {
  const text = `${texts.find((one) => one.includes('pack: careful')) ?? ''}\n${lines}`
  return parsePack(parse(text), text)
}

describe.each(locales)('display names in %s', (locale) => {
  it('exist for everything that the shipped packs and commands name', () => {
    const scopes = [
      ...[...flows.values()].flatMap((flow) => flow.scopes),
      ...packs.flatMap((pack) => Object.values(pack.roles).flat()),
      ...packs.flatMap((pack) => Object.values(pack.approvals).map((one) => one.scope)),
    ]
    const named = [
      ...scopes.map((id) => titled(null, 'scopes', id)),
      ...packs.flatMap((pack) => [
        ...Object.keys(pack.approvals).map((id) => titled(pack, 'approvals', id)),
        ...pack.rules.map((one) => titled(pack, 'rules', one.name)),
        ...pack.freezes.map((one) => titled(pack, 'freezes', one.name)),
      ]),
    ]
    expect(named.length).toBeGreaterThan(40)
    const wordless = named.filter((one) => worded(locale, one) === one.otherwise)
    // These ids are words already.
    const words = ['destructive', 'recovery', 'joint', 'weekend', 'year-end', 'change']
    const ids = new Set(wordless.map((one) => one.otherwise))
    expect([...ids].filter((id) => locale !== 'en' || !words.includes(id))).toEqual([])
  })
})

const own = withTitles(`titles:
  approvals: { joint: { en: both houses, es: ambas casas } }
  scopes: { orders.write: { en: touch orders, pt-BR: mexer em pedidos, es: tocar pedidos } }
  rules: { at-night: { pt-BR: de madrugada } }
  freezes: { weekend: { en: Saturday and Sunday } }
`)

test.each([
  ['en', 'approvals', 'joint', 'both houses'],
  ['es-MX', 'approvals', 'joint', 'ambas casas'],
  ['pt-BR', 'approvals', 'joint', 'conjunta'],
  ['pt', 'scopes', 'orders.write', 'mexer em pedidos'],
  ['en', 'rules', 'at-night', 'at night'],
  ['pt-BR', 'rules', 'at-night', 'de madrugada'],
  ['en', 'freezes', 'weekend', 'Saturday and Sunday'],
  ['es', 'scopes', 'stock.count', 'stock.count'],
  ['es', 'scopes', 'constructor', 'constructor'],
] as const)('%s: the title of %s `%s` is “%s”', (locale, kind, id, title) => {
  expect(worded(locale, titled(own, kind, id))).toBe(title)
})

test('a title in the reader’s language comes before one in English, and any title before the id', () => {
  const pack = withTitles(`titles: { scopes: { admin.stock: { es: contar, en: count stock } } }`)
  expect(worded('es', titled(pack, 'scopes', 'admin.stock'))).toBe('contar')
  expect(worded('pt-BR', titled(pack, 'scopes', 'admin.stock'))).toBe('count stock')
})

test('an id follows its title where it must be typed, and appears once where there is no title', () => {
  expect(worded('en', namedScope(own, 'orders.write'))).toBe('touch orders (orders.write)')
  expect(worded('en', namedScope(own, 'stock.count'))).toBe('stock.count')
})

test('alternative scopes are joined with “or”', () => {
  expect(worded('pt-BR', anyScope(null, ['audit.read', 'admin.people']))).toBe(
    'ler as evidências ou gerenciar pessoas',
  )
  expect(worded('en', anyScope(null, []))).toBe('-')
})

test('recorded scopes are worded by their titles, and other recorded values stay', () => {
  const args = titledArguments(own, { scopes: 'orders.write / audit.read', approvers: 2 })
  const said = wordMessage(languages, 'en', [phrase('rule-requester-holds-scope', args)])
  expect(said).toBe('the requester may: touch orders or read the evidence')
  expect(args['approvers']).toBe(2)
})

describe('a pack is refused for titles', () => {
  it.each([
    ['of an unknown policy', 'approvals: { jiont: { en: both } }', 'jiont'],
    ['of an unknown scope', 'scopes: { order.write: { en: orders } }', 'order.write'],
    ['of an unknown rule', 'rules: { nights: { en: at night } }', 'nights'],
    ['of an unknown freeze', 'freezes: { easter: { en: Easter } }', 'easter'],
    [
      'that two scopes share',
      'scopes: { orders.write: { en: Look }, audit.read: { en: look } }',
      '“look” (en)',
    ],
    ['that look like an option', 'scopes: { orders.write: { en: "1 - Approve" } }', 'one line'],
    ['of two lines', 'scopes: { orders.write: { en: "a\\nb" } }', 'one line'],
    ['with bidirectional marks', 'scopes: { orders.write: { en: "a\\u202Eb" } }', 'one line'],
    ['in no language', 'scopes: { orders.write: { english: orders } }', 'locale'],
  ])('%s', (_what, lines, names) => {
    expect(() => withTitles(`titles:\n  ${lines}\n`)).toThrow(names)
  })
})
