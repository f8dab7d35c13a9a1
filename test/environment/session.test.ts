// The session file on its own thread: the event loop runs while a flush hangs, and memory and file
// end up equal.

import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { openSessionOnThread } from '../../src/environment/threads/session.ts'
import { carryOut, changesMost, journaled } from '../../src/store/session/journal.ts'
import { openImage, openSession, openSessionFile } from '../../src/store/session/session.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { freshFolder } from '../fresh-folder.ts'

let folder: string
let file: string
let lost: Error[]
const parts = {
  refused: () => {},
  lost: (error: Error) => void lost.push(error),
  pause: async () => {},
}

beforeEach(() => {
  folder = freshFolder()
  file = join(folder, 'session.db')
  lost = []
})

/** The real thread behind a gate of the test: 0 blocks, as a flush that does not return. */
function gatedThread(gate: Int32Array): Worker {
  const source = (path: string) => JSON.stringify(import.meta.resolve(path))
  const text = `
    const { parentPort, workerData } = require('node:worker_threads')
    const port = {
      on: (event, hear) =>
        parentPort.on(event, (asking) => {
          Atomics.wait(workerData.gate, 0, 0)
          hear(asking)
        }),
      postMessage: (told) => parentPort.postMessage(told),
      close: () => parentPort.close(),
    }
    import(${source('tsx/esm/api')})
      .then((tsx) => { tsx.register(); return import(${source('../../src/environment/threads/session.ts')}) })
      .then(({ serveSession }) => serveSession(port, workerData.file))`
  return new Worker(text, { eval: true, workerData: { gate, file } })
}

test('while a flush hangs the event loop runs, and changes are visible but not yet durable', async () => {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const { session, close } = await openSessionOnThread(file, parts, gatedThread(gate))
  session.writeKeys([{ type: 'session', id: 'a.0', value: '"one"' }], [], 0)
  let written = false
  const durable = session.durable().then(() => {
    written = true
  })
  for (let count = 0; count < 1_000; count += 1) await turn()
  expect(written).toBe(false)
  expect(session.readKeys('session', ['a.0']).get('a.0')).toBe('"one"')
  session.writeKeys([{ type: 'session', id: 'a.0', value: '"two"' }], [], 0)
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
  await durable
  // Closing waits for writes in progress.
  await close()
  const again = openSession(file)
  expect(again.readKeys('session', ['a.0']).get('a.0')).toBe('"two"')
  again.close()
  expect(lost).toEqual([])
})

test('a second owner of the session file is refused', async () => {
  const { close } = await openSessionOnThread(file, parts)
  await expect(openSessionOnThread(file, parts)).rejects.toThrow('in use by another process')
  await close()
  expect(lost).toEqual([])
})

test('a session thread that dies is reported once, and nothing becomes durable any more', async () => {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const worker = gatedThread(gate)
  const { session, close } = await openSessionOnThread(file, parts, worker)
  session.end('logged_out')
  const durable = session.durable()
  await turn()
  await worker.terminate()
  expect(lost.map(({ message }) => message)).toEqual(['The thread of the session ended (exit 1).'])
  await expect(close()).rejects.toThrow('gone')
  await expect(durable).rejects.toThrow('gone')
})

test('while a flush hangs, changes beyond a limit are refused', async () => {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const { session, close } = await openSessionOnThread(file, parts, gatedThread(gate))
  const one = (id: number) =>
    session.writeKeys([{ type: 'session', id: `${id}`, value: '1' }], [], 0)
  for (let id = 0; id < changesMost; id += 1) one(id)
  expect(() => one(changesMost)).toThrow('Too many changes wait')
  expect(session.readKeys('session', [`${changesMost}`]).size).toBe(0)
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
  await close()
})

/** Everything that can be read. */
function contentOf(session: SessionStore) {
  const [ids, chats] = [
    ['1', '2', '3'],
    ['a@lid', 'b@lid'],
  ]
  return {
    credentials: session.readCredentials(),
    keys: [...session.readKeys('session', ids), ...session.readKeys('lid-mapping', ids)],
    changed: session.changedKeys(),
    aliases: ids.map((id) => session.aliasOf(id)),
    contradictions: session.contradictions(),
    chats: chats.map((chat) => session.chat(chat)),
    sent: ids.map((id) => session.sent(id)),
    unacknowledged: session.unacknowledged(),
    ended: session.ended(),
  }
}

const id = fc.constantFrom('1', '2', '3')
const chat = fc.constantFrom('a@lid', 'b@lid')
const at = fc.integer({ min: 0, max: 3_000_000_000 })
const key = fc.record({
  type: fc.constantFrom('session', 'lid-mapping'),
  id,
  value: fc.option(fc.constantFrom('"1"', '"2"')),
})
const operations = fc.array(
  fc.oneof(
    fc.tuple(key, at).map(
      ([one, now]) =>
        (to: SessionStore) =>
          to.writeKeys([one], [one.id], now),
    ),
    id.map((one) => (to: SessionStore) => to.writeCredentials(`"${one}"`)),
    id.map((one) => (to: SessionStore) => to.keyChangeTold(one)),
    fc.tuple(id, id).map(
      ([lid, phone]) =>
        (to: SessionStore) =>
          void to.learnAlias(lid, phone),
    ),
    id.map((one) => (to: SessionStore) => to.forgetAlias(one)),
    fc.tuple(chat, at).map(
      ([one, seconds]) =>
        (to: SessionStore) =>
          to.rememberChat(one, { wire: one, expirySeconds: seconds }),
    ),
    fc.tuple(id, chat, at).map(
      ([one, where, now]) =>
        (to: SessionStore) =>
          to.rememberSent({ wireId: one, letterId: one, chat: where, text: 'words' }, now),
    ),
    id.map((one) => (to: SessionStore) => to.markAcknowledged(one)),
    fc.tuple(id, at).map(
      ([one, now]) =>
        (to: SessionStore) =>
          to.markDelivered(one, now),
    ),
    chat.map((one) => (to: SessionStore) => to.forgetTexts(one)),
    at.map((now) => (to: SessionStore) => to.sweep(now)),
    chat.map((one) => (to: SessionStore) => {
      const about = { identifiers: ['1'], chats: [one], names: /2/, namingTypes: ['lid-mapping'] }
      to.forget(about)
    }),
    fc.tuple(id, at).map(
      ([one, before]) =>
        (to: SessionStore) =>
          void to.forgetQuiet({ keep: [one], before, most: 1 }),
    ),
    id.map((one) => (to: SessionStore) => to.end(one)),
    fc.constant((to: SessionStore) => to.wipe()),
  ),
  { maxLength: 60 },
)

test('after any sequence of changes the file holds what memory holds', async () => {
  await fc.assert(
    fc.asyncProperty(operations, fc.nat(7), async (all, pauses) => {
      const own = join(mkdtempSync(join(folder, 'run-')), 'session.db')
      const opened = openSessionFile(own)
      const writer = {
        write: async (changes: Parameters<typeof carryOut>[1]) => {
          await turn()
          carryOut(opened, structuredClone(changes))
        },
        close: async () => opened.session.close(),
      }
      const { session, close } = journaled(openImage(opened.bytes()), {
        ...parts,
        pen: writer,
        turn,
      })
      for (const [index, one] of all.entries()) {
        one(session)
        if (index % 8 === pauses) await turn()
      }
      const memory = contentOf(session)
      await close()
      const again = openSession(own)
      expect(contentOf(again)).toEqual(memory)
      again.close()
    }),
    { numRuns: 60 },
  )
})
