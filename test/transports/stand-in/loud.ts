// A whole run in a separate process: pairing, a new identity, a resend. It makes libsignal print
// all that it can.

import { createRequire } from 'node:module'
import { openSession } from '../../../src/store/session/session.ts'
import { createBaileys } from '../../../src/transports/baileys/baileys.ts'
import { pair } from '../../../src/transports/baileys/pair.ts'
import { letterTo } from '../letter.ts'
import { gets } from '../linked.ts'
import { RecordingEar } from '../recording-ear.ts'
import { StandIn } from './stand-in.ts'

const [file = ''] = process.argv.slice(2)
const print = (facts: object, sentence: string) => console.log(sentence, facts)
const log = { debug: print, info: print, warn: print, error: print }

/** Counts how often libsignal would print a session. */
const baileys = createRequire(import.meta.resolve('@whiskeysockets/baileys'))
const { SessionRecord } = baileys('libsignal')
const { closeSession } = SessionRecord.prototype
let dumps = 0
SessionRecord.prototype.closeSession = function (session: unknown) {
  dumps += 1
  closeSession.call(this, session)
}

const server = await StandIn.start()
const session = openSession(file)
const overrides = { socketUrl: server.url, pause: async () => {}, random: () => 0 }
const socket = {
  shouldSyncHistoryMessage: ({ syncType }: { syncType?: unknown }) => syncType !== 3,
}
const quick = { ...overrides, socket }
const clock = { now: () => 0, pause: async () => {} }
await pair({ session, log, clock, onQr: (qr) => server.scan(qr) }, quick)

const listener = new RecordingEar()
const transport = createBaileys({ session, log, clock }, quick)
await transport.start(listener)
await listener.enters('open')
const ana = server.person('5511900000001', '900000000101')
await server.say(ana, 'the words of ana')
const { chat } = await listener.hears('the words of ana')
await transport.send(letterTo(chat, 'letter-1', 'the words of aval'))
const wireId = await gets(ana, 'the words of aval')
const before = ana.received.items.length
await server.receipt(ana, wireId, 'retry')
await ana.received.until(({ id }) => id === wireId, 'the resend', before)
await server.say(ana, 'unreadable', { garbled: true })
ana.reinstall()
await server.say(ana, 'a new telephone')
await listener.hears('a new telephone')
await transport.stop()
session.close()
console.log(`dumps avoided: ${dumps}`)
process.exit(0)
