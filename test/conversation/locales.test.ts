// Every language has the same messages, attributes and variables, and all those that the code uses.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FluentResource } from '@fluent/bundle'
import { describe, expect, test } from 'vitest'
import { rejectionReasons, states } from '../../src/command/lifecycle.ts'
import { phrase } from '../../src/command/phrase.ts'
import { wordMessage } from '../../src/conversation/say.ts'
import { parseMessages, rawText } from '../../src/conversation/words.ts'
import { forms } from '../../src/engine/transport.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { lockableParts } from '../../src/policy/lockdown.ts'
import { highImpactClasses } from '../../src/policy/names.ts'
import { flows, languages, locales, meaning, wordsOf } from './shipped-language.ts'

const slotNames = [...new Set([...flows.values()].flatMap((flow) => Object.keys(flow.slots)))]

const others = locales.filter((locale) => locale !== 'en')

/** The names of all variables in a Fluent pattern. */
function variablesIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return []
  const own = 'type' in node && node.type === 'var' && 'name' in node ? [String(node.name)] : []
  const all = [...own, ...Object.values(node).flatMap((part: unknown) => variablesIn(part))]
  return all
}

interface Said {
  readonly variables: ReadonlySet<string>
  readonly text: string
}

/** Every message and attribute (`id`, `id.attribute`) of a locale. */
function saidIn(locale: string): ReadonlyMap<string, Said> {
  const source = readFileSync(join(shipped, 'locales', `${locale}.ftl`), 'utf8')
  const said = new Map<string, Said>()
  for (const message of new FluentResource(source).body) {
    const parts = [['', message.value] as const, ...Object.entries(message.attributes)]
    for (const [name, pattern] of parts) {
      if (pattern === null) continue
      const id = name === '' ? message.id : `${message.id}.${name}`
      if (said.has(id)) throw new Error(`${locale}.ftl says ${id} twice.`)
      said.set(id, { variables: new Set(variablesIn(pattern)), text: JSON.stringify(pattern) })
    }
  }
  return said
}

const english = saidIn('en')

test('three languages ship, and English holds the messages to compare with', () => {
  expect(new Set(languages.byLocale.keys())).toEqual(new Set(locales))
  expect(english.size).toBeGreaterThan(250)
  expect(english.get('tries-left')?.variables).toEqual(new Set(['count']))
  expect(english.get('waiting-for')?.variables).toEqual(new Set(['names', 'needed']))
})

describe.each(others)('the locale %s compared with English', (locale) => {
  const own = saidIn(locale)

  test('has the same messages and attributes', () => {
    expect(new Set(own.keys())).toEqual(new Set(english.keys()))
  })

  test('uses the same variables', () => {
    for (const [id, { variables }] of own) {
      expect({ id, variables }).toEqual({ id, variables: english.get(id)?.variables })
    }
  })

  test('repeats no English sentence', () => {
    const same = [...own].filter(
      ([id, { text }]) => text === english.get(id)?.text && /[a-z]{4,} [a-z]{4,}/.test(text),
    )
    expect(same.map(([id]) => id)).toEqual([])
  })
})

describe.each(locales)('the messages of %s', (locale) => {
  const { bundle } = wordsOf(locale)
  const own = saidIn(locale)

  test('can be worded with any number or text', () => {
    for (const [id, { variables }] of own) {
      for (const value of [0, 1, 2, 5, 21, 1_000_000, 'Ana']) {
        const args = Object.fromEntries([...variables].map((name) => [name, value]))
        expect({ id, value, text: rawText(bundle, id, args) }).toMatchObject({ text: /\S/ })
      }
    }
  })

  test('cover every flow and its slots', () => {
    for (const flow of flows.values()) {
      const id = flow.command.replaceAll('.', '-')
      const slots = Object.keys(flow.slots).map((slot) => `.ask-${slot.replaceAll('_', '-')}`)
      const done = flow.risk === 'S0' ? [] : ['.done']
      for (const part of ['', '.typed', '.about', ...slots, ...done])
        expect([...own.keys()], `${locale}: ${id}${part}`).toContain(`${id}${part}`)
    }
  })

  test('use in summaries only slots that are required', () => {
    for (const flow of flows.values()) {
      const id = flow.command.replaceAll('.', '-')
      const given = Object.keys(flow.slots).filter((slot) => flow.slots[slot]?.optional === false)
      for (const part of [id, `${id}.done`])
        for (const variable of own.get(part)?.variables ?? [])
          expect(given, part).toContain(variable)
    }
  })

  test('start no line but the first with a value that somebody else chose', () => {
    const broken = [...own].flatMap(([id, { variables }]) => {
      const args = Object.fromEntries([...variables].map((name) => [name, '1 K7QM2P - Approve']))
      const [, ...more] = (rawText(bundle, id, args) ?? '').split('\n')
      return more.map((line) => ({ id, line }))
    })
    expect(broken.length).toBeGreaterThan(8)
    expect(broken.filter(({ line }) => line.trim().startsWith('1'))).toEqual([])
  })

  test('look like options only if they are options', () => {
    const args = { token: 'K7QM2P', name: 'C-7F3K', word: 'PROD', number: '1', text: 'menu' }
    const lines = [...own.keys()]
      .filter((id) => !id.includes('.'))
      .map((id) => [id, rawText(bundle, id, args) ?? ''] as const)
      .filter(([, text]) => /^\s*[12](?: |$)/.test(text))
      .map(([id, text]) => [id, text.split(' - ')[0]])
    expect(Object.fromEntries(lines)).toEqual({
      'option-confirm': '1',
      'option-confirm-word': '1 PROD',
      'option-abort': '2',
      'option-approve': '1 K7QM2P',
      'option-approve-code': expect.stringMatching(/^1 K7QM2P (CODE|CÓDIGO)$/),
      'option-deny': '2 K7QM2P',
      'option-confirm-named': '1 C-7F3K',
      'option-confirm-named-word': '1 C-7F3K PROD',
      'option-abort-named': '2 C-7F3K',
      numbered: '1',
    })
  })
})

