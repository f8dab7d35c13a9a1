// `aval verify --checkpoint FILE` with any content of the file: a correct answer and no crash.

import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/cli/evidence/verify.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { writeCheckpoint } from '../../src/evidence/checkpoint.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { checkpointNotes } from '../../src/store/queries.ts'
import { writtenBy } from '../chats/written-by.ts'
import { cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

let one: World
let folder = ''
let note = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aval-notes-'))
  one = await world('notes')
  await cancelOrder(one, '42')
  await one.close()
  const db = openReadOnly(join(one.home(), 'data/dev/aval.db'), 'dev')
  note = checkpointNotes(db, 'dev:acme').at(-1) ?? ''
  db.close()
})
afterAll(() => {
  one.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function heldAgainst(text: string) {
  const file = join(folder, 'kept')
  writeFileSync(file, text)
  let code = -1
  const out = await writtenBy(async () => {
    const context = { home: one.home(), environment: 'dev', json: false } as const
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
  ['as it is', () => note],
  ['with the line breaks of another system', () => note.replaceAll('\n', '\r\n')],
  ['without its last line break', () => note.trimEnd()],
  ['twice, and with words around it', () => `From a chat:\n${note}\nand again\n${note}bye\n`],
])('a note %s is met', async (_, text) => {
  expect(await heldAgainst(text())).toMatchObject({ code: 0, broken: [] })
})

test('it is said which chains were held against a note, and which against none', async () => {
  const { held } = await heldAgainst(note)
  const size = note.split('\n')[1]
  expect(held).toEqual([
    'checkpoint -: the file has none of this chain.',
    `checkpoint dev:acme ${size}: it signed the first ${size} as they are.`,
  ])
  const spoilt = await heldAgainst(note.replace(/^\d+$/m, '3'))
  expect(spoilt.held).toEqual(['checkpoint -: the file has none of this chain.'])
})

const malformed = /^BROKEN \* at 0: A checkpoint is not a signed note/
test.each([
  ['nothing', () => '', malformed],
  ['zeros', () => '\0'.repeat(100_000), malformed],
  ['words', () => 'aval/x/y/z and so on\n', malformed],
  ['a note that is torn', () => note.slice(0, note.indexOf('—')), malformed],
  [
    'a torn note beside a whole one',
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
    'an unsigned note of a chain that is not here',
    () => note.replaceAll('dev:acme', 'dev:other'),
    /^BROKEN \* at \d+: The checkpoint of size \d+ is not signed by a key that we trust/,
  ],
  [
    'an origin without a tenant',
    () => note.replaceAll('dev:acme', ''),
    /^BROKEN \* at \d+: The checkpoint of size \d+ is not signed by a key that we trust/,
  ],
])('%s is one break, which says what it is', async (_, text, expected) => {
  const { code, broken } = await heldAgainst(text())
  expect(code).toBe(1)
  expect(broken).toHaveLength(1)
  expect(broken[0]).toMatch(expected)
})

test('a signed note of a chain that is not here says that it vanished', async () => {
  const { instance, signingKey } = readKeys(join(one.home(), 'data/dev'))
  const origin = `aval/${instance}/dev/dev:other`
  const hex = Buffer.from(root(), 'base64').toString('hex')
  const signed = writeCheckpoint({ origin, size: 3, root: hex }, signingKey)
  const { code, broken } = await heldAgainst(signed)
  expect(code).toBe(1)
  expect(broken[0]).toContain('BROKEN dev:other at 1: The whole chain of dev:other is gone.')
  expect(broken.join('\n')).not.toContain('Artifact 0')
})

test('a folder in place of a file is named in a sentence', async () => {
  const place = join(folder, 'a folder')
  mkdirSync(place)
  const context = { home: one.home(), environment: 'dev', json: false } as const
  await expect(verify(context, { checkpoint: place })).rejects.toThrow(
    /a folder cannot be read \(EISDIR\); name a checkpoint that was kept/,
  )
})

test('one note many times over is met once', async () => {
  const { code, held } = await heldAgainst(`${note}\n`.repeat(5_000))
  expect(code).toBe(0)
  expect(held).toHaveLength(2)
})

test('signed twice it is met, and with one signature that is wrong it is not', async () => {
  const line = note.split('\n\n')[1] ?? ''
  expect(await heldAgainst(note + line)).toMatchObject({ code: 0, broken: [] })
  const [mark = '', name = '', base64 = ''] = line.trim().split(' ')
  const bytes = Buffer.from(base64, 'base64')
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)
  const wrong = `${mark} ${name} ${bytes.toString('base64')}\n`
  for (const text of [note + wrong, note.replace(line, wrong + line)]) {
    const { code, broken } = await heldAgainst(text)
    expect(code).toBe(1)
    expect(broken[0]).toContain('is not signed by a key that we trust')
  }
})

test('what never ends, or is larger than anything of ours, is named and not read on', async () => {
  const huge = join(folder, 'huge')
  writeFileSync(huge, '')
  truncateSync(huge, 3_000_000_000)
  const context = { home: one.home(), environment: 'dev', json: false } as const
  for (const place of [huge, ...(existsSync('/dev/zero') ? ['/dev/zero'] : [])])
    for (const words of [{ checkpoint: place }, { 'since-checkpoint': place }])
      await expect(verify(context, words)).rejects.toThrow(/has more than \d+ bytes; name a check/)
})
