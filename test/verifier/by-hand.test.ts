// The program in docs/evidence-format.md, which uses no code of Aval, verifies a real pack.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { canonical, sha256 } from '../../src/evidence/canonical.ts'
import { genesis } from '../../src/evidence/chain.ts'
import { freshFolder } from '../fresh-folder.ts'
import { aval, cancelOrder, type LoosePack, readLoosely, world } from './real-pack.ts'
import { proposal, type Said, selfMade } from './self-signed-pack.ts'

const page = readFileSync(
  fileURLToPath(new URL('../../docs/evidence-format.md', import.meta.url)),
  'utf8',
)

/** The two tools that the document needs; a machine that builds Aval may lack them. */
const hasTools = ['python3', 'openssl'].every((one) => spawnSync(one, ['--help']).status === 0)

describe.skipIf(!hasTools)('program of docs/evidence-format.md', () => {
  let folder: string
  let pack: LoosePack

  beforeAll(async () => {
    folder = freshFolder()
    writeFileSync(join(folder, 'check.py'), /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
    const one = await world('by-hand')
    const name = await cancelOrder(one, '42')
    await one.close()
    const file = join(folder, 'real.json')
    const args = ['--env', 'dev', '--home', one.home(), '--out', file]
    const { code, error } = await aval(folder, 'evidence', 'pack', name, ...args)
    if (code !== 0) throw new Error(error)
    pack = readLoosely(file)
  }, 60_000)

  function check(change: (pack: LoosePack) => unknown, key = pack.verifier_key): string {
    const copy = structuredClone(pack)
    change(copy)
    const file = join(folder, 'changed.json')
    writeFileSync(file, JSON.stringify(copy))
    const { status, stdout, stderr } = spawnSync('python3', [join(folder, 'check.py'), file, key])
    const message = status === 0 ? String(stdout) : String(stderr)
    return message.trim().split('\n').at(-1) ?? ''
  }
  const second = (one: LoosePack) => {
    const found = one.artifacts[1]
    if (found?.body == null) throw new Error('There is no second artifact with its body.')
    return { artifact: found, body: found.body }
  }

  it('proves a real pack', () => {
    expect(pack.artifacts.length).toBeGreaterThan(8)
    expect(check(() => undefined)).toBe('proved')
  })

  it.each<readonly [string, (pack: LoosePack) => unknown, RegExp]>([
    [
      'bytes',
      (p) => (second(p).artifact.bytes = second(p).artifact.bytes.replace('"aval"', '"beto"')),
      /the bytes of 2/,
    ],
    ['a body', (p) => (second(p).body.bytes += ' '), /the body of 2/],
    ['a salt', (p) => (second(p).body.salt = '0'.repeat(32)), /the body of 2/],
    ['a proof', (p) => second(p).artifact.proof.pop(), /the place of 2 in the tree/],
    ['the size', (p) => (p.checkpoint = p.checkpoint.replace(/\n\d+\n/, '\n1\n')), /the signature/],
    ['the tenant', (p) => (p.tenant = 'dev:other'), /whose key it is/],
  ])('refuses a real pack with a change of %s', (_what, change, message) => {
    const verdict = check(change)
    expect(verdict).toMatch(/^not proved/)
    expect(verdict).toMatch(message)
  })

  it.each<readonly [string, Said, RegExp]>([
    [
      'a repeated member of an artifact',
      { type: 'x', bytes: (text) => text.replace('{"actor":', '{"actor":"eva","actor":') },
      /one reading/,
    ],
    [
      'a repeated member of a body',
      { type: 'x', bodyText: (text) => text.replace('{', '{"name":"C-BBBB",') },
      /one reading/,
    ],
    ['another fingerprint', { type: 'x', fingerprint: 'ab'.repeat(32) }, /what 2 is bound to/],
  ])('refuses %s, although the pack is correctly signed', (_what, message, finding) => {
    const made: LoosePack = JSON.parse(selfMade([proposal, message]).pack)
    const verdict = check((p) => Object.assign(p, made), made.verifier_key)
    expect(verdict).toMatch(finding)
  })

  it('refuses the pack when another key is expected', () => {
    const other = pack.verifier_key.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    expect(check(() => undefined, other)).toMatch(/^not proved: the id of the key/)
  })
})

it('docs/evidence-format.md states the text whose hash starts a chain', () => {
  const [, text = ''] = /`(\{"chain":"aval\/1"[^`]*\})`/.exec(page) ?? []
  expect(genesis('prod', 'prod:acme')).toBe(sha256(text))
  expect(canonical(JSON.parse(text))).toBe(text)
})
