// Keys of a stranger are deleted after a month without messages, and a later message is still
// received.

import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  forgetStrangers,
  keepStrangersMs,
  mostStrangers,
} from '../../src/transports/baileys/strangers.ts'
import { gets, Linked, silentLog } from './linked.ts'
import type { Phone } from './stand-in/phone.ts'
import { Resends } from './stand-in/resend.ts'

let linked: Linked
/** Enrolled, and as inactive as the stranger. */
let ana: Phone
let rui: Phone

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  linked = await Linked.open()
  linked.server.resends = new Resends()
  ana = linked.server.person('5511900000001', '900000000101')
  rui = linked.server.person('5511900000077', '900000000177')
  await linked.server.say(ana, 'hello from ana')
  await linked.listener.hears('hello from ana')
})
afterEach(async () => {
  vi.useRealTimers()
  await linked.close()
})

const enrolled = (): void => {
  linked.transport?.enrolled?.([{ identifiers: [`+${ana.number}`] }])
}
const sweep = async (): Promise<void> => {
  // Waits until the library has finished its work.
  for (let turns = 0; turns < 20; turns += 1) await turn()
  vi.advanceTimersByTime(60_000)
}

/** Number of session rows about this person. */
function rowsOf(phone: Phone): number {
  const { session } = linked
  const address = `${phone.lid}_1.0`
  const reverse = `${phone.lid}_reverse`
  const keys = (type: string, id: string) => session.readKeys(type, [id]).size
  return (
    keys('session', address) +
    keys('identity-key', address) +
    keys('lid-mapping', phone.number) +
    keys('lid-mapping', reverse) +
    keys('device-list', phone.lid) +
    (session.aliasOf(`+${phone.number}`) === undefined ? 0 : 1) +
    (session.chat(phone.numberJid) === undefined ? 0 : 1)
  )
}

/** A stranger writes, is answered, and is inactive for a month, as ana is. */
async function strangerOfLastMonth(): Promise<void> {
  await linked.server.say(rui, 'who is this?')
  const { chat } = await linked.listener.hears('who is this?')
  await linked.send(chat, 'letter-1', 'I do not know you.')
  await gets(rui, 'I do not know you.')
  linked.now += keepStrangersMs + 1
}

const times = (text: string): number =>
  linked.listener.messages.filter((one) => one.text === text).length

async function heardOnce(text: string): Promise<void> {
  await linked.server.say(rui, text)
  await linked.listener.hears(text)
  await linked.server.say(rui, `${text}, again`)
  await linked.listener.hears(`${text}, again`)
  expect([times(text), times(`${text}, again`)]).toEqual([1, 1])
}

test('keys of a stranger are deleted after a quiet month, and a later message is received once', async () => {
  await strangerOfLastMonth()
  const [keysOfAna, keysOfRui] = [rowsOf(ana), rowsOf(rui)]
  expect([keysOfAna, keysOfRui]).toEqual([6, 7])
  // Nobody is a stranger before it is known who is enrolled.
  await sweep()
  expect(rowsOf(rui)).toBe(keysOfRui)
  enrolled()
  await sweep()
  expect([rowsOf(ana), rowsOf(rui)]).toEqual([keysOfAna, 0])
  await heardOnce('it is me')
  expect(rowsOf(rui)).toBeGreaterThan(3)
  // And has no other key: nobody else's telephone speaks.
  expect(linked.listener.changes).toEqual([])
})

test('keys of a stranger who never got an answer are deleted, too, and a later message is received', async () => {
  await linked.server.say(rui, 'anybody there?')
  await linked.listener.hears('anybody there?')
  linked.now += keepStrangersMs + 1
  enrolled()
  await sweep()
  expect(rowsOf(rui)).toBe(0)
  await heardOnce('hello?')
})

test('after a crash before the deletion is on disk, the keys are still there', async () => {
  await strangerOfLastMonth()
  enrolled()
  linked.disk.failure = new Error('full')
  await sweep()
  expect(rowsOf(rui)).toBe(0)
  await expect(linked.stop()).rejects.toThrow('full')
  linked.disk.failure = undefined
  linked.reopen()
  await linked.start()
  expect(rowsOf(rui)).toBe(7)
  await heardOnce('it is me')
})

test('after a restart following the deletion, a message of the stranger is received', async () => {
  await strangerOfLastMonth()
  enrolled()
  await sweep()
  await linked.restart()
  expect(rowsOf(rui)).toBe(0)
  await heardOnce('it is me')
})

test('strangers who wrote within the month keep their keys, as do members of a used group', async () => {
  const eva = linked.server.person('5511900000088', '900000000188')
  const group = linked.server.group(ana, rui, eva)
  await linked.server.say(ana, 'in the group', { group })
  await linked.listener.hears('in the group')
  await linked.server.say(rui, 'me, too', { group })
  await linked.listener.hears('me, too')
  await linked.send(group.jid, 'letter-1', 'to everybody')
  await gets(eva, 'to everybody')
  linked.now += keepStrangersMs - 1
  await linked.send(group.jid, 'letter-2', 'and again')
  await gets(eva, 'and again')
  const before = [rowsOf(rui), rowsOf(eva)]
  linked.now += 2
  enrolled()
  await sweep()
  expect([rowsOf(rui), rowsOf(eva)]).toEqual(before)
  // Nobody wrote there any more: its strangers go, and those who stay are given a key anew.
  linked.now += keepStrangersMs
  await sweep()
  expect([rowsOf(rui), rowsOf(eva)]).toEqual([0, 0])
  expect(rowsOf(ana)).toBeGreaterThan(4)
  await linked.server.say(rui, 'still here', { group })
  await linked.listener.hears('still here')
  await linked.send(group.jid, 'letter-3', 'so are we')
  for (const phone of group.members) await gets(phone, 'so are we')
})

test('no keys are deleted while the library holds keys in use', async () => {
  await strangerOfLastMonth()
  enrolled()
  // It asks for a message that it cannot read, and may not say so before the disk has it all.
  linked.disk.stall()
  await linked.server.say(ana, 'garbled', { garbled: true })
  for (let turns = 0; turns < 500; turns += 1) await turn()
  await sweep()
  expect(rowsOf(rui)).toBe(7)
  linked.disk.release()
  await linked.listener.hears('garbled')
  await sweep()
  expect(rowsOf(rui)).toBe(0)
})

test('the sweep waits until the library is idle, runs once a day, and is limited in number', () => {
  const asked: number[] = []
  let [at, busy, people] = [0, true, mostStrangers]
  const session = {
    ...linked.session,
    forgetQuiet: ({ before }: { before: number }) => asked.push(before) && people,
  }
  const strangers = forgetStrangers({
    session,
    log: silentLog,
    now: () => at,
    idle: () => !busy,
  })
  strangers.enrolled([])
  const asks = (): number => {
    strangers.sweep()
    return asked.splice(0).length
  }
  expect(asks()).toBe(0)
  busy = false
  // There may be more of them.
  expect([asks(), asks()]).toEqual([1, 1])
  people = 3
  const day = 24 * 60 * 60 * 1000
  expect([asks(), asks()]).toEqual([1, 0])
  at += day - 1
  expect(asks()).toBe(0)
  at += 1
  expect([asks(), asks()]).toEqual([1, 0])
  // A clock that went back by a year does not delay it by a year.
  at -= 365 * day
  expect(asks()).toBe(1)
})
