// `npm run soak`: the real WhatsApp client under random faults; nothing lost or doubled, memory
// constant.

import { setTimeout as after } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Chance, chanceOf } from './kill/chance.ts'
import type { Memory } from './soak/aval.ts'
import { check, type Found } from './soak/checks.ts'
import { strike } from './soak/faults.ts'
import { removeHome } from './soak/home.ts'
import { type Life, makeLife } from './soak/life.ts'
import { type Actor, act, emptyTally, greet, type Stage } from './soak/people.ts'
import { openScenery } from './soak/stage.ts'

const usage = `npm run soak -- [--messages 20000] [--minutes 10] [--seed 1] [--teams 40] [--keep]

People of --teams teams (three requesters and an approver each) send --messages messages through the
real WhatsApp client, or as many as the machine manages in --minutes, while the server fails in
thirteen ways and Aval's process is stopped and killed. A real number may say 20 messages a minute:
here pacing holds nothing back, typing takes a 500th of its time, the environment's clock runs 20 times
as fast, and the pack's hourly limits are raised; nothing else differs.
`
const speed = 20
const quietMs = 10_000
/** Late answers may come until this long after the end. */
const lateMostMs = 120_000
/** Conversations in progress at once, so that a slow machine does not get slower and slower. */
const mostAtOnce = 64

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '20000' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    teams: { type: 'string', default: '40' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [messages, minutes, seed, teams] = [values.messages, values.minutes, values.seed, values.teams]
  .map(Number) as [number, number, number, number] // biome-ignore format: one line
if (values.help || ![messages, minutes, seed, teams].every((one) => one > 0)) {
  process.stderr.write(usage)
  process.exit(values.help ? 0 : 2)
}

const scenery = await openScenery(teams)
const { server, shop, members, home } = scenery
const epoch = Date.now()
const life = makeLife({
  home, session: scenery.session, socketUrl: server.url, epoch, speed, writeAtOnce: 500, pacing: false,
}) // biome-ignore format: one record
const chance = chanceOf(seed)
const tally = emptyTally()
const now = () => epoch + (Date.now() - epoch) * speed
const stage: Stage = {
  server,
  chance,
  now,
  heard: (id) => life.heard.has(id),
  tally,
}
const actors = members.map((member): Actor => {
  return { member, phone: scenery.phone(member), last: undefined, met: false }
})
const struck = new Map<string, number>()

await life.start()
await Promise.all(actors.map((one) => greet(stage, one)))
const began = Date.now()
const durationMs = minutes * 60_000
const ended = new AbortController()
const troubles = makeTrouble(chanceOf(seed + 1))
if (process.env['SOAK_TRACE'])
  life.trace = (what: string) =>
    console.error(((Date.now() - began) / 1000).toFixed(1), tally.said, what)
await drive()
ended.abort()
await troubles
const tookMs = Date.now() - began
const late = tally.awaited.length
while (Date.now() - began < tookMs + lateMostMs && !tally.awaited.every((one) => one.hasCome()))
  await after(200)
for (const one of tally.awaited) if (!one.hasCome()) tally.violations.push(one.wrong())
await after(quietMs)
const memory = [...life.memory]
await life.stop()
await scenery.close()
const found = check(home, actors, shop, tally.ids)
report(found)
if (values.keep) process.stdout.write(`Kept: ${home}\n`)
else removeHome(home)
process.exit(tally.violations.length + found.violations.length === 0 ? 0 : 1)

/** Starts conversations of idle people so that the messages spread over the whole time. */
async function drive(): Promise<void> {
  const idle = actors.filter(({ member }) => member.role === 'requester')
  const busy = new Set<Promise<void>>()
  let order = 1_000
  while (tally.said < messages && Date.now() - began < durationMs) {
    const due = Math.ceil(((Date.now() - began) / durationMs) * messages)
    // A request takes several messages; those in progress count for what they will still send.
    if (tally.said + busy.size >= due || idle.length === 0 || busy.size >= mostAtOnce) {
      await after(5)
      server.sent.items.length = Math.min(server.sent.items.length, 0)
      continue
    }
    const [who] = idle.splice(chance.below(idle.length), 1)
    const approver = actors.find(
      ({ member }) => member.role === 'approver' && member.team === who?.member.team,
    )
    if (who === undefined || approver === undefined) continue
    order += 1
    const acting = act(stage, who, approver, order).finally(() => {
      busy.delete(acting)
      idle.push(who)
    })
    busy.add(acting)
  }
  await Promise.all(busy)
}

/**
 * Faults all the time; stops and kills in the first third only, so that the memory of one long
 * process can be measured.
 */
async function makeTrouble(luck: Chance): Promise<void> {
  const gapMs = Math.max(700, durationMs / 300)
  const trouble = { server, chance: luck, actors, now }
  const deaths = [0.06, 0.12, 0.18, 0.24, 0.3].map((share) => began + share * durationMs)
  while (!ended.signal.aborted) {
    await after(gapMs * (0.5 + luck.next()))
    if (ended.signal.aborted) return
    if (Date.now() > (deaths[0] ?? Number.POSITIVE_INFINITY)) {
      deaths.shift()
      await again(life, deaths.length % 2 === 0)
      continue
    }
    const name = await strike(trouble).catch((error: unknown) => `failed: ${error}`)
    life.trace(name)
    struck.set(name, (struck.get(name) ?? 0) + 1)
  }
}

async function again(one: Life, kills: boolean): Promise<void> {
  if (kills) await one.kill()
  else await one.stop()
  await one.start()
}

/** Megabytes per minute, by least squares over the samples after the first third of the process. */
function slope(samples: Life['memory'], of: keyof Memory): number {
  const late = samples.slice(Math.floor(samples.length / 3))
  const [first] = late
  if (first === undefined) return Number.NaN
  const points = late.map((one) => [(one.at - first.at) / 60_000, one[of] / 2 ** 20] as const)
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const up = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0)
  return up / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}