describe.each(locales)('commands quoted in %s', (locale) => {
  const { bundle } = wordsOf(locale)

  test('are understood as the commands they stand for', () => {
    const said = (id: string, args = {}) => wordMessage(languages, locale, [phrase(id, args)])
    const tailOf = (text: string) => text.slice(text.lastIndexOf(': ') + 2)
    const hints = {
      'withdraw-hint': 'command.cancel',
      'rejected-forbidden': 'refusal.why',
      'retry-hint': 'command.retry',
      'undo-instead': 'command.undo',
      'rejected-locked-down': 'lockdown.status',
      'approvals-suspended': 'approvals.resume',
      'notice-suspended': 'approvals.resume',
      'notice-suspicion': 'suspicion.lift',
      'rejected-denied-before': 'denial.lift',
      blocked: 'command.ask-again',
      'state-blocked': 'command.ask-again',
      'review-hint': 'emergency.review',
    }
    for (const [id, flow] of Object.entries(hints)) {
      const hint = tailOf(said(id, { name: 'C-7F3K', environment: 'DEV', needed: 2 }))
      const typed = hint.replace('C-…', 'C-7F3K')
      expect(meaning(typed, locale), hint).toMatchObject({ kind: 'ask', flow })
    }
    for (const result of ['done', 'undone'])
      expect(meaning(said(`uncertain-${result}`, { name: 'C-7F3K' }), locale)).toMatchObject({
        flow: 'command.resolve',
        slots: { command: 'C-7F3K', result },
      })
    expect(wordsOf(locale).giveUp).toContain(tailOf(said('give-up-hint')).replace(')', ''))
    const known = (flow: string) => waysIn(rawText(bundle, `${flow}.typed`, {}))
    const words = said('not-understood')
    for (const flow of ['menu-show', 'help-show'])
      expect(known(flow).some((way) => words.includes(way))).toBe(true)
  })

  test('in the menu are understood as that line of the menu', () => {
    for (const flow of flows.values()) {
      const about = rawText(bundle, `${flow.command.replaceAll('.', '-')}.about`, {}) ?? ''
      const typed = about
        .replace('C-…', 'C-7F3K')
        .replace('…', '42')
        .replace(/(:| or | ou | o ).*$/, '')
      expect(meaning(typed, locale), about).toMatchObject({ kind: 'ask', flow: flow.command })
    }
  })
})

function waysIn(text: string | null): readonly string[] {
  return (text ?? '').split('|').map((way) => way.trim())
}

test('counts are worded in the singular and the plural', () => {
  const said = (locale: string, id: string, count: number) =>
    wordMessage(languages, locale, [phrase(id, { count, needed: count, names: ['Beto', 'Carla'] })])
  expect(said('pt-BR', 'status-open', 0)).toBe('Nenhuma solicitação aberta.')
  expect(said('pt-BR', 'status-open', 1)).toBe('Uma solicitação aberta.')
  expect(said('pt-BR', 'status-open', 3)).toBe('3 solicitações abertas.')
  expect(said('es', 'tries-left', 1)).toContain('respuesta incorrecta más bloquea')
  expect(said('es', 'tries-left', 4)).toContain('4 respuestas incorrectas más bloquean')
  expect(said('es', 'waiting-for', 1)).toBe('En espera de una aprobación de: Beto, Carla')
  expect(said('pt-BR', 'waiting-for', 2)).toBe('Aguardando 2 aprovações de: Beto, Carla')
  expect(said('en', 'waiting-for', 2)).toContain('2')
})

