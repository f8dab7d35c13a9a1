// A home's own flows and words override the shipped ones, file by file and message by message.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { rawText } from '../../src/conversation/words.ts'
import { contentDigest } from '../../src/environment/attestation/digests.ts'
import {
  describedBy,
  readApi,
  readFlows,
  readLanguages,
  readPack,
  readUnitKinds,
} from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { checkPack } from '../../src/environment/packs.ts'
import { freshFolder } from '../fresh-folder.ts'

let home: string
beforeEach(() => {
  home = freshFolder()
})

function write(file: string, text: string): void {
  mkdirSync(dirname(join(home, file)), { recursive: true })
  writeFileSync(join(home, file), text)
}

/** The shipped strong pack with one thing replaced, as a pack of this home. */
function writePack(from: string | RegExp, to: string, encoding: 'utf8' | 'latin1' = 'utf8'): void {
  const path = join(home, 'flows/policies/strong-1.0.0.yaml')
  mkdirSync(dirname(path), { recursive: true })
  const text = readFileSync(join(shipped, 'flows/policies/strong-1.0.0.yaml'), 'utf8')
  expect(text).toMatch(from)
  writeFileSync(path, text.replace(from, to), encoding)
}

const strong = { pack: 'strong', version: '1.0.0', profile: 'HAPF-Strong' } as const

const show = (name: string, version: number) =>
  `command: ${name}\nversion: ${version}\nrisk: S0\ndoes: shop.orders.show\n`

it('a home without own content has the shipped content', () => {
  expect(readFlows(home)).toEqual(readFlows(shipped))
  expect(contentDigest(home)).toBe(contentDigest(shipped))
})

it('an own command is added to the shipped ones, or replaces the one of the same file', () => {
  write('flows/commands/crate.show.yaml', show('crate.show', 1))
  write('flows/commands/order.show.yaml', show('order.show', 7))
  const flows = readFlows(home)
  expect(flows.size).toBe(readFlows(shipped).size + 1)
  expect(flows.get('crate.show')?.version).toBe(1)
  expect(flows.get('order.show')?.version).toBe(7)
  expect(flows.get('order.cancel')).toEqual(readFlows(shipped).get('order.cancel'))
})

it('an own message replaces the shipped one, and all others remain in every language', () => {
  write('locales/en.ftl', 'help-show = help me\n    .typed = help me\ncrate-show = show a crate\n')
  const { byLocale } = readLanguages(home, readFlows(home), 'UTC')
  expect([...byLocale.keys()].toSorted()).toEqual(['en', 'es', 'pt-BR'])
  const english = byLocale.get('en')?.()
  if (english === undefined) throw new Error('There is no English.')
  expect(rawText(english.bundle, 'crate-show', {})).toBe('show a crate')
  expect(rawText(english.bundle, 'order-restore.typed', {})).toBe('restore order [order]')
  const typed = english.patterns.filter((one) => one.flow === 'help.show')
  expect(typed.map((one) => one.pieces.length)).toEqual([2])
})

it.each([
  ['flows/commands/mine.yaml', 'command: [\n', () => readFlows(home)],
  ['flows/apis/mine.yaml', 'api: mine\n', () => readApi(home, 'mine')],
  ['flows/units/mine.yaml', 'unit: 7\n', () => readUnitKinds(home)],
  ['locales/en.ftl', 'menu-title = { $x\n', () => readLanguages(home, new Map(), 'UTC')],
])(
  '%s that does not parse is reported as a set-up error, which is not retried',
  (file, text, read) => {
    write(file, text)
    const named = expect.stringContaining(file)
    expect(read).toThrow(expect.objectContaining({ name: 'SetUpError', message: named }))
  },
)

it('own APIs and kinds of units are added to the shipped ones', () => {
  write(
    'flows/apis/crates.yaml',
    'api: crates\nversion: 1\noperations:\n  crates.show: { kind: read, path: /c, answer: {} }\n',
  )
  expect(readApi(home, 'crates').api).toBe('crates')
  expect(readApi(home, 'shop').api).toBe('shop')
  expect(readUnitKinds(home)).toEqual(readUnitKinds(shipped))
  expect(() => readApi(home, 'none')).toThrow(`${home}/flows/apis/none.yaml is missing`)
})

it('the content digest of an attestation changes with own flows and words', () => {
  const digests = new Set([contentDigest(home)])
  write('flows/commands/crate.show.yaml', show('crate.show', 1))
  digests.add(contentDigest(home))
  write('flows/commands/crate.show.yaml', show('crate.show', 2))
  digests.add(contentDigest(home))
  write('locales/en.ftl', 'crate-show = show a crate\n')
  digests.add(contentDigest(home))
  expect(digests.size).toBe(4)
})

it('the content digest follows symbolic links, and hidden files are neither read nor counted', () => {
  write('mounted/crate.yaml', show('crate.show', 1))
  mkdirSync(join(home, 'flows/commands'), { recursive: true })
  symlinkSync(join(home, 'mounted/crate.yaml'), join(home, 'flows/commands/crate.show.yaml'))
  const before = contentDigest(home)
  write('mounted/crate.yaml', show('crate.show', 2))
  expect(readFlows(home).get('crate.show')?.version).toBe(2)
  expect(contentDigest(home)).not.toBe(before)
  write('flows/commands/.crate.hide.yaml', show('crate.hide', 1))
  expect(readFlows(home).has('crate.hide')).toBe(false)
})

