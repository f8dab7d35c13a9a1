// A home's own flows and words override the shipped ones, file by file and message by message.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rawText } from '../../src/conversation/words.ts'
import { contentDigest } from '../../src/environment/attestation/digests.ts'
import {
  describedBy,
  readApi,
  readFlows,
  readLanguages,
  readPack,
  readUnitKinds,
  shipped,
} from '../../src/environment/content.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aval-content-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(home, file)), { recursive: true })
  writeFileSync(join(home, file), text)
}

const show = (name: string, version: number) =>
  `command: ${name}\nversion: ${version}\nrisk: S0\ndoes: shop.orders.show\n`

it('a home without any has the shipped ones', () => {
  expect(readFlows(home)).toEqual(readFlows(shipped))
  expect(contentDigest(home)).toBe(contentDigest(shipped))
})

it('a command of its own stands beside the shipped ones, and one of the same file in its place', () => {
  write('flows/commands/crate.show.yaml', show('crate.show', 1))
  write('flows/commands/order.show.yaml', show('order.show', 7))
  const flows = readFlows(home)
  expect(flows.size).toBe(readFlows(shipped).size + 1)
  expect(flows.get('crate.show')?.version).toBe(1)
  expect(flows.get('order.show')?.version).toBe(7)
  expect(flows.get('order.cancel')).toEqual(readFlows(shipped).get('order.cancel'))
})

it('a message of its own stands in place of the shipped one; all others stay, in every language', () => {
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
  '%s that does not parse is for a person to mend: no start is tried again',
  (file, text, read) => {
    write(file, text)
    const named = expect.stringContaining(file)
    expect(read).toThrow(expect.objectContaining({ name: 'SetUpError', message: named }))
  },
)

it('an API and a kind of unit of its own stand beside the shipped ones', () => {
  write(
    'flows/apis/crates.yaml',
    'api: crates\nversion: 1\noperations:\n  crates.show: { kind: read, path: /c, answer: {} }\n',
  )
  expect(readApi(home, 'crates').api).toBe('crates')
  expect(readApi(home, 'shop').api).toBe('shop')
  expect(readUnitKinds(home)).toEqual(readUnitKinds(shipped))
  expect(() => readApi(home, 'none')).toThrow(`${home}/flows/apis/none.yaml is missing`)
})

it('an attestation holds fast both what is shipped and what is laid over it', () => {
  const digests = new Set([contentDigest(home)])
  write('flows/commands/crate.show.yaml', show('crate.show', 1))
  digests.add(contentDigest(home))
  write('flows/commands/crate.show.yaml', show('crate.show', 2))
  digests.add(contentDigest(home))
  write('locales/en.ftl', 'crate-show = show a crate\n')
  digests.add(contentDigest(home))
  expect(digests.size).toBe(4)
})

it('an attestation sees through links, and nothing is read that it does not see', () => {
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

it('a connector is described by its API and its settings, what is built in by its kinds of units', () => {
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
  '%s that cannot be looked at is not taken for none: nothing shipped stands in for it',
  (path) => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    symlinkSync(join(home, path), join(home, path))
    const mend = `${join(home, path)} cannot be read (ELOOP); give it to the user as whom aval runs.`
    expect(() => {
      readLanguages(home, readFlows(home), 'UTC')
      readApi(home, 'shop')
    }).toThrow(mend)
  },
)

it('a pack that cannot be looked at is not taken for the shipped one', () => {
  const path = join(home, 'flows/policies/strong-1.0.0.yaml')
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(path, path)
  const policy = { pack: 'strong', version: '1.0.0', profile: 'HAPF-Strong' } as const
  expect(readPack(home, policy)).toMatchObject({
    kind: 'failed',
    error: expect.stringContaining('cannot be read (ELOOP)'),
  })
})
