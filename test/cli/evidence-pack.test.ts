// `aval evidence pack`: what it writes, what it refuses, and that the environment stays unchanged.

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isIncluded } from '../../scripts/verifier/proofs.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { append, emptyTree, rootOf } from '../../src/evidence/merkle.ts'
import { treeLevels } from '../../src/evidence/proof.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { checkpointNotes } from '../../src/store/queries.ts'
import { inclusionProof } from '../evidence/rfc-6962.ts'
import { freshFolder } from '../fresh-folder.ts'
import { aval, cancelOrder, readLoosely, verifier, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

let sample: World
let folder = ''
beforeEach(async () => {
  folder = freshFolder()
  sample = await world('pack')
})
afterEach(async () => {
  await sample.close().catch(() => undefined)
})

const database = () => join(sample.home(), 'data/dev/aval.db')
const pack = (name: string, ...more: readonly string[]) =>
  aval(folder, 'evidence', 'pack', name, '--env', 'dev', '--home', sample.home(), ...more)

function storedNotes(): readonly string[] {
  const db = openReadOnly(database(), 'dev')
  const notes = checkpointNotes(db, 'dev:acme')
  db.close()
  return notes
}

it('evidence pack beside a running environment signs a new checkpoint and does not store it', async () => {
  const name = await cancelOrder(sample, '42')
  const before = storedNotes()
  const { code, out } = await pack(name.toLowerCase())
  expect(code).toBe(0)
  const file = join(folder, `${name}.aval.json`)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const made = readLoosely(file)
  expect(out).toContain(made.verifier_key)
  expect(before).not.toContain(made.checkpoint)
  expect(storedNotes()).toEqual(before)
  expect((await verifier(file, '--key', made.verifier_key)).code).toBe(0)
})

it('evidence pack uses the newest stored checkpoint that covers the command, else a new one', async () => {
  const earlier = await cancelOrder(sample, '42')
  await sample.restart()
  const later = await cancelOrder(sample, '43')
  const kept = storedNotes().at(-1) ?? ''
  const out = join(folder, 'earlier.json')
  expect((await pack(earlier, '--out', out, '--json')).code).toBe(0)
  expect(readLoosely(out).checkpoint).toBe(kept)
  const fresh = join(folder, 'later.json')
  expect((await pack(later, '--out', fresh)).code).toBe(0)
  const size = parseCheckpoint(readLoosely(fresh).checkpoint)?.size ?? 0
  expect(size).toBeGreaterThan(parseCheckpoint(kept)?.size ?? 0)
  expect((await verifier(fresh)).code).toBe(0)
})

it('evidence pack holds the artifacts of one command only, and no phone number', async () => {
  const name = await cancelOrder(sample, '42')
  await cancelOrder(sample, '43')
  const out = join(folder, 'one.json')
  await pack(name, '--out', out)
  const { artifacts, command } = readLoosely(out)
  expect(artifacts.length).toBeGreaterThan(8)
  expect(artifacts.every((each) => each.bytes.includes(command.id))).toBe(true)
  expect(readFileSync(out, 'utf8')).not.toMatch(/\+55119/)
})

/** A text as it could stand in a file: as it is, in other case, and encoded. */
function spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const encoded = (['base64', 'base64url', 'hex'] as const).map((one) => bytes.toString(one))
  return [text, text.toLowerCase(), ...encoded.map((one) => one.replace(/=+$/, ''))]
}

it('no byte of a pack is part of a token, used, void or still open, nor of a secret', async () => {
  const name = await cancelOrder(sample, '42')
  const say = (from: string, text: string) =>
    sample.hear({ id: text, from, chat: from, direct: true, form: 'text', text, backlog: false })
  // One more waits, so that its tokens are open.
  await say('ana', 'cancel order 7')
  await say('ana', '1')
  const cards = sample.sent().filter((one) => one.token !== undefined)
  expect(cards.map((one) => one.to)).toEqual(['beto', 'carla', 'beto', 'carla'])
  const waiting = cards.at(-1)?.command ?? ''
  expect(waiting).not.toBe(name)
  const range = ['--tenant', 'dev:acme', '--from', '2026-01-01', '--env', 'dev']
  const files = ['one.json', 'open.json', 'range.json'].map((one) => join(folder, one))
  const [one = '', open = '', all = ''] = files
  expect((await pack(name, '--out', one)).code).toBe(0)
  expect((await pack(waiting, '--out', open)).code).toBe(0)
  const packed = ['evidence', 'pack', ...range, '--home', sample.home(), '--out', all]
  expect((await aval(folder, ...packed)).code).toBe(0)
  const secrets = [...cards.map(({ token }) => token ?? ''), 's3cr3t-shop-token']
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(5)
  for (const file of files) {
    const bytes = readFileSync(file, 'latin1')
    expect(bytes).toContain('approval.requested')
    const found = secrets.flatMap(spellings).filter((text) => bytes.includes(text))
    expect(found, file).toEqual([])
  }
})

