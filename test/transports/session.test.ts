// The session file: safe on disk, one owner, a new identity is always noticed, and restored
// completely.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as library from '@whiskeysockets/baileys'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { graceMs, keepSentMs, keepTextMs } from '../../src/store/session/sent.ts'
import { openSession } from '../../src/store/session/session.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { openKeyStore } from '../../src/transports/baileys/key-store.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder: string
let file: string
let open: SessionStore[]
let children: ChildProcess[]

beforeEach(() => {
  folder = freshFolder()
  file = join(folder, 'prod', 'session.db')
  open = []
  children = []
})
afterEach(() => {
  for (const session of open) session.close()
  for (const child of children) child.kill('SIGKILL')
})

function session(): SessionStore {
  const opened = openSession(file)
  open.push(opened)
  return opened
}

const mode = (path: string) => statSync(path).mode & 0o777

test('the session folder and files are for their owner only, also if they were not before', () => {
  mkdirSync(join(folder, 'prod'), { mode: 0o755 })
  writeFileSync(file, '', { mode: 0o644 })
  session().writeCredentials('{}')
  expect(mode(join(folder, 'prod'))).toBe(0o700)
  expect(mode(file)).toBe(0o600)
  expect(mode(`${file}-wal`)).toBe(0o600)
})

test('everything written to the session is there after it is opened again', () => {
  const first = session()
  first.writeCredentials('{"a":1}')
  first.writeKeys([{ type: 'session', id: 'x.0', value: '"s"' }], ['x.0'], 0)
  first.learnAlias('900@lid', '+55')
  first.rememberChat('55@s.whatsapp.net', { wire: '900@lid', expirySeconds: 60 })
  const message = { wireId: 'W', letterId: 'L', chat: '55@s.whatsapp.net', text: 'words' }
  first.rememberSent(message, 1)
  first.markAcknowledged('W')
  first.end('logged_out')
  first.close()
  const second = session()
  expect(second.readCredentials()).toBe('{"a":1}')
  expect(second.readKeys('session', ['x.0', 'y.0'])).toEqual(new Map([['x.0', '"s"']]))
  expect(second.changedKeys()).toEqual(['x.0'])
  expect([second.aliasOf('900@lid'), second.aliasOf('+55')]).toEqual(['+55', '900@lid'])
  expect(second.chat('55@s.whatsapp.net')).toEqual({ wire: '900@lid', expirySeconds: 60 })
  expect(second.sent('W')).toEqual({ ...message, acknowledged: true })
  expect(second.ended()).toBe('logged_out')
})

test('keys are written all or none', () => {
  const store = session()
  const unwritable: string = JSON.parse('{"not":"text"}')
  const rows = [
    { type: 'session', id: 'a', value: '1' },
    { type: 'session', id: 'b', value: unwritable },
  ]
  expect(() => store.writeKeys(rows, ['a'], 0)).toThrow('Too few parameter values')
  expect(store.readKeys('session', ['a', 'b']).size).toBe(0)
  expect(store.changedKeys()).toEqual([])
})

test('an alias keeps its first pairing until it is forgotten', () => {
  const store = session()
  expect(store.learnAlias('900@lid', '+55')).toBe('new')
  expect(store.learnAlias('900@lid', '+55')).toBe('known')
  expect(store.learnAlias('900@lid', '+66')).toBe('mismatch')
  expect(store.learnAlias('901@lid', '+55')).toBe('mismatch')
  expect(store.aliasOf('+55')).toBe('900@lid')
  store.forgetAlias('+55')
  expect(store.learnAlias('900@lid', '+66')).toBe('new')
})

