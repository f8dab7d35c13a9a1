// Cosignatures of witnesses in packs, and what the stand-alone verifier says of them.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import { writeEvidencePack } from '../../src/cli/evidence/pack.ts'
import { writeRangePack } from '../../src/cli/evidence/range.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { originOf, parseCheckpoint, writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { spoiltLine, witnessKey } from '../evidence/witness-key.ts'
import { freshFolder } from '../fresh-folder.ts'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'
import { startWitness } from '../places/stand-in-witness.ts'
import { type LoosePack, verifier } from './real-pack.ts'

let folder = ''
let outside: Outside
let first: Awaited<ReturnType<typeof startWitness>>
let second: Awaited<ReturnType<typeof startWitness>>
const context = () => ({ home: outside.home, environment: 'dev', json: false }) as const
const hour = 3_600_000

beforeAll(async () => {
  folder = freshFolder()
  first = await startWitness()
  second = await startWitness('witness.example/w2')
  const place = (name: string, { url, key }: { readonly url: string; readonly key: string }) =>
    `  - { kind: witness, name: ${name}, url: "${url}", key: "${key}" }\n`
  outside = furnish(`checkpoints:\n${place('eye', first)}${place('ear', second)}`)
  const { instance, publicKey } = readKeys(outside.folder)
  for (const tenant of ['-', 'dev:acme'])
    for (const one of [first, second])
      one.trust(writeVerifierKey(originOf(instance, 'dev', tenant), publicKey))
  const environment = await open(outside)
  for (const _ of [1, 2]) {
    await environment.say('ana', 'status')
    await environment.checkpoint()
    await environment.pass(hour)
  }
  for (const one of [first, second]) one.says.instead = { status: 500, text: '' }
  await environment.say('ana', 'status')
  await environment.close()
})
afterAll(async () => {
  await first.close()
  await second.close()
})

let packs = 0
async function writePack(
  name: string | null,
): Promise<{ pack: LoosePack; file: string; out: string }> {
  packs += 1
  const file = join(folder, `${packs}.json`)
  const range = {
    from: '2026-01-05T09:00Z',
    to: '2026-01-05T09:30Z',
    tenant: 'dev:acme',
    out: file,
  }
  const out = await writtenBy(async () => {
    if (name === null) await writeRangePack(context(), range)
    else await writeEvidencePack(context(), name, file)
  })
  return { pack: JSON.parse(readFileSync(file, 'utf8')), file, out }
}

function inFile<Result>(use: (db: Database.Database) => Result): Result {
  const db = new Database(join(outside.folder, 'aval.db'))
  try {
    return use(db)
  } finally {
    db.close()
  }
}
const names = () =>
  inFile((db) => db.prepare('SELECT name FROM commands ORDER BY rowid').pluck().all().map(String))

const both = 'cosigned by witness.example/w1, witness.example/w2'

describe('an evidence pack', () => {
  it.each([
    ['of one command', () => names()[0] ?? ''],
    ['over a period', () => null],
  ])('%s uses the checkpoint that witnesses cosigned, with all their lines', async (_, name) => {
    const { pack, file, out } = await writePack(name())
    expect(out).toContain(both)
    const signers = parseCheckpoint(pack.checkpoint)?.signatures.map((one) => one.name)
    expect(signers?.slice(1)).toEqual(['witness.example/w1', 'witness.example/w2'])
    const keys = ['--key', pack.verifier_key, '--witness', first.key, '--witness', second.key]
    const result = await verifier(file, ...keys)
    expect(result.out).toMatch(
      /ok {3}The checkpoint .* is cosigned by witness.example\/w1 at 2026-/,
    )
    expect(result.out).toMatch(
      /ok {3}The checkpoint .* is cosigned by witness.example\/w2 at 2026-/,
    )
    expect(result.out).not.toMatch(/BAD|not checked/)
    expect(result.code).toBe(0)
  })

  it('of a command that nobody cosigned yet has a new checkpoint of its own', async () => {
    const { pack, out } = await writePack(names().at(-1) ?? '')
    expect(out).not.toContain('cosigned')
    expect(parseCheckpoint(pack.checkpoint)?.signatures).toHaveLength(1)
  })

  it('ignores a cosignature that was edited in the database', async () => {
    const name = names()[0] ?? ''
    const key = 'outward/eye/dev:acme'
    const kept = inFile((db) =>
      String(db.prepare('SELECT record FROM kept WHERE key = ?').pluck().get(key)),
    )
    const write = (record: string) =>
      inFile((db) => db.prepare('UPDATE kept SET record = ? WHERE key = ?').run(record, key))
    const record = JSON.parse(kept)
    const { note } = record.memory
    const lines: readonly string[] = note.trimEnd().split('\n')
    const edited = [...lines.slice(0, -1), spoiltLine(lines.at(-1) ?? '')].join('\n')
    const texts = [edited, note.replace(/^\d+$/m, '3'), 'words', 7]
    try {
      for (const each of texts) {
        write(JSON.stringify({ ...record, memory: { ...record.memory, note: each } }))
        expect((await writePack(name)).out).toContain(', cosigned by witness.example/w2\n')
      }
    } finally {
      write(kept)
    }
  })

  it('is not written when environment.yaml, which names the witnesses, cannot be read', async () => {
    const file = join(outside.folder, 'environment.yaml')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, '[')
    try {
      await expect(writePack(names()[0] ?? '')).rejects.toThrow(/environment\.yaml, line 1/)
    } finally {
      writeFileSync(file, text)
    }
  })
})