it('evidence pack holds the definition that was in force, not the one of today, and verifies', async () => {
  const commands = join(sample.home(), 'flows/commands')
  mkdirSync(commands, { recursive: true })
  const text = readFileSync(join(shipped, 'flows/commands/order.cancel.yaml'), 'utf8')
  const ours = (version: number) =>
    writeFileSync(join(commands, 'order.cancel.yaml'), `${text}# ours, ${version}\n`)
  ours(1)
  await sample.restart()
  const name = await cancelOrder(sample, '42')
  ours(2)
  const out = join(folder, 'then.json')
  expect((await pack(name, '--out', out)).code).toBe(0)
  expect(readLoosely(out).definitions.map((each) => each.text)).toEqual([`${text}# ours, 1\n`])
  expect((await verifier(out, '--key', readLoosely(out).verifier_key)).code).toBe(0)
  const range = join(folder, 'range.json')
  const chain = ['--tenant', 'dev:acme', '--from', '2026-01-01', '--out', range]
  await aval(folder, 'evidence', 'pack', ...chain, '--env', 'dev', '--home', sample.home())
  expect(readLoosely(range).definitions.map((each) => each.text)).toEqual([`${text}# ours, 1\n`])
  const { code, out: report } = await aval(
    folder,
    'verify',
    '--env',
    'dev',
    '--home',
    sample.home(),
  )
  expect(report).not.toContain('is not here')
  expect(code).toBe(0)
})

it('evidence pack never overwrites a file', async () => {
  const name = await cancelOrder(sample, '42')
  const out = join(folder, 'mine.json')
  writeFileSync(out, 'mine')
  const { code, error } = await pack(name, '--out', out)
  expect(error).toContain('already there')
  expect(code).toBe(1)
  expect(readFileSync(out, 'utf8')).toBe('mine')
})

it.each([
  ['acme', 0, 'artifacts of dev:acme'],
  ['dev:acme', 0, 'artifacts of dev:acme'],
  ['prod:acme', 2, 'Say whose evidence: --tenant -, or --tenant dev:acme.'],
  ['nobody', 2, 'Say whose evidence: --tenant -, or --tenant dev:acme.'],
])('takes a tenant by its full name or its id: %s', async (tenant, code, said) => {
  await cancelOrder(sample, '42')
  const out = join(folder, `${tenant}.json`)
  const range = ['--tenant', tenant, '--from', '2026-01-01', '--out', out]
  const packed = await aval(
    folder,
    'evidence',
    'pack',
    ...range,
    '--env',
    'dev',
    '--home',
    sample.home(),
  )
  expect(`${packed.out}${packed.error}`).toContain(said)
  expect(packed.code).toBe(code)
})

it('evidence pack refuses an unknown command and a malformed name', async () => {
  const unknown = await pack('C-ZZZZ')
  expect(unknown.error).toContain('dev has no command C-ZZZZ')
  expect(unknown.code).toBe(1)
  expect((await pack('../x')).code).toBe(2)
  expect(existsSync(join(folder, 'C-ZZZZ.aval.json'))).toBe(false)
})

it('evidence pack refuses a broken chain', async () => {
  const name = await cancelOrder(sample, '42')
  await sample.close()
  const db = new Database(database())
  db.exec('DROP TRIGGER artifacts_keep')
  db.prepare(`UPDATE artifacts SET bytes = replace(bytes, '"actor":"beto"', '"actor":"eva"')`).run()
  db.close()
  const { code, error } = await pack(name)
  expect(error).toContain('Nothing is packed from a broken chain')
  expect(code).toBe(1)
})

it('the tree of a pack has the nodes of RFC 6962 at every size', () => {
  for (let size = 1; size <= 33; size += 1) {
    const hashes = Array.from({ length: size }, (_, at) => at.toString(16).padStart(64, '0'))
    const root = rootOf(hashes.reduce(append, emptyTree))
    const levels = treeLevels(hashes)
    expect(levels.at(-1)).toEqual([root])
    for (const [index, artifactHash] of hashes.entries()) {
      const path = inclusionProof(hashes, index)
      expect(path.every((node) => levels.flat().includes(node))).toBe(true)
      expect(isIncluded(artifactHash, index, path, { origin: '', size, root })).toBe(true)
    }
  }
})

it('evidence pack proves each artifact to be in its checkpoint', async () => {
  const name = await cancelOrder(sample, '42')
  const out = join(folder, 'proved.json')
  await pack(name, '--out', out)
  const { artifacts, checkpoint } = readLoosely(out)
  expect(artifacts.length).toBeGreaterThan(8)
  const tree = parseCheckpoint(checkpoint) ?? { origin: '', size: 0, root: '' }
  for (const { hash, seq, proof } of artifacts)
    expect(isIncluded(hash, seq - 1, proof, tree)).toBe(true)
})
