// The stand-alone verifier on real packs: valid ones are green, and each corrupted part is found.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleVerifier } from '../../scripts/verifier/build.ts'
import { checkPack } from '../../scripts/verifier/check.ts'
import { spoiltPacks } from './corrupted-packs.ts'
import { aval, cancelOrder, readLoosely, verifier, world } from './real-pack.ts'

let folder = ''
const file = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aval-packs-'))
  for (const seed of ['here', 'there']) {
    const one = await world(seed)
    const names = [await cancelOrder(one, '42'), await cancelOrder(one, '43')]
    await one.close()
    for (const [index, name] of names.entries()) {
      const out = file(`${seed}-${index}.json`)
      const args = ['--env', 'dev', '--home', one.home(), '--out', out]
      const { code, error } = await aval(folder, 'evidence', 'pack', name, ...args)
      if (code !== 0) throw new Error(error)
    }
    one.remove()
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('the bundled verifier equals what is built from its sources', async () => {
  const { mjs, html } = await bundleVerifier()
  expect(readFileSync('verifier/verify.mjs', 'utf8') === mjs, 'npm run build:verifier').toBe(true)
  expect(readFileSync('verifier/verify.html', 'utf8') === html, 'npm run build:verifier').toBe(true)
})

it('the verifier is green for a sound pack with the expected key, and tells its story in order', async () => {
  const file0 = file('here-0.json')
  const { code, out } = await verifier(file0, '--key', readLoosely(file0).verifier_key)
  expect(out).not.toContain('BAD')
  expect(out).toContain('GREEN: everything')
  const shown = [
    'Who asked\n',
    'ana asked for it (command.proposed)\n',
    'slots, order: 42\n',
    'What they saw\n',
    'status: open → cancelled\n',
    'shows, customer: Rui\n',
    'Who decided\n',
    'beto approved it (approval.granted)\n',
    'What happened\n',
    'aval noted the effect (effect.applied)\n',
  ]
  const places = shown.map((one) => out.indexOf(one))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(out).toContain('The policy strong 1.0.0 is the text that was in force.')
  expect(code).toBe(0)
})

it('a pack that an editor gave a byte order mark is read as without it', async () => {
  writeFileSync(file('marked.json'), `\uFEFF${readFileSync(file('here-0.json'), 'utf8')}`)
  const { code, out } = await verifier(file('marked.json'))
  expect(out).toContain('GREEN')
  expect(code).toBe(0)
})

it.each<[string, (text: string) => Buffer]>([
  ['UTF-16 with its mark', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16 without it', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16, big end first', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
])('the verifier names the encoding of a pack in %s, and the mend', async (_what, encode) => {
  writeFileSync(file('wide.json'), encode(readFileSync(file('here-0.json'), 'utf8')))
  const { code, out } = await verifier(file('wide.json'))
  expect(out).toContain('is in UTF-16 or UTF-32, and a pack is in UTF-8: save it as UTF-8 again.')
  expect(code).toBe(1)
})

it('the verifier says that the key came from the pack when none was given', async () => {
  const { code, out } = await verifier(file('here-0.json'))
  expect(out).toContain('GREEN, if you know the key below')
  expect(code).toBe(0)
})

it('the verifier says that a body is missing, and does not call it changed', () => {
  const pack = readLoosely(file('here-0.json'))
  // As retention does it: from the beginning on.
  for (const one of pack.artifacts.slice(0, 2)) one.body = null
  const verdict = checkPack(JSON.stringify(pack), null)
  expect(verdict.good).toBe(true)
  expect(verdict.lines.map((one) => one.text)).toContainEqual(
    expect.stringContaining('its body was erased or left out'),
  )
})

it('the verifier is amber and exits 3 without any bodies, policies or definitions', async () => {
  const parts: readonly ((pack: ReturnType<typeof readLoosely>) => void)[] = [
    (pack) => {
      for (const one of pack.artifacts) one.body = null
    },
    (pack) => {
      for (const one of pack.policies) one.text = null
    },
    (pack) => {
      for (const one of pack.definitions) one.text = null
    },
  ]
  for (const takeOut of parts) {
    const pack = readLoosely(file('here-0.json'))
    takeOut(pack)
    writeFileSync(file('part.json'), JSON.stringify(pack))
    const { code, out } = await verifier(file('part.json'), '--key', pack.verifier_key)
    expect(out).toMatch(/^open AMBER: nothing here is wrong/m)
    expect(out).not.toContain('GREEN')
    expect(code).toBe(3)
  }
})

it.each(Object.entries(spoiltPacks))(
  'the verifier reports a changed pack: %s',
  (_what, [change, finding]) => {
    const pack = readLoosely(file('here-0.json'))
    const before = JSON.stringify(pack)
    change(pack, {
      other: readLoosely(file('here-1.json')),
      there: readLoosely(file('there-0.json')),
    })
    expect(JSON.stringify(pack)).not.toBe(before)
    const { good, lines, summary } = checkPack(JSON.stringify(pack), null)
    const bad = lines.filter((one) => one.state === 'bad').map((one) => one.text)
    expect(bad).toContainEqual(expect.stringContaining(finding))
    expect(summary).toMatch(/^RED/)
    expect(good).toBe(false)
  },
)

it('the verifier refuses a sound pack of another environment when another key is expected', async () => {
  const expected = readLoosely(file('here-0.json')).verifier_key
  const { code, out } = await verifier(file('there-0.json'), '--key', expected)
  expect(out).toContain('BAD  The key is not the one that you expect.')
  expect(code).toBe(1)
})

it('the verifier refuses a file that is too long to be read, in one sentence', async () => {
  const long = file('long.json')
  writeFileSync(long, '')
  truncateSync(long, 600_000_000)
  const { code, error } = await verifier(long)
  expect(error).toBe(
    `${long} is longer than 512 MB, and cannot be checked: let it be packed over less time.\n`,
  )
  expect(code).toBe(2)
})

it.each(['', '[]', '{"format":"aval-evidence-pack/1"}', '{"format":'])(
  'the verifier refuses %j as a pack, without a stack trace',
  async (text) => {
    const empty = file('no-pack.json')
    writeFileSync(empty, text)
    const { code, out, error } = await verifier(empty)
    expect(out).toContain('BAD')
    expect(error).toBe('')
    expect(code).toBe(1)
  },
)

it.skipIf(!existsSync('/dev/full'))(
  'the verifier exits 1 without a stack trace when its output cannot be written',
  () => {
    const command = 'exec "$0" verifier/verify.mjs "$1" > /dev/full'
    const args = ['-c', command, process.execPath, file('here-0.json')]
    const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8' })
    expect(stderr).toBe('The verdict cannot be written (ENOSPC).\n')
    expect(status).toBe(1)
  },
)

it('the verifier shows no control character of a pack', () => {
  const pack = readLoosely(file('here-0.json'))
  pack.command.name = 'C-\u001b[2J\u202e'
  const verdict = checkPack(JSON.stringify(pack), null)
  const shown = [verdict.title, ...verdict.lines.map((one) => one.text)].join('')
  expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(verdict.title).toContain('\\u001b[2J\\u202e')
})

it('the page allows no loading by its content policy, and its script inserts no HTML', () => {
  const html = readFileSync('verifier/verify.html', 'utf8')
  expect(html).toContain(
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'",
  )
  expect(html).not.toMatch(
    /innerHTML|outerHTML|insertAdjacent|document\.write|fetch\(|XMLHttpRequest|WebSocket|\bsrc=|<link/,
  )
})