describe('the verifier', () => {
  const linesOf = (pack: LoosePack, witnesses: readonly string[]) => {
    const { good, lines } = checkPack(JSON.stringify(pack), pack.verifier_key, witnesses)
    const bad = lines.filter((one) => one.state === 'bad').map((one) => one.text)
    const notes = lines.filter((one) => one.state === 'note').map((one) => one.text)
    return { good, bad, notes, texts: lines.map((one) => one.text) }
  }
  const stranger = witnessKey('stranger.example')
  /** The pack with a note that has the environment's own line, and these. */
  async function under(...lines: readonly ((note: string) => string)[]) {
    const { pack } = await writePack(names()[0] ?? '')
    const own = pack.checkpoint.split('\n').slice(0, 5)
    const note = `${own.join('\n')}\n`
    return { ...pack, checkpoint: note + lines.map((line) => line(note)).join('') }
  }
  const seconds = 1_767_600_000

  it('says of cosignatures without a known key that they were not checked', async () => {
    const { pack } = await writePack(names()[0] ?? '')
    const { good, notes } = linesOf(pack, [])
    expect(notes.filter((one) => one.includes('was not checked'))).toHaveLength(2)
    expect(good).toBe(true)
  })

  it.each<[string, (note: string) => string]>([
    ['one bit of the signature changed', (note) => spoiltLine(stranger.line(note, seconds))],
    ['one bit of the time changed', (note) => spoiltLine(stranger.line(note, seconds), 65)],
    ['the signature of another note', (note) => stranger.line(note, seconds, 'other\n')],
    ['the time zero', (note) => stranger.line(note, 0)],
    ['a time beyond all dates', (note) => stranger.line(note, 253_402_300_800)],
    [
      'a valid line beside an invalid one',
      (note) => stranger.line(note, seconds) + spoiltLine(stranger.line(note, seconds)),
    ],
  ])('reports a cosignature with %s', async (_, line) => {
    const { good, bad } = linesOf(await under(line), [stranger.key])
    expect(bad).toEqual(['A cosignature of stranger.example does not hold.'])
    expect(good).toBe(false)
  })

  it('reports a required witness that did not cosign, for both kinds of packs', async () => {
    for (const name of [names()[0] ?? '', null]) {
      const { pack } = await writePack(name)
      expect(linesOf(pack, [stranger.key, first.key]).bad).toEqual([
        'The checkpoint is not cosigned by stranger.example.',
      ])
    }
    const named = await under(() => `— stranger.example ${'A'.repeat(92)}\n`)
    const { bad, notes } = linesOf(named, [stranger.key])
    expect(bad).toEqual(['The checkpoint is not cosigned by stranger.example.'])
    expect(notes).toContain(
      'The line of stranger.example (00000000) was not checked: no key of it was given.',
    )
  })

  it('accepts both types of a witness key, and counts a repeated line once', async () => {
    const line = (note: string) => stranger.line(note, seconds)
    const pack = await under(line, line)
    for (const key of [stranger.key, stranger.plainKey]) {
      const { good, texts } = linesOf(pack, [key])
      expect(texts.filter((one) => one.includes('cosigned by stranger.example'))).toHaveLength(1)
      expect(good).toBe(true)
    }
  })

  it('refuses the key of the chain as a witness, and texts that are no witness key', async () => {
    const { publicKey } = readKeys(outside.folder)
    const own = writeVerifierKey('witness.example/w1', publicKey)
    const pack = await under()
    expect(linesOf(pack, [own]).bad).toEqual([
      'witness.example/w1 has the key of the chain, and is no witness of it.',
    ])
    expect(linesOf(pack, ['eye']).bad).toEqual(['This is not a key of a witness: eye'])
    expect(linesOf(pack, [stranger.key.replace(/\+.{8}\+/, '+00000000+')]).good).toBe(false)
  })

  it('notes an artifact with a later time than its cosignature', async () => {
    const early = await under((note) => stranger.line(note, seconds))
    const late = await under((note) => stranger.line(note, seconds + 86_400))
    const words = 'has a later time than when stranger.example saw it: a clock is wrong.'
    expect(linesOf(early, [stranger.key]).notes.join()).toContain(words)
    expect(linesOf(late, [stranger.key]).notes.join()).not.toContain(words)
  })

  it('takes several --witness options and refuses malformed usage', async () => {
    const { file } = await writePack(names()[0] ?? '')
    expect((await verifier('--witness', first.key, file, '--witness', stranger.key)).code).toBe(1)
    for (const wrong of [['--witness'], ['--witness', ''], ['--key', 'a', '--key', 'b'], ['--no']])
      expect((await verifier(file, ...wrong)).code).toBe(2)
  })
})
