// The stand-alone verifier on real packs: whole ones are green, and each spoilt part is found.

import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleVerifier } from '../../scripts/verifier/build.ts'
import { checkPack } from '../../scripts/verifier/check.ts'
import {
  parseCheckpoint,
  writeCheckpoint,
  writeVerifierKey,
} from '../../src/evidence/checkpoint.ts'
import { aval, cancelOrder, type LoosePack, readLoosely, verifier, world } from './real-pack.ts'

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

/** The first item, which a real pack has. */
function first<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new Error('There is none.')
  return item
}

const other = () => readLoosely(file('here-1.json'))

it('has a bundle that is made from its sources', async () => {
  const { mjs, html } = await bundleVerifier()
  expect(readFileSync('verifier/verify.mjs', 'utf8') === mjs, 'npm run build:verifier').toBe(true)
  expect(readFileSync('verifier/verify.html', 'utf8') === html, 'npm run build:verifier').toBe(true)
})

it('finds a whole pack good, with the story and the key that the reader has', async () => {
  const file0 = file('here-0.json')
  const { code, out } = await verifier(file0, '--key', readLoosely(file0).verifier_key)
  expect(out).not.toContain('BAD')
  expect(out).toContain('GREEN: everything')
  const told = [
    'Who asked\n',
    'ana  command.proposed\n',
    'slots: {"order":"42"}\n',
    'What they saw\n',
    'status: open → cancelled\n',
    'Who decided\n',
    'beto  approval.granted\n',
    'What happened\n',
    'aval  effect.applied\n',
  ]
  const places = told.map((one) => out.indexOf(one))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(out).toContain('The policy strong 1.0.0 is the text that was in force.')
  expect(code).toBe(0)
})

it('says so when the key comes from the pack only', async () => {
  const { code, out } = await verifier(file('here-0.json'))
  expect(out).toContain('GREEN, if the key below is one that you know')
  expect(code).toBe(0)
})

it('tells nothing of a body that is gone, and does not call it spoilt', () => {
  const pack = readLoosely(file('here-0.json'))
  first(pack.artifacts.slice(1)).body = null
  const verdict = checkPack(JSON.stringify(pack), null)
  expect(verdict.good).toBe(true)
  expect(verdict.lines.map((one) => one.text)).toContainEqual(
    expect.stringContaining('its body was erased or left out'),
  )
})

const spoilt: Record<string, readonly [spoil: (pack: LoosePack) => void, finding: string]> = {
  'the bytes of an artifact': [
    (pack) => {
      const one = first(pack.artifacts)
      one.bytes = one.bytes.replace('"actor":"ana"', '"actor":"eva"')
    },
    'its bytes do not hash to its hash',
  ],
  'an approval that is left out': [
    (pack) => {
      pack.artifacts = pack.artifacts.filter((one) => !one.bytes.includes('"approval.granted"'))
    },
    'A step is not here',
  ],
  'a start that is left out': [
    (pack) => {
      pack.artifacts = pack.artifacts.filter((one) => !one.bytes.includes('"command.started"'))
    },
    'A step is not here',
  ],
  'bytes and hash together': [
    (pack) => {
      const one = first(pack.artifacts)
      one.bytes = one.bytes.replace('"actor":"ana"', '"actor":"eva"')
      one.hash = createHash('sha256').update(one.bytes).digest('hex')
    },
    'is not proved to be in the checkpoint',
  ],
  'the hash': [
    (pack) => {
      first(pack.artifacts).hash = first(other().artifacts).hash
    },
    'its bytes do not hash to its hash',
  ],
  'the number': [
    (pack) => {
      first(pack.artifacts).seq += 1
    },
    'stands under a number that is not its own',
  ],
  'a body': [
    (pack) => {
      const { body } = first(pack.artifacts)
      if (body !== null) body.bytes = body.bytes.replace('42', '41')
    },
    'has a body or a salt that is not the one that was sealed',
  ],
  'a salt': [
    (pack) => {
      const { body } = first(pack.artifacts)
      if (body !== null) body.salt = '0'.repeat(32)
    },
    'has a body or a salt that is not the one that was sealed',
  ],
  'a digit that moves from the salt into the body': [
    (pack) => {
      const { body } = first(pack.artifacts)
      if (body === null) return
      body.bytes = body.salt.slice(-1) + body.bytes
      body.salt = body.salt.slice(0, -1)
    },
    'has a body or a salt that is not the one that was sealed',
  ],
  'a proof': [
    (pack) => {
      const one = first(pack.artifacts)
      one.proof = one.proof.with(0, 'ab'.repeat(32))
    },
    'is not proved to be in the checkpoint',
  ],
  'a proof that is cut short': [
    (pack) => {
      first(pack.artifacts).proof.pop()
    },
    'is not proved to be in the checkpoint',
  ],
  'the size of the checkpoint': [
    (pack) => {
      const size = parseCheckpoint(pack.checkpoint)?.size ?? 0
      pack.checkpoint = pack.checkpoint.replace(`\n${size}\n`, `\n${size + 1}\n`)
    },
    'The checkpoint is not signed by the key',
  ],
  'the root of the checkpoint': [
    (pack) => {
      const lines = pack.checkpoint.split('\n')
      lines[2] = Buffer.alloc(32, 7).toString('base64')
      pack.checkpoint = lines.join('\n')
    },
    'The checkpoint is not signed by the key',
  ],
  'the signature of the checkpoint': [
    (pack) => {
      const [head, line = ''] = pack.checkpoint.split('\n— ')
      const [name, base64 = ''] = line.trimEnd().split(' ')
      const bytes = Buffer.from(base64, 'base64')
      bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)
      pack.checkpoint = `${head}\n— ${name} ${bytes.toString('base64')}\n`
    },
    'The checkpoint is not signed by the key',
  ],
  'a checkpoint without any signature': [
    (pack) => {
      pack.checkpoint = `${pack.checkpoint.split('\n— ')[0]}\n`
    },
    'The checkpoint is not signed by the key',
  ],
  'a checkpoint of another chain': [
    (pack) => {
      const { checkpoint, verifier_key } = readLoosely(file('there-0.json'))
      Object.assign(pack, { checkpoint, verifier_key })
    },
    'The checkpoint is of another chain',
  ],
  'the key, with a checkpoint that it signed': [
    (pack) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      const signed = parseCheckpoint(pack.checkpoint)
      if (signed === null) return
      pack.checkpoint = writeCheckpoint(signed, privateKey)
      pack.verifier_key = writeVerifierKey(signed.origin, publicKey)
    },
    'The key is not that of the installation',
  ],
  'an artifact of another command': [
    (pack) => {
      pack.artifacts.push(...other().artifacts.slice(-1))
    },
    'belongs to another command',
  ],
  'the environment': [
    (pack) => {
      pack.environment = 'prod'
    },
    'comes from another environment or installation',
  ],
  'the tenant': [
    (pack) => {
      pack.tenant = 'dev:other'
    },
    'belongs to another tenant',
  ],
  'the name of the command': [
    (pack) => {
      pack.command.name = 'C-AAAA'
    },
    'The command is not called C-AAAA',
  ],
  'the first artifact, left out': [
    (pack) => {
      pack.artifacts.shift()
    },
    'does not begin with the proposal',
  ],
  'the order': [
    (pack) => {
      pack.artifacts.push(...pack.artifacts.splice(1, 1))
    },
    'is not in its order',
  ],
  'every artifact, left out': [
    (pack) => {
      pack.artifacts = []
    },
    'The pack holds no artifact',
  ],
  'the text of the policy': [
    (pack) => {
      const policy = first(pack.policies)
      policy.text = `${policy.text} `
    },
    'has another text than the one that was in force',
  ],
  'another policy': [
    (pack) => {
      const text = 'anything: goes\n'
      const digest = createHash('sha256').update(text).digest('hex')
      Object.assign(first(pack.policies), { text, digest })
    },
    'is not one that the artifacts name',
  ],
  'the format': [
    (pack) => {
      pack.format = 'aval-evidence-pack/2'
    },
    'format is not aval-evidence-pack/1',
  ],
}