test('texts of sent letters are kept for a day, their ids for a month', () => {
  const store = session()
  const at = (now: number, wireId: string) =>
    store.rememberSent({ wireId, letterId: wireId, chat: 'c', text: 'a token' }, now)
  at(0, 'first')
  at(1, 'second')
  store.sweep(keepTextMs - 1)
  expect(store.sent('first')?.text).toBe('a token')
  store.sweep(keepTextMs)
  expect(store.sent('first')).toMatchObject({ text: null, letterId: 'first' })
  expect(store.sent('second')?.text).toBe('a token')
  at(keepSentMs, 'third')
  store.sweep(keepSentMs + 1)
  expect(store.sent('first')).toBeUndefined()
  expect(store.sent('second')).toMatchObject({ text: null })
  store.forgetTexts('c')
  expect(store.sent('third')?.text).toBeNull()
})

test('the text of a delivered letter is kept for minutes, and is then nowhere on the disk', () => {
  const store = session()
  const send = (wireId: string, text: string) =>
    store.rememberSent({ wireId, letterId: wireId, chat: 'c', text }, 0)
  send('arrived', 'FIRST-TOKEN')
  send('under-way', 'OTHER-TOKEN')
  store.markDelivered('arrived', 1_000)
  // Read after it was delivered: the first of the two counts.
  store.markDelivered('arrived', 5_000)
  store.sweep(1_000 + graceMs - 1)
  expect(store.sent('arrived')?.text).toBe('FIRST-TOKEN')
  store.sweep(1_000 + graceMs)
  expect(store.sent('arrived')).toMatchObject({ text: null, letterId: 'arrived' })
  expect(store.sent('under-way')?.text).toBe('OTHER-TOKEN')
  for (const path of [file, `${file}-wal`])
    expect(readFileSync(path, 'latin1').includes('FIRST-TOKEN'), path).toBe(false)
})

test('wiping leaves no key in the file or beside it', () => {
  const store = session()
  store.writeCredentials('{"noise":"SECRET-NOISE-KEY"}')
  store.writeKeys([{ type: 'session', id: 'x.0', value: '"SECRET-SESSION"' }], [], 0)
  store.wipe()
  expect(store.readCredentials()).toBeUndefined()
  for (const path of [file, `${file}-wal`]) {
    expect(readFileSync(path, 'latin1')).not.toMatch(/SECRET/)
  }
})

test('a second owner of the session is refused, in this process and in another', async () => {
  session()
  expect(() => openSession(file)).toThrow('in use by another process')
  const other = startOwner()
  expect(await outputOf(other)).toMatch(/in use by another process/)
  await once(other, 'close')
})

test('a killed owner does not block the next one', async () => {
  const owner = startOwner()
  expect(await outputOf(owner)).toBe('open')
  expect(() => openSession(file)).toThrow('in use by another process')
  owner.kill('SIGKILL')
  await once(owner, 'close')
  expect(session().readCredentials()).toBe('"from the other process"')
})

/** A process that opens the session, reports it, and stays. */
function startOwner(): ChildProcess {
  const source = `
    import { openSession } from ${JSON.stringify(new URL('../../src/store/session/session.ts', import.meta.url).href)}
    try {
      openSession(${JSON.stringify(file)}).writeCredentials('"from the other process"')
      process.stdout.write('open')
      setInterval(() => {}, 1000)
    } catch (error) {
      process.stdout.write(error.message)
    }`
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', source]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function outputOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the child has no output')
  const [words] = await once(child.stdout, 'data')
  return String(words)
}

test('a damaged session is refused with the fix', () => {
  writeFileSync(
    join(folder, 'broken.db'),
    'this is not a database, and long enough to be read as one',
  )
  expect(() => openSession(join(folder, 'broken.db'))).toThrow(/damaged.*restore the newest backup/)
  const store = session()
  store.writeKeys([{ type: 'session', id: 'x.0', value: '{"torn":' }], [], 0)
  store.close()
  expect(() => openSession(file)).toThrow(/the row session x\.0 is not JSON.*pair again/)
  expect(() => openSession(file)).toThrow(/is not JSON/)
})

