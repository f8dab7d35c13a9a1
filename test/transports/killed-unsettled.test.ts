// Killed between the acknowledgement of a message and its settlement: it is answered, once.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { buildSync } from 'esbuild'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeHome } from '../../scripts/soak/home.ts'
import { type Life, makeLife } from '../../scripts/soak/life.ts'
import { openScenery, type Scenery } from '../../scripts/soak/stage.ts'
import { buildProgram } from '../cli/program.ts'
import { attribute, type Phone, wordsOf } from './stand-in/phone.ts'

const source = fileURLToPath(new URL('../../scripts/soak/aval.ts', import.meta.url))
const copy = buildProgram()
/** Beside the parts, whose threads it starts. */
const program = join(dirname(copy.main), 'parts', 'soak.mjs')
buildSync({
  ...{ entryPoints: [source], outfile: program, bundle: true },
  ...{ platform: 'node', format: 'esm', packages: 'external' },
})

let scenery: Scenery
let life: Life
let ana: Phone

beforeEach(async () => {
  scenery = await openScenery(1)
  const { home, session, server, members } = scenery
  const order = { home, session, socketUrl: server.url, epoch: Date.now() }
  life = makeLife({ ...order, speed: 1, writeAtOnce: 0, pacing: false }, undefined, program)
  const [member] = members
  if (member === undefined) throw new Error('nobody is there')
  ana = scenery.phone(member)
  await life.start()
  await ask('menu', /you may ask/)
})
afterEach(async () => {
  await life.kill()
  await scenery.close()
  removeHome(scenery.home)
})

const inSeconds = () => Math.floor(Date.now() / 1_000)

async function ask(text: string, answer: RegExp): Promise<void> {
  const since = ana.received.items.length
  await scenery.server.say(ana, text, { at: inSeconds() })
  await ana.received.until(({ message }) => answer.test(wordsOf(message) ?? ''), text, since)
}

const cards = () =>
  ana.received.items.filter(({ message }) => wordsOf(message)?.includes('1 - Confirm')).length

test('a message that was acknowledged but not settled before a kill is answered once', async () => {
  const { server, home } = scenery
  // Another process locks the file, so that nothing can be settled.
  const db = new Database(join(home, 'data', 'test', 'aval.db'))
  db.exec('BEGIN IMMEDIATE')
  const stanza = await server.say(ana, 'cancel order 1000', { id: 'AAAA1111', at: inSeconds() })
  const isAcknowledged = (node: typeof stanza) =>
    node.tag === 'receipt' && attribute(node, 'id') === 'AAAA1111'
  await server.sent.until(isAcknowledged, 'receipt')
  await life.kill()
  db.exec('ROLLBACK')
  db.close()
  // For the server it is delivered, so it never sends it again.
  expect(server.mailbox?.waiting()).toEqual([])
  expect(cards()).toBe(0)
  await life.start()
  await ana.received.until(
    ({ message }) => /cancel order 1000/.test(wordsOf(message) ?? ''),
    'card',
  )
  expect(cards()).toBe(1)
  // Should it come again after all, it is known.
  server.deliver(stanza)
  await ask('menu', /you may ask/)
  await life.stop()
  await life.start()
  await ask('menu', /you may ask/)
  expect(cards()).toBe(1)
}, 60_000)
