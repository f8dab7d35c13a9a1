// Moves the clock of an environment a day back and forth, while it runs and while it is stopped.

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openReadOnly } from '../src/store/file/database.ts'
import { type Home, makeHome } from './bench-world.ts'
import { type Finding, findingOf, main, token } from './faults.ts'
import { compiledShim } from './shim.ts'
import { type Shop, startShop } from './shop.ts'

const daySeconds = 86_400
/** Longer than each fault takes, and much shorter than a day. */
const patienceMs = 60_000

/** The program as people run it in a terminal, on the system clock. */
interface Session {
  /** Resolves with all output until the next prompt. */
  say(from: string, text: string): Promise<string>
  end(): Promise<void>
}

interface Stage {
  readonly shop: Shop
  /** Sets the system clock that the program sees: seconds from the true time. */
  turn(seconds: number): void
  start(): Promise<Session>
}

interface Played {
  readonly told: string
  readonly actsMeanwhile: number
  readonly problems: readonly string[]
  /** Days that evidence may be ahead of the true time. */
  readonly daysAhead?: number
}

type Fault = (stage: Stage) => Promise<Played>

async function open(home: Home, shim: string, control: string): Promise<Session> {
  const child = spawn(process.execPath, [main, 'chat', '--env', 'test', '--home', home.home], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      NO_COLOR: '1',
      SHOP_TOKEN: token,
      LD_PRELOAD: shim,
      AVAL_CLOCK: control,
    },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let heard: string[] = []
  let hinted: (text: string) => void = () => undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    heard.push(line)
    if (!line.includes('  next: ')) return
    hinted(heard.join('\n'))
    heard = []
  })
  const hint = () =>
    new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The program says nothing.')), patienceMs)
      const settle = (run: () => void) => {
        clearTimeout(timer)
        run()
      }
      hinted = (text) => settle(() => resolve(text))
      void ended.then(() => settle(() => reject(new Error('The program ended.'))))
    })
  await hint()
  return {
    say(from, text) {
      const answer = hint()
      child.stdin.write(`${from}: ${text}\n`)
      return answer
    },
    end() {
      child.stdin.end()
      return ended
    },
  }
}

interface Card {
  readonly approver: string
  readonly token: string
}

async function cardFor(session: Session, order: string): Promise<Card> {
  await session.say('r0', `cancel order ${order}`)
  const text = await session.say('r0', '1')
  const [, approver = '', found = ''] = /next: (\S+): 1 ([A-Z2-9]{6})/.exec(text) ?? []
  if (found === '') throw new Error(`There is no card for order ${order}: ${text}`)
  return { approver, token: found }
}

/** What was said to this person, without the head of the message. */
function toldTo(person: string, text: string): string {
  const [, told = ''] =
    new RegExp(`aval → ${person} [^\\n]*\\n((?:      [^\\n]*\\n?)+)`).exec(text) ?? []
  return told.replaceAll(/\s*\n\s*/g, '\n').trim()
}

const done = (text: string) => / outcome\b/.test(text) && text.includes('Done')

/**
 * The clock changes while the program runs: an approval counts as usual, and is carried out once.
 */
function turnedBeneath(...turns: readonly number[]): Fault {
  return async ({ shop, start, turn }) => {
    const session = await start()
    const card = await cardFor(session, '42')
    for (const seconds of turns) {
      turn(seconds)
      await session.say('r1', 'status')
    }
    const actsMeanwhile = shop.acts()
    const answer = await session.say(card.approver, `1 ${card.token}`)
    await session.end()
    return {
      told: toldTo(card.approver, answer),
      actsMeanwhile,
      problems: done(answer) ? [] : ['it did not go through'],
    }
  }
}

const faults: Readonly<Record<string, Fault>> = {
  'clock a day forward': turnedBeneath(daySeconds),
  'clock a day back': turnedBeneath(-daySeconds),
  'clock back and forth': turnedBeneath(-daySeconds, daySeconds, 0, -daySeconds, daySeconds),
  async 'clock a day back over a restart'({ shop, start, turn }) {
    const first = await start()
    const card = await cardFor(first, '42')
    await first.end()
    turn(-daySeconds)
    const session = await start()
    const actsMeanwhile = shop.acts()
    const answer = await session.say(card.approver, `1 ${card.token}`)
    await session.end()
    const problems = done(answer) ? [] : ['it did not go through']
    return { told: toldTo(card.approver, answer), actsMeanwhile, problems }
  },
  async 'clock a day forward over a restart, then right again'({ shop, start, turn }) {
    const first = await start()
    const card = await cardFor(first, '42')
    await first.end()
    turn(daySeconds)
    // As far as the program can know, a day has passed: the request has expired, and people are
    // told.
    const second = await start()
    const answer = await second.say(card.approver, `1 ${card.token}`)
    const actsMeanwhile = shop.acts()
    await second.end()
    turn(0)
    const third = await start()
    const again = await cardFor(third, '42')
    const after = await third.say(again.approver, `1 ${again.token}`)
    await third.end()
    const told = toldTo(card.approver, answer)
    const problems = [
      ...(told === '' ? ['nobody was told'] : []),
      ...(actsMeanwhile > 0 ? ['a request that had lapsed was carried out'] : []),
      ...(done(after) ? [] : ['it did not go through when asked again']),
    ]
    return { told, actsMeanwhile, problems, daysAhead: 1 }
  },
}

/** Times in each chain never decrease, and stay near the true time. */
function problemsOf(home: Home, beganMs: number, daysAhead: number): readonly string[] {
  const db = openReadOnly(home.file, 'test')
  const rows = db.prepare('SELECT tenant, time FROM artifacts ORDER BY position').raw().all()
  db.close()
  const newest = new Map<string, number>()
  let back = 0
  let astray = 0
  for (const row of rows as (readonly [string, string])[]) {
    const at = Date.parse(row[1])
    if (at < (newest.get(row[0]) ?? 0)) back += 1
    newest.set(row[0], at)
    const latest = Date.now() + daysAhead * daySeconds * 1_000
    if (at < Math.trunc(beganMs) || at > latest) astray += 1
  }
  return [
    ...(back > 0 ? [`${back} artifacts bear a time before the one before them`] : []),
    ...(astray > 0 ? [`${astray} artifacts bear a time that never was`] : []),
  ]
}

async function play(fault: string, run: Fault, parent: string, shim: string): Promise<Finding> {
  const control = join(parent, 'clock')
  const turn = (seconds: number) => writeFileSync(control, String(seconds))
  turn(0)
  const shop = await startShop({ port: 0, token })
  const home = makeHome(parent, shop.url)
  const began = Date.now()
  try {
    const start = () => open(home, shim, control)
    const { told, actsMeanwhile, problems, daysAhead = 0 } = await run({ shop, turn, start })
    const played = { told, actsMeanwhile, problems, milliseconds: Date.now() - began }
    const astray = problemsOf(home, began, daysAhead)
    return findingOf(fault, played, { home, actsAfter: shop.acts() }, astray)
  } finally {
    await shop.close()
  }
}

/** Runs every clock fault, each in its own folder; needs a C compiler for the shim. */
export async function clockFaults(parent: string): Promise<readonly Finding[]> {
  const shim = compiledShim('clock-faults-shim.c', parent)
  const findings: Finding[] = []
  for (const [fault, run] of Object.entries(faults))
    findings.push(await play(fault, run, parent, shim))
  return findings
}
