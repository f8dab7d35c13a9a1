// The faults of a soak, one at a time, drawn by seed.

import { setTimeout as after } from 'node:timers/promises'
import type { StandIn } from '../../test/transports/stand-in/stand-in.ts'
import type { Chance } from '../kill/chance.ts'
import type { Actor } from './people.ts'

export interface Trouble {
  readonly server: StandIn
  readonly chance: Chance
  readonly actors: readonly Actor[]
  now(): number
}

type Fault = (trouble: Trouble) => Promise<void>

/** The connection is lost without a close; the client reconnects by itself. */
async function cut({ server }: Trouble): Promise<void> {
  const since = server.logins.items.length
  server.cut()
  await server.logins.until(() => true, 'login', since, 30_000)
}

/** The connection is lost after the backlog, before the server says that it was all. */
async function cutBeforeMarker(trouble: Trouble): Promise<void> {
  const { server } = trouble
  server.faults.holdOfflineMarker = true
  await cut(trouble)
  await after(trouble.chance.below(60))
  server.faults.holdOfflineMarker = false
  await cut(trouble)
}

const closeCodes = ['408', '428', '500', '503', '515'] as const

async function streamError({ server, chance }: Trouble): Promise<void> {
  const since = server.logins.items.length
  server.streamError(closeCodes[chance.below(closeCodes.length)] ?? '500')
  await server.logins.until(() => true, 'login', since, 30_000)
}

/** A server that accepts the connection and never answers; the client gives up and tries again. */
async function mute({ server }: Trouble): Promise<void> {
  const [since, connections] = [server.logins.items.length, server.connections]
  server.faults.mute = true
  server.cut()
  while (server.connections === connections) await after(20)
  server.faults.mute = false
  await server.logins.until(() => true, 'login', since, 30_000)
}

function somebody({ actors, chance }: Trouble): Actor | undefined {
  return actors[chance.below(actors.length)]
}

/** The same words under the same id, encrypted anew. */
async function sameAgain(trouble: Trouble): Promise<void> {
  const who = somebody(trouble)
  if (who?.last === undefined) return
  const { id, said } = who.last
  await trouble.server.say(who.phone, said, { id, at: Math.floor(trouble.now() / 1_000) })
}

/** The same bytes again. */
async function sameBytes(trouble: Trouble): Promise<void> {
  const who = somebody(trouble)
  if (who === undefined) return
  const id = `B${trouble.chance.below(2 ** 31)}`
  const at = Math.floor(trouble.now() / 1_000)
  const node = await trouble.server.say(who.phone, { reactionMessage: reaction }, { id, at })
  trouble.server.deliver(node)
}
const reaction = {
  text: '👍',
  key: { id: '3EB0FFFF', fromMe: false, remoteJid: '1@s.whatsapp.net' },
}

/** Other words under a used id: only the first count. */
async function otherWords(trouble: Trouble): Promise<void> {
  const who = somebody(trouble)
  if (who?.last === undefined) return
  const { id } = who.last
  const at = Math.floor(trouble.now() / 1_000)
  await trouble.server.say(who.phone, 'cancel order 1', { id, at })
}

async function refusal({ server }: Trouble, code: string): Promise<void> {
  const before = server.sent.items.length
  server.faults.ackError = code
  await server.sent
    .until(({ tag }) => tag === 'message', 'a letter', before, 5_000)
    .catch(() => undefined)
  server.faults.ackError = undefined
}

/** The server accepts letters without an acknowledgement. */
async function noAck({ server, chance }: Trouble): Promise<void> {
  server.faults.noAck = true
  await after(chance.below(300))
  server.faults.noAck = false
}

/** A phone could not decrypt a letter and asks for it again. */
async function retry(trouble: Trouble): Promise<void> {
  const who = somebody(trouble)
  const letter = who?.phone.received.items.at(-1)
  if (who === undefined || letter === undefined) return
  const keys = trouble.chance.next() < 0.5
  await trouble.server.receipt(who.phone, letter.id, 'retry', { keys })
}

/** The client could not decrypt a phone's message and asks for it again. */
async function garbled(trouble: Trouble): Promise<void> {
  const who = somebody(trouble)
  if (who === undefined) return
  const id = `A${trouble.chance.below(2 ** 31)}`
  const at = Math.floor(trouble.now() / 1_000)
  await trouble.server.say(who.phone, 'menu', { id, at, garbled: true })
}

async function receipts({ server, actors, chance }: Trouble): Promise<void> {
  for (const { phone } of actors) {
    const letter = phone.received.items.at(-1)
    if (letter === undefined) continue
    await server.receipt(phone, letter.id, chance.next() < 0.5 ? 'read' : undefined)
  }
}

const faults: Readonly<Record<string, Fault>> = {
  cut,
  'cut before the offline marker': cutBeforeMarker,
  'stream error': streamError,
  'silent server': mute,
  'same id again': sameAgain,
  'same bytes again': sameBytes,
  'other words, same id': otherWords,
  'ack error 429': (trouble) => refusal(trouble, '429'),
  'ack error 500': (trouble) => refusal(trouble, '500'),
  'no acks': noAck,
  'retry receipt': retry,
  'unreadable message': garbled,
  receipts,
}

/** Runs one random fault; returns its name. */
export async function strike(trouble: Trouble): Promise<string> {
  const names = Object.keys(faults)
  const name = names[trouble.chance.below(names.length)] ?? 'cut'
  await faults[name]?.(trouble)
  return name
}