test('a database of another program or of a newer version is refused', () => {
  const other = join(folder, 'other.db')
  const foreign = new Database(other)
  foreign.exec('CREATE TABLE things (id INTEGER)')
  foreign.close()
  expect(() => openSession(other)).toThrow('not a WhatsApp session of Aval')
  session().close()
  const newer = new Database(file)
  newer.pragma('user_version = 2')
  newer.close()
  expect(() => openSession(file)).toThrow('written by a newer Aval')
})

test('an overwritten page of the session is refused', () => {
  const store = session()
  for (let i = 0; i < 50; i++) {
    const text = 'k'.repeat(1_000)
    store.rememberSent({ wireId: `${i}`, letterId: `${i}`, chat: 'c', text }, i)
  }
  store.close()
  const bytes = readFileSync(file)
  bytes.fill(0xff, bytes.length - 3 * 4_096)
  writeFileSync(file, bytes)
  expect(() => openSession(file)).toThrow(/damaged/)
})

test('Baileys reads back what it wrote, including bytes and protocol messages', async () => {
  const creds = (store: SessionStore) =>
    openKeyStore(
      store,
      library,
      () => 0,
      () => {},
    )
  const store = session()
  const first = creds(store)
  const account = { details: Buffer.from([1, 2]) }
  Object.assign(first.state.creds, { account, me: { id: '55:7@s.whatsapp.net' } })
  first.save()
  const pair = library.Curve.generateKeyPair()
  const keyData = { keyData: Buffer.from([9, 9]), timestamp: 5 }
  await first.state.keys.set({
    'pre-key': { '1': pair },
    session: { 'x.0': Buffer.from([1]) },
    'app-state-sync-key': { k: library.proto.Message.AppStateSyncKeyData.fromObject(keyData) },
  })
  const second = creds(store)
  expect(second.state.creds.noiseKey).toEqual(first.state.creds.noiseKey)
  expect(await second.state.keys.get('pre-key', ['1', '2'])).toEqual({ '1': pair })
  const syncKeys = await second.state.keys.get('app-state-sync-key', ['k'])
  expect(syncKeys['k']).toBeInstanceOf(library.proto.Message.AppStateSyncKeyData)
  expect(Buffer.from(syncKeys['k']?.keyData ?? [])).toEqual(keyData.keyData)
  await second.state.keys.set({ session: { 'x.0': null } })
  expect(await second.state.keys.get('session', ['x.0'])).toEqual({})
})

test('an unfinished pairing starts with new keys', () => {
  const store = session()
  const first = openKeyStore(
    store,
    library,
    () => 0,
    () => {},
  )
  first.save()
  const second = openKeyStore(
    store,
    library,
    () => 0,
    () => {},
  )
  expect(second.state.creds.noiseKey).not.toEqual(first.state.creds.noiseKey)
})

test('a changed identity key is noticed under each identifier of a person, and an equal one is not', async () => {
  const changed: string[] = []
  const store = session()
  const { keys } = openKeyStore(
    store,
    library,
    () => 0,
    (address) => changed.push(address),
  ).state
  const [one, other] = [Buffer.alloc(33, 1), Buffer.alloc(33, 2)]
  await keys.set({ 'identity-key': { '55.0': one } })
  await keys.set({ 'identity-key': { '55.0': one } })
  expect(changed).toEqual([])
  await keys.set({ 'lid-mapping': { '55': '900', '900_reverse': '55' } })
  await keys.set({ 'identity-key': { '900_1.0': one } })
  expect(changed).toEqual([])
  await keys.set({ 'identity-key': { '900_1.0': other } })
  expect(changed).toEqual(['900_1.0'])
  await keys.set({ 'identity-key': { '900_1.1': one, '55.1': other } })
  expect(changed).toEqual(['900_1.0'])
  await keys.set({ 'lid-mapping': { '66': '901', '901_reverse': '66' } })
  await keys.set({ 'identity-key': { '66.0': one } })
  await keys.set({ 'identity-key': { '901_1.0': other } })
  expect(changed).toEqual(['900_1.0', '901_1.0'])
  expect(store.changedKeys()).toEqual(['900_1.0', '901_1.0'])
})