it('the description of a connector covers its API and settings, that of config its kinds of units', () => {
  const rest = { after: 3, for: 1 }
  const connectors = (base_url: string) => ({
    connectors: {
      shop: { kind: 'http' as const, base_url, secrets: {}, rest },
      till: {
        kind: 'http' as const,
        base_url: 'http://127.0.0.1:2',
        secrets: {},
        rest,
        api: 'shop',
      },
    },
  })
  const before = describedBy(home, connectors('http://127.0.0.1:1'))
  const differing = (base_url: string) =>
    [...describedBy(home, connectors(base_url))].flatMap(([name, files]) =>
      Object.entries(files)
        .filter(([what, digest]) => before.get(name)?.[what] !== digest)
        .map(([what]) => what),
    )
  expect([...before.keys()]).toEqual(['shop', 'till', 'config'])
  expect(differing('http://127.0.0.1:1')).toEqual([])
  expect(differing('http://127.0.0.1:3')).toEqual(['settings of shop'])
  write('flows/apis/shop.yaml', 'api: shop\n')
  expect(differing('http://127.0.0.1:1')).toEqual(['api shop', 'api shop'])
  write('flows/units/mine.yaml', 'kind: mine\n')
  expect(differing('http://127.0.0.1:1')).toEqual(['api shop', 'api shop', 'unit mine'])
})

it.each(['flows/commands', 'flows/apis/shop.yaml', 'locales'])(
  '%s that cannot be read is refused, and shipped content does not replace it',
  (path) => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    symlinkSync(join(home, path), join(home, path))
    const refusal = `${join(home, path)} cannot be read (ELOOP); make it belong to the user that runs aval.`
    expect(() => {
      readLanguages(home, readFlows(home), 'UTC')
      readApi(home, 'shop')
    }).toThrow(refusal)
  },
)

it('a pack that cannot be read is refused, and the shipped one does not replace it', () => {
  const path = join(home, 'flows/policies/strong-1.0.0.yaml')
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(path, path)
  expect(readPack(home, strong)).toMatchObject({
    kind: 'failed',
    error: expect.stringContaining('cannot be read (ELOOP)'),
  })
})

it.each([
  ['a missing field', /expires: 30m/, '', /line \d+: approvals\.\w+\.expires is missing; add it/],
  ['an unknown field', 'about: ', 'abuot: ', /line \d+: abuot is not known here; remove it or/],
  [
    'a wrong value',
    'ask: [approver]',
    'ask: approver',
    /approvals\.\w+\.ask is wrong: .*write a list/,
  ],
  ['an unknown role', 'ask: [approver]', 'ask: [apprentice]', /asks the unknown role apprentice$/],
] as const)('a pack with %s is refused by field and fix', (_what, from, to, sentence) => {
  writePack(from, to)
  const reading = readPack(home, strong)
  expect(reading).toMatchObject({ kind: 'failed', error: expect.stringMatching(sentence) })
  expect(reading).toMatchObject({
    error: expect.stringMatching(/^flows\/policies\/strong-1\.0\.0\.ya/),
  })
})

it.each([
  ['flows/commands/order.show.yaml', () => readFlows(home)],
  ['flows/apis/shop.yaml', () => readApi(home, 'shop')],
  ['flows/units/service.yaml', () => readUnitKinds(home)],
] as const)('%s in another encoding than UTF-8 is refused, with the byte', (path, read) => {
  const text = readFileSync(join(shipped, path), 'utf8').split('\n')
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), ['# é', ...text].join('\n'))
  expect(read).not.toThrow()
  writeFileSync(join(home, path), ['# é', ...text].join('\n'), 'latin1')
  expect(read).toThrow(`${join(home, path)} is not written in UTF-8 (byte 3, in line 1); save`)
})

it('a pack in another encoding than UTF-8 is refused, with the byte, also by policy check', () => {
  writePack('about: ', 'about: João ', 'latin1')
  const path = join(home, 'flows/policies/strong-1.0.0.yaml')
  const at = readFileSync(path, 'latin1').indexOf('ã') + 1
  const problem = `is not written in UTF-8 (byte ${at}, in line 5)`
  expect(readPack(home, strong)).toEqual({
    kind: 'failed',
    error: `flows/policies/strong-1.0.0.yaml ${problem}; save it as UTF-8`,
  })
  expect(checkPack(path, new Set()).problems).toEqual([
    { file: path, field: '', problem: `it ${problem}`, mend: 'save it as UTF-8' },
  ])
})

it('words and commands with a byte order mark and CRLF read as without them', () => {
  const foreign = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`
  write('flows/commands/crate.show.yaml', foreign(show('crate.show', 3)))
  write('locales/en.ftl', foreign('crate-show = show a crate\nhelp-show = help me\n'))
  const flows = readFlows(home)
  expect(flows.get('crate.show')?.version).toBe(3)
  const english = readLanguages(home, flows, 'UTC').byLocale.get('en')?.()
  if (english === undefined) throw new Error('There is no English.')
  expect(rawText(english.bundle, 'crate-show', {})).toBe('show a crate')
  expect(rawText(english.bundle, 'help-show', {})).toBe('help me')
})
