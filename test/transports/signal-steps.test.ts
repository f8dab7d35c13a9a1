// Sending to a person and receiving from the same person at once: neither overwrites the other's
// keys.

import { join } from 'node:path'
import * as library from '@whiskeysockets/baileys'
import {
  addTransactionCapability,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  initAuthCreds,
  type SignalKeyStoreWithTransaction,
  type SignalRepositoryWithLIDStore,
} from '@whiskeysockets/baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSession } from '../../src/store/session/session.ts'
import type { SessionStore } from '../../src/store/session/tables.ts'
import { openKeyStore } from '../../src/transports/baileys/key-store.ts'
import { redactConsole } from '../../src/transports/baileys/redact-console.ts'
import { wholeSteps } from '../../src/transports/baileys/signal-steps.ts'
import { freshFolder } from '../fresh-folder.ts'
import { type Bundle, Phone } from './stand-in/phone.ts'
import { Happenings } from './stand-in/waiting.ts'

const us = '5511999990000:7@s.whatsapp.net'
const anaJid = '900000000101@lid'
const anaNumber = '5511900000001@s.whatsapp.net'
const usedBefore = /Key used already|No matching sessions/

let folder: string
let session: SessionStore
let keys: SignalKeyStoreWithTransaction
let ours: SignalRepositoryWithLIDStore
let ana: Phone
let bundle: Bundle

beforeEach(async () => {
  redactConsole()
  folder = freshFolder()
  session = openSession(join(folder, 'session.db'))
  const { logger, makeSignalRepository } = DEFAULT_CONNECTION_CONFIG
  logger.level = 'silent'
  const { state } = openKeyStore(
    session,
    library,
    () => 0,
    () => {},
  )
  keys = addTransactionCapability(state.keys, logger, {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 1,
  })
  const creds = initAuthCreds()
  const preKey = Curve.generateKeyPair()
  await keys.set({ 'pre-key': { 1: preKey } })
  const { signedPreKey } = creds
  bundle = {
    registrationId: creds.registrationId,
    identity: creds.signedIdentityKey.public,
    signedPreKey: { ...signedPreKey, publicKey: signedPreKey.keyPair.public },
    preKey: { keyId: 1, publicKey: preKey.public },
  }
  ours = wholeSteps(makeSignalRepository, session)({ creds, keys }, logger, async () => [])
  ana = new Phone('5511900000001', '900000000101')
  await hear(await encrypted('hello'))
  // An answer of ours, so that both sides move on with every message.
  await answer(anaJid, 'welcome')
})
afterEach(() => {
  session.close()
})

const encrypted = (text: string) => ana.encrypt(us, bundle, { conversation: text })

async function hear({ attrs, content }: BinaryNode): Promise<void> {
  if (!(content instanceof Uint8Array)) throw new Error('no bytes')
  const type = attrs['type'] === 'pkmsg' ? 'pkmsg' : 'msg'
  await ours.decryptMessage({ jid: anaJid, type, ciphertext: content })
}

async function answer(jid: string, words: string): Promise<void> {
  const data = library.encodeWAMessage({ conversation: words })
  const { type, ciphertext } = await ours.encryptMessage({ jid, data })
  const enc = { tag: 'enc', attrs: { type }, content: ciphertext }
  await ana.receive(words, anaJid, us, enc)
}

test('a message received while another is being sent uses up its key for good', async () => {
  const arrived = new Happenings<BinaryNode>('the line')
  // As the socket does it: outside of what sends.
  const heard = arrived.until(() => true, 'message').then(hear)
  await keys.transaction(async () => {
    await answer(anaJid, 'one')
    arrived.add(await encrypted('meanwhile'))
    await heard
    await answer(anaJid, 'two')
  }, 'me')
  await Promise.all(arrived.items.map((one) => expect(hear(one)).rejects.toThrow(usedBefore)))
  const message = await encrypted('afterwards')
  await hear(message)
  await expect(hear(message)).rejects.toThrow(usedBefore)
  await answer(anaJid, 'three')
})

test('steps for the number and for the LID of a person wait for each other', async () => {
  await ours.lidMapping.storeLIDPNMappings([{ lid: anaJid, pn: anaNumber }])
  for (let round = 0; round < 5; round += 1) {
    const message = await encrypted(`round ${round}`)
    await Promise.all([answer(anaNumber, `answer ${round}`), hear(message)])
    await expect(hear(message)).rejects.toThrow(usedBefore)
  }
})

test('a failed step does not block the next one', async () => {
  const bad = { jid: anaJid, type: 'msg', ciphertext: Buffer.from('nonsense') } as const
  const failing = ours.decryptMessage(bad)
  const after = answer(anaJid, 'still here')
  await expect(failing).rejects.toThrow('No matching sessions')
  await after
})
