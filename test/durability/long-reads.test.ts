// Long queries do not block the store: a message is settled while a verification runs.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Ground, type Home, makeHome, readGround } from '../../scripts/bench-world.ts'
import { arrivalOf } from '../../src/engine/receive.ts'
import type { StoreClient } from '../../src/engine/store-client/store-client.ts'
import { peopleOfFile } from '../../src/environment/people.ts'
import { openStoreOnThread, type ReaderParts } from '../../src/environment/threads/open-store.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { openDatabase } from '../../src/store/file/database.ts'

const at = Date.UTC(2026, 0, 5, 9)
const tenant = 'test:acme'
/** More than two fetches of the verification. */
const artifactCount = 1_200

let home: Home
let storeClient: StoreClient
let ground: Ground
let started: number
/** 0: no reader. 1: a verification is in progress. 2: it may continue. */
let gate: Int32Array
/** Called when a verification is in progress. */
let listener: MessagePort

beforeEach(async () => {
  home = makeHome()
  started = 0
  gate = new Int32Array(new SharedArrayBuffer(4))
  ground = readGround(home)
  storeClient = await openStoreOnThread(ground.parts, () => undefined, gatedReader)
  const enrol = peopleOfFile(ground.settings)
  const notice = { what: 'service.start', aligned: true, enrol } as const
  await storeClient.submit({ event: { kind: 'noticed', id: 'begin', at, notice } })
  const db = openDatabase(home.file, 'test')
  const system = { environment: 'test', instance: 'one', version: '0.0.0' }
  const writer = evidenceWriter(db, system, () => randomBytes(32).toString('hex'))
  db.transaction(() => {
    for (let number = 0; number < artifactCount; number += 1)
      writer.write({ type: 'auth.accepted', time: at, tenant, actor: 'ana', body: { number } })
    writer.flush()
  })()
  db.close()
})
afterEach(async () => {
  await storeClient.close()
})

const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href)

/** The real reader, which waits after its first rows. */
function gatedReader(parts: ReaderParts): Worker {
  started += 1
  const text = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { parts, gate, mouth } = workerData
    const wait = () => {
      if (Atomics.compareExchange(gate, 0, 0, 1) !== 0) return
      mouth.postMessage('middle')
      Atomics.wait(gate, 0, 1)
    }
    import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(async (tsx) => {
      tsx.register()
      const { serveReads } = await import(${source('engine/store-client/long-reads.ts')})
      const { openReads } = await import(${source('environment/threads/open-store.ts')})
      serveReads(parentPort, () => openReads(parts, wait))
    })`
  const { port1, port2: mouth } = new MessageChannel()
  listener = port1
  const workerData = { parts, gate, mouth }
  return new Worker(text, { eval: true, workerData, transferList: [mouth] })
}

function openGate(): void {
  Atomics.store(gate, 0, 2)
  Atomics.notify(gate, 0)
}

const hear = (id: string) => {
  const text = 'cancel order 42'
  const heard = { id, from: 'r0', chat: 'r0', direct: true, form: 'text', text } as const
  return storeClient.submit(
    arrivalOf({ ...heard, sentAt: at, backlog: false }, 'bench', at, 'said'),
  )
}

it('a message is settled during a verification, which sees the state of one moment', async () => {
  const verifying = storeClient.verify()
  await once(listener, 'message')
  expect(await hear('m1')).toBe('settled')
  const before = (await storeClient.heads()).find((one) => one.tenant === tenant)
  await storeClient.keep('also', { written: true })
  expect(Atomics.load(gate, 0)).toBe(1)
  openGate()
  const reports = await verifying
  expect(reports.find((one) => one.tenant === tenant)?.artifacts).toBe(artifactCount)
  expect(reports.flatMap((one) => one.breaks)).toEqual([])
  expect(before?.size).toBeGreaterThan(artifactCount)
  const after = (await storeClient.verify()).find((one) => one.tenant === tenant)
  expect(after?.artifacts).toBe(before?.size)
})

it('the reader thread starts for long reads only, and sees what was acknowledged before', async () => {
  openGate()
  expect(await storeClient.audit({ most: 1, newest: true })).toHaveLength(1)
  expect(started).toBe(0)
  expect(await storeClient.audit({ type: 'auth.accepted' })).toHaveLength(artifactCount)
  expect(started).toBe(1)
  await hear('m2')
  const [newest] = await storeClient.audit({ most: 1, newest: true })
  const seen = await storeClient.audit({ since: at })
  expect(seen.at(-1)).toEqual(newest)
  expect(started).toBe(1)
})

it('open commands are read by the reader thread, those of one tenant only', async () => {
  openGate()
  await hear('m4')
  expect((await storeClient.openCommands(tenant)).commands.map((one) => one.tenant)).toEqual([
    tenant,
  ])
  expect((await storeClient.openCommands('test:other')).commands).toEqual([])
  expect(started).toBe(1)
})

it('a dying reader thread fails its reads only, and the next read starts another', async () => {
  await storeClient.close()
  const { parts } = ground
  const die = `require('node:worker_threads').parentPort.on('message', () => { throw new Error('x') })`
  storeClient = await openStoreOnThread(
    parts,
    () => undefined,
    (about) => (started === 0 ? new Worker(die, { eval: true, ...count() }) : gatedReader(about)),
  )
  openGate()
  await expect(storeClient.verify()).rejects.toThrow('ask again')
  expect(await hear('m3')).toBe('settled')
  expect((await storeClient.verify()).flatMap((one) => one.breaks)).toEqual([])
})

function count(): object {
  started += 1
  return {}
}