function memoryLine(): string {
  const lasted = Math.round(((memory.at(-1)?.at ?? 0) - (memory[0]?.at ?? 0)) / 1_000)
  const parts = (['rss', 'heap', 'external'] as const).map((of) => {
    const [first, last] = [memory[Math.floor(memory.length / 3)], memory.at(-1)]
    const megabytes = [first, last].map((one) => Math.round((one?.[of] ?? 0) / 2 ** 20))
    return `${of} ${megabytes.join(' to ')} MB, ${slope(memory, of).toFixed(2)} MB/min`
  })
  return `${parts.join('; ')}, over the last two thirds of ${lasted} s`
}

function report({ violations, inbox, letters, sentAgain, acts, artifacts }: Found): void {
  const lines = {
    messages: `${tally.said} said in ${Math.round(tookMs / 1_000)} s, ${inbox} in the inbox`,
    'answers that took longer than a minute': late,
    requests: `${tally.granted} done, ${tally.denied} denied, ${tally.aborted} aborted, ${tally.otherwise} otherwise`,
    letters: Object.entries(letters).map(([state, count]) => `${count} ${state}`).join(', '),
    'letters sent again under their id': sentAgain,
    'effects, each once': acts,
    artifacts: `${artifacts}, verified`,
    restarts: `${life.stops - 1} stopped, ${life.kills} killed`,
    faults: [...struck].map(([name, times]) => `${times} ${name}`).join(', '),
    'never taken by the client': server.mailbox?.waiting().length,
    'thrown away by the client': server.mailbox?.thrownAway.length,
    'memory after each collection': memoryLine(),
    problems: [...life.problems].map(([what, times]) => `${times} ${what}`).join('; ') || 'none',
    violations: tally.violations.length + violations.length,
  } // biome-ignore format: a table
  for (const [name, value] of Object.entries(lines)) process.stdout.write(`${name}: ${value}\n`)
  for (const one of [...tally.violations, ...violations].slice(0, 40))
    process.stdout.write(`  ${one}\n`)
}
