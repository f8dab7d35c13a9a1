// `aval verify --checkpoint FILE` with any content of the file: a correct answer and no crash.

import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/cli/evidence/verify.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { writeCheckpoint } from '../../src/evidence/checkpoint.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { checkpointNotes } from '../../src/store/queries.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { freshFolder } from '../fresh-folder.ts'
import { cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

let sample: World
let folder = ''
let note = ''

beforeAll(async () => {
  folder = freshFolder()
  sample = await world('notes')
  await cancelOrder(sample, '42')
  await sample.close()
  const db = openReadOnly(join(sample.home(), 'data/dev/aval.db'), 'dev')
  note = checkpointNotes(db, 'dev:acme').at(-1) ?? ''
  db.close()
})

async function verifyWith(text: string) {
  const file = join(folder, 'kept')
  writeFileSync(file, text)
  let code = -1
  const out = await writtenBy(async () => {
    const context = { home: sample.home(), environment: 'dev', json: false } as const
    code = await verify(context, { checkpoint: file })
  })
  const lines = out.trim().split('\n')
  return {
    code,
    broken: lines.filter((line) => line.startsWith('BROKEN')),
    held: lines.filter((line) => line.startsWith('checkpoint')),
  }
}

const root = () => note.split('\n')[2] ?? ''

test.each([
  ['alone', () => note],
  ['with CRLF line breaks', () => note.replaceAll('\n', '\r\n')],
  ['without its last line break', () => note.trimEnd()],
  ['repeated, with other text around it', () => `From a chat:\n${note}\nand again\n${note}bye\n`],
])('verify --checkpoint accepts a note %s', async (_, text) => {
  expect(await verifyWith(text())).toMatchObject({ code: 0, broken: [] })
})

test('verify --checkpoint says which chains were compared with a note, and which were not', async () => {
  const { held } = await verifyWith(note)
  const size = note.split('\n')[1]
  expect(held).toEqual([
    'checkpoint -: the file has none of this chain.',
    `checkpoint dev:acme ${size}: it signed the first ${size} as they are.`,
  ])
  const edited = await verifyWith(note.replace(/^\d+$/m, '3'))
  expect(edited.held).toEqual(['checkpoint -: the file has none of this chain.'])
})

const malformed = /^BROKEN \* at 0: A checkpoint is not a signed note/
test.each([
  ['an empty file', () => '', malformed],
  ['zero bytes', () => '\0'.repeat(100_000), malformed],
  ['other text', () => 'aval/x/y/z and so on\n', malformed],
  ['an incomplete note', () => note.slice(0, note.indexOf('—')), malformed],
  [
    'an incomplete note beside a complete one',
    () => `${note}\n${note.split('\n').slice(0, 3).join('\n')}`,
    malformed,
  ],
  [
    'an edited size',
    () => note.replace(/^\d+$/m, '3'),
    /^BROKEN dev:acme at 3: The checkpoint of size 3 is not signed by a key that we trust/,
  ],
  [
    'a note of another environment',
    () => note.replaceAll('/dev/', '/prod/'),
    /^BROKEN \* at \d+: The checkpoint of size \d+ speaks of "aval\/[0-9a-f]+\/prod\/dev:acme"/,
  ],
  [
    'a note of an unknown chain without a valid signature',
    () => note.replaceAll('dev:acme', 'dev:other'),
    /^BROKEN \* at \d+: The checkpoint of size \d+ is not signed by a key that we trust/,
  ],
  [
    'an origin without a tenant',
    () => note.replaceAll('dev:acme', ''),
    /^BROKEN \* at \d+: The checkpoint of size \d+ is not signed by a key that we trust/,
  ],
])('verify --checkpoint reports %s as one break', async (_, text, expected) => {
  const { code, broken } = await verifyWith(text())
  expect(code).toBe(1)
  expect(broken).toHaveLength(1)
  expect(broken[0]).toMatch(expected)
})

test('verify --checkpoint reports a chain that a signed note names and the store lacks', async () => {
  const { instance, signingKey } = readKeys(join(sample.home(), 'data/dev'))
  const origin = `aval/${instance}/dev/dev:other`
  const hex = Buffer.from(root(), 'base64').toString('hex')
  const signed = writeCheckpoint({ origin, size: 3, root: hex }, signingKey)
  const { code, broken } = await verifyWith(signed)
  expect(code).toBe(1)
  expect(broken[0]).toContain('BROKEN dev:other at 1: The whole chain of dev:other is gone.')
  expect(broken.join('\n')).not.toContain('Artifact 0')
})

test('verify --checkpoint refuses a folder in one sentence', async () => {
  const place = join(folder, 'a folder')
  mkdirSync(place)
  const context = { home: sample.home(), environment: 'dev', json: false } as const
  await expect(verify(context, { checkpoint: place })).rejects.toThrow(
    /a folder cannot be read \(EISDIR\); name a checkpoint that was kept/,
  )
})

test('verify --checkpoint counts a repeated note once', async () => {
  const { code, held } = await verifyWith(`${note}\n`.repeat(5_000))
  expect(code).toBe(0)
  expect(held).toHaveLength(2)
})

test('verify --checkpoint accepts a repeated signature, and refuses a note with a wrong one', async () => {
  const line = note.split('\n\n')[1] ?? ''
  expect(await verifyWith(note + line)).toMatchObject({ code: 0, broken: [] })
  const [mark = '', name = '', base64 = ''] = line.trim().split(' ')
  const bytes = Buffer.from(base64, 'base64')
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)
  const wrong = `${mark} ${name} ${bytes.toString('base64')}\n`
  for (const text of [note + wrong, note.replace(line, wrong + line)]) {
    const { code, broken } = await verifyWith(text)
    expect(code).toBe(1)
    expect(broken[0]).toContain('is not signed by a key that we trust')
  }
})

test('verify --checkpoint refuses a file that is too large or endless', async () => {
  const huge = join(folder, 'huge')
  writeFileSync(huge, '')
  truncateSync(huge, 3_000_000_000)
  const context = { home: sample.home(), environment: 'dev', json: false } as const
  for (const place of [huge, ...(existsSync('/dev/zero') ? ['/dev/zero'] : [])])
    for (const words of [{ checkpoint: place }, { 'since-checkpoint': place }])
      await expect(verify(context, words)).rejects.toThrow(/has more than \d+ bytes; name a check/)
})
