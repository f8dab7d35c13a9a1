// `npm run latency`: the time from a message entering the stand-in server to its answer leaving the
// real client.

import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { wordsOf } from '../test/transports/stand-in/phone.ts'
import { ascending, quantile } from './bench-quantile.ts'
import type { Word } from './soak/aval.ts'
import { removeHome } from './soak/home.ts'
import { makeLife } from './soak/life.ts'
import { openScenery } from './soak/stage.ts'

const usage = `npm run latency -- [--messages 1000] [--paused 30]

Asks \`menu\` --messages times, one after the other, without typing pauses and pacing, and then --paused
times with both as they ship, at a pace that a real number may keep. Times are in milliseconds.
`

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000' },
    paused: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
})
const [messages, paused] = [Number(values.messages), Number(values.paused)]
if (values.help || !(messages > 0) || !(paused >= 0)) {
  process.stderr.write(usage)
  process.exit(values.help ? 0 : 2)
}

/**
 * Times of one answer: question sent, received by the engine, answer given to the transport, answer
 * written.
 */
interface Times {
  readonly entered: number
  readonly heard: number
  readonly handed: number
  readonly left: number
}

const instant = () => performance.timeOrigin + performance.now()
/** Interval at which pacing never delays a number (it refills one message in three seconds). */
const paceMs = 4_000
/** Answers that are not counted: the first ones open sessions and compile code. */
const warmUp = 20

async function measure(
  count: number,
  way: { writeAtOnce: number; pacing: boolean },
  gapMs: number,
) {
  const scenery = await openScenery(6)
  const { server, members, home, session } = scenery
  const marks = { entered: 0, heard: 0, handed: 0, left: 0 }
  const mark = (word: Word) => {
    if (word.kind === 'heard' || word.kind === 'handed') marks[word.kind] = word.at
  }
  const order = { home, session, socketUrl: server.url, epoch: Date.now(), speed: 1, ...way }
  const life = makeLife(order, mark)
  const deliver = server.deliver.bind(server)
  server.deliver = (node) => {
    if (node.tag === 'message') marks.entered = instant()
    deliver(node)
  }
  const take = server.node.bind(server)
  server.node = async (connection, node) => {
    if (node.tag === 'message') marks.left = instant()
    await take(connection, node)
  }
  await life.start()
  const people = members.map((member) => scenery.phone(member))
  const times: Times[] = []
  for (let asked = 0; asked < count + warmUp; asked += 1) {
    const who = people[asked % people.length]
    if (who === undefined) break
    const since = who.received.items.length
    const id = randomUUID().replaceAll('-', '').toUpperCase()
    await server.say(who, 'menu', { id, at: Math.floor(Date.now() / 1_000) })
    const isAnswer = (words = '') => words.includes('you may ask')
    const answered = ({ message }: (typeof who.received.items)[number]) =>
      isAnswer(wordsOf(message))
    await who.received.until(answered, 'menu', since, 30_000)
    if (asked >= warmUp) times.push({ ...marks })
    if (asked >= warmUp || gapMs === 0) await after(gapMs)
  }
  await life.stop()
  await scenery.close()
  removeHome(home)
  return times
}

function report(title: string, times: readonly Times[]): void {
  const parts: readonly (readonly [string, (one: Times) => number])[] = [
    ['whole', ({ entered, left }) => left - entered],
    ['in: Noise, Signal, Baileys', ({ entered, heard }) => heard - entered],
    ['Aval: heard, settled, answered', ({ heard, handed }) => handed - heard],
    ['out: pauses, Baileys, Signal', ({ handed, left }) => left - handed],
  ]
  const whole = times.map(({ entered, left }) => left - entered).reduce((sum, one) => sum + one, 0)
  process.stdout.write(`${title}, ${times.length} messages\n`)
  for (const [name, of] of parts) {
    const all = times.map(of).toSorted(ascending)
    const share = (all.reduce((sum, one) => sum + one, 0) / whole) * 100
    const [median, p99] = [quantile(all, 0.5), quantile(all, 0.99)].map((one) => one.toFixed(1))
    process.stdout.write(`| ${name} | ${median} | ${p99} | ${share.toFixed(0)} % |\n`)
  }
}

report('without pauses', await measure(messages, { writeAtOnce: 0, pacing: false }, 0))
if (paused > 0) {
  report('as shipped', await measure(paused, { writeAtOnce: 1, pacing: true }, paceMs))
}
process.exit(0)