describe('message ids in the code', () => {
  const source = filesIn(join(shipped, 'src')).map((file) => readFileSync(file, 'utf8'))
  const code = source.join('\n')
  const found = (pattern: RegExp) => [...code.matchAll(pattern)].flatMap(([, ...ids]) => ids)

  test('given as literals exist in the locales', () => {
    const ids = new Set([
      ...found(/phrase\(\s*'([^']+)'/g),
      ...found(/phrase\([^()'`]*\?\s*'([^']+)'\s*:\s*'([^']+)'/g),
      ...found(/\bwrong\(\s*'([a-z]+-[a-z-]+)'/g),
      ...found(/\brefuse\('[^']+', '([^']+)'/g),
      ...found(/\bid: '([a-z]+-[a-z-]+)'/g),
      ...found(/'((?:connector|config|secret|slot)-[a-z-]+)'/g),
    ])
    expect(ids.size).toBeGreaterThan(100)
    expect([...ids].filter((id) => !english.has(id))).toEqual([])
  })

  /** Ids that the code composes: the possible endings for each prefix. */
  const families: Readonly<Record<string, readonly string[]>> = {
    'rejected-': rejectionReasons,
    'state-': states,
    'lockdown-of-': lockableParts,
    'form-': forms.filter((one) => one !== 'text'),
    'rule-': [...found(/\brule: '([a-z-]+)'/g), 'allowed', 'refused'],
    'code-': ['wrong', 'used', 'missing', 'not-enrolled', 'no-code'],
    'connector-slot-': ['missing', 'wrong'],
    'label-': slotNames,
    'change-risk-': ['concerns', 'batch'],
    'risk-': highImpactClasses.map((one) => one.toLowerCase()),
    'value-': ['result-done', 'result-undone'],
  }

  test('composed from a prefix exist for every member', () => {
    const prefixes = new Set(
      found(/phrase\(\s*`([a-z-]+)\$\{/g).concat(
        found(/`(form-|connector-slot-|label-|value-)\$\{/g),
      ),
    )
    expect(prefixes).toEqual(new Set(Object.keys(families)))
    for (const [prefix, members] of Object.entries(families)) {
      expect(members.length, prefix).toBeGreaterThan(1)
      for (const member of members)
        expect([...english.keys()]).toContain(prefix + member.replaceAll('_', '-'))
    }
  })

  test('of rules that fail exist in the locales', () => {
    const checks = [
      ...code.matchAll(/\brule: '([a-z-]+)',\s+holds: (?!true)/g),
      ...code.matchAll(/\bcheck\('[a-z_]+', '([a-z-]+)'/g),
    ]
    expect(checks.length).toBeGreaterThan(6)
    for (const [, rule = ''] of checks) expect([...english.keys()]).toContain(`rule-${rule}.not`)
    expect([...english.keys()]).toContain('rule-requester-holds-scope.bare')
  })

  test('given as reasons in API files exist in the locales', () => {
    const apis = filesIn(join(shipped, 'flows', 'apis')).map((file) => readFileSync(file, 'utf8'))
    const reasons = [...apis.join('\n').matchAll(/(?:reason:|"\d{3}":) ([a-z]+-[a-z-]+)/g)]
    expect(reasons.length).toBeGreaterThan(3)
    expect(reasons.map(([, id = '']) => id).filter((id) => !english.has(id))).toEqual([])
  })

  test('are all that the locales hold', () => {
    const literals = new Set(found(/'([a-z]+(?:-[a-z]+)*)'/g))
    const said = new Set([...flows.keys()].map((flow) => flow.replaceAll('.', '-')))
    const apis = filesIn(join(shipped, 'flows', 'apis')).map((file) => readFileSync(file, 'utf8'))
    const file = readFileSync(join(shipped, 'locales', 'en.ftl'), 'utf8')
    const referred = new Set([...file.matchAll(/\{ ([a-z-]+) \}/g)].map(([, id]) => id))
    const idle = [...english.keys()].filter(
      (id) =>
        !id.includes('.') &&
        !said.has(id) &&
        !referred.has(id) &&
        !literals.has(id) &&
        !Object.keys(families).some((prefix) => id.startsWith(prefix)) &&
        !apis.some((api) => api.includes(id)),
    )
    expect(idle).toEqual([])
  })
})

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|yaml)$/.test(file))
    .map((file) => join(folder, file))
}

describe('a locale file', () => {
  test.each([
    ['a message', 'fine = yes\nbroken = { $name\nalso-fine = yes\n', 'broken'],
    ['an attribute', 'fine = yes\n    .about = { $name\n', 'fine'],
    ['a select without a default', 'count = { $n ->\n    [1] one\n  }\n', 'count'],
  ])('with %s that does not parse is refused, naming the message', (_what, source, id) => {
    const reading = () => parseMessages('xx', source)
    expect(reading).toThrow(`locales/xx.ftl: ${id} does not parse`)
  })

  test('with the same message twice is refused', () => {
    expect(() => parseMessages('xx', 'twice = 1\ntwice = 2\n')).toThrow('locales/xx.ftl')
  })
})