it.each(Object.entries(spoilt))('finds %s', async (name, [spoil, finding]) => {
  const pack = readLoosely(file('here-0.json'))
  const before = JSON.stringify(pack)
  spoil(pack)
  expect(JSON.stringify(pack)).not.toBe(before)
  const spoiltFile = file(`${name.replaceAll(/\W/g, '-')}.json`)
  writeFileSync(spoiltFile, JSON.stringify(pack))
  const { code, out } = await verifier(spoiltFile)
  expect(out).toMatch(/^BAD .*$/m)
  expect(out).toContain(finding)
  expect(out).toContain('RED')
  expect(code).toBe(1)
})

it('finds a whole pack of another environment by the key that the reader expects', async () => {
  const expected = readLoosely(file('here-0.json')).verifier_key
  const { code, out } = await verifier(file('there-0.json'), '--key', expected)
  expect(out).toContain('BAD  The key is not the one that you expect.')
  expect(code).toBe(1)
})

it.each(['', '[]', '{"format":"aval-evidence-pack/1"}', '{"format":'])(
  'calls %j no pack, without a stack',
  async (text) => {
    const empty = file('no-pack.json')
    writeFileSync(empty, text)
    const { code, out, error } = await verifier(empty)
    expect(out).toContain('BAD')
    expect(error).toBe('')
    expect(code).toBe(1)
  },
)

it.skipIf(!existsSync('/dev/full'))('ends with 1, and no stack, where nobody can read it', () => {
  const command = 'exec "$0" verifier/verify.mjs "$1" > /dev/full'
  const args = ['-c', command, process.execPath, file('here-0.json')]
  const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8' })
  expect(stderr).toBe('The verdict cannot be written (ENOSPC).\n')
  expect(status).toBe(1)
})

it('shows no control character of a pack', () => {
  const pack = readLoosely(file('here-0.json'))
  pack.command.name = 'C-\u001b[2J\u202e'
  const verdict = checkPack(JSON.stringify(pack), null)
  const told = [verdict.title, ...verdict.lines.map((one) => one.text)].join('')
  expect(told).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(verdict.title).toContain('\\u001b[2J\\u202e')
})

it('is a page that may load nothing, and writes text only', () => {
  const html = readFileSync('verifier/verify.html', 'utf8')
  expect(html).toContain(
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'",
  )
  expect(html).not.toMatch(
    /innerHTML|outerHTML|insertAdjacent|document\.write|fetch\(|XMLHttpRequest|WebSocket|\bsrc=|<link/,
  )
})
