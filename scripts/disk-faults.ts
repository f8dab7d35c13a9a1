// `npm run disk-faults`: lets disk and clock of a running environment fail in ten ways and recover.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as ask, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { closeServer, listen } from '../src/engine/listen.ts'
import { type Home, makeHome } from './bench-world.ts'
import { clockFaults } from './clock-faults.ts'
import { type Finding, findingOf, main, token } from './faults.ts'
import { compiledShim } from './shim.ts'
import { type Shop, startShop } from './shop.ts'

const lineSchema = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  to: z.string().optional(),
  kind: z.string().optional(),
  text: z.string().optional(),
  token: z.string().optional(),
  command: z.string().optional(),
})
type Line = z.infer<typeof lineSchema>

/** The program under `--jsonl`, over a disk that the control file makes fail. */
interface Session {
  say(from: string, text: string): Promise<readonly Line[]>
  wait(span: string): Promise<readonly Line[]>
  /** Letters that were sent more than once. */
  repeated(): readonly string[]
  end(): Promise<number | null>
}

function openSession(home: Home, shim: string, control: string): Session {
  const child = spawn(
    process.execPath,
    [main, 'chat', '--env', 'test', '--home', home.home, '--jsonl', '--at', '2026-01-05T09:00:00Z'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        ...process.env,
        SHOP_TOKEN: token,
        LD_PRELOAD: shim,
        AVAL_DISK: control,
        AVAL_DISK_PART: `${home.folder}/aval.db`,
      },
    },
  )
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let heard: Line[] = []
  const ids: string[] = []
  let quiet: ((lines: readonly Line[]) => void) | null = null
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = lineSchema.parse(JSON.parse(text))
    if (line.id !== undefined) ids.push(line.id)
    if (line.type !== 'quiet') heard.push(line)
    else {
      quiet?.(heard)
      heard = []
    }
  })
  const send = (value: object) =>
    new Promise<readonly Line[]>((resolve, reject) => {
      quiet = resolve
      void ended.then((code) => reject(new Error(`The program ended (${code}).`)))
      child.stdin.write(`${JSON.stringify(value)}\n`)
    })
  return {
    say: (from, text) => send({ from, text }),
    wait: (span) => send({ wait: span }),
    repeated: () => ids.filter((id, index) => ids.indexOf(id) !== index),
    end() {
      child.stdin.end()
      return ended
    },
  }
}

/** A proxy before the shop that reports each effect right before it happens. */
async function openGate(shop: Shop, before: () => void): Promise<{ url: string; close(): void }> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST') before()
    const { method, headers } = incoming
    const onward = ask(`${shop.url}${incoming.url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    close: () => void closeServer(server),
  }
}

interface Stage {
  readonly session: Session
  readonly shop: Shop
  readonly home: Home
  /** Begins a fault or ends it. */
  readonly set: (mode: string) => void
  /** The next effect begins the fault. */
  readonly arm: (mode: string) => void
}

type Fault = (
  stage: Stage,
) => Promise<Pick<Finding, 'told' | 'actsMeanwhile' | 'milliseconds' | 'problems'>>

async function cardFor(session: Session, order: string): Promise<Line> {
  await session.say('r0', `cancel order ${order}`)
  const cards = await session.say('r0', '1')
  const card = cards.find((one) => one.token !== undefined)
  if (card === undefined) throw new Error(`There is no card for order ${order}.`)
  return card
}

/**
 * During the fault an approval must have no effect and get an answer; afterwards it must succeed.
 */
function refusing(begin: (stage: Stage) => () => void): Fault {
  return async (stage) => {
    const { session, shop } = stage
    const card = await cardFor(session, '42')
    const actsBefore = shop.acts()
    const end = begin(stage)
    const began = performance.now()
    const answers = await session.say(card.to ?? '', `1 ${card.token}`)
    const milliseconds = Math.round(performance.now() - began)
    const told = answers.find((one) => one.to === card.to)?.text ?? ''
    const actsMeanwhile = shop.acts() - actsBefore
    end()
    const after = await session.say(card.to ?? '', `1 ${card.token}`)
    const problems = [
      ...(told === '' ? ['nobody was told'] : []),
      ...(actsMeanwhile > 0 ? ['something was done without evidence'] : []),
      ...(after.some((one) => one.kind === 'outcome') ? [] : ['it did not go through afterwards']),
    ]
    return { told, actsMeanwhile, milliseconds, problems }
  }
}

const faults: Readonly<Record<string, Fault>> = {
  'disk full': refusing(({ set }) => {
    set('full')
    return () => set('')
  }),
  'disk read-only': refusing(({ set }) => {
    set('readonly')
    return () => set('')
  }),
  'locked by another process': refusing(({ home }) => {
    const other = new Database(home.file)
    other.exec('BEGIN IMMEDIATE')
    return () => {
      other.exec('ROLLBACK')
      other.close()
    }
  }),
  async 'every flush takes 5 ms more'({ session, shop, set }) {
    set('slow')
    const began = performance.now()
    const card = await cardFor(session, '42')
    const answers = await session.say(card.to ?? '', `1 ${card.token}`)
    const milliseconds = Math.round(performance.now() - began)
    set('')
    const done = answers.some((one) => one.kind === 'outcome')
    const told = answers.find((one) => one.kind === 'outcome')?.text ?? ''
    return {
      told,
      actsMeanwhile: shop.acts(),
      milliseconds,
      problems: done ? [] : ['it did not go through'],
    }
  },
  async 'disk full between effect and outcome'({ session, shop, set, arm }) {
    const card = await cardFor(session, '42')
    arm('full')
    const began = performance.now()
    const during = await session.say(card.to ?? '', `1 ${card.token}`)
    const milliseconds = Math.round(performance.now() - began)
    const early = during.some((one) => one.kind === 'outcome')
    const actsMeanwhile = shop.acts()
    set('')
    const after = await session.wait('1m')
    const outcome = after.find((one) => one.kind === 'outcome')
    const problems = [
      ...(early ? ['an outcome was told that no evidence holds'] : []),
      ...(outcome === undefined ? ['the outcome was not found again'] : []),
    ]
    return { told: outcome?.text ?? '', actsMeanwhile, milliseconds, problems }
  },
}

/** Runs one fault in its own environment. */
async function play(fault: string, run: Fault, parent: string, shim: string): Promise<Finding> {
  const control = join(parent, 'disk')
  const set = (mode: string) => writeFileSync(control, mode)
  set('')
  let armed = ''
  const shop = await startShop({ port: 0, token })
  const gate = await openGate(shop, () => {
    if (armed !== '') set(armed)
  })
  const home = makeHome(parent, gate.url)
  const session = openSession(home, shim, control)
  try {
    const found = await run({
      session,
      shop,
      home,
      set,
      arm: (mode) => {
        armed = mode
      },
    })
    armed = ''
    set('')
    await session.end()
    const twice = session.repeated().length === 0 ? [] : ['a letter went out twice']
    return findingOf(fault, found, { home, actsAfter: shop.acts() }, twice)
  } finally {
    gate.close()
    await shop.close()
  }
}

/** Runs every fault of disk and clock. Needs a C compiler for the shims. */
export async function diskFaults(): Promise<readonly Finding[]> {
  const parent = mkdtempSync(join(tmpdir(), 'aval-disk-'))
  try {
    const shim = compiledShim('disk-faults-shim.c', parent)
    const findings: Finding[] = []
    for (const [fault, run] of Object.entries(faults))
      findings.push(await play(fault, run, parent, shim))
    return [...findings, ...(await clockFaults(parent))]
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

async function run(): Promise<void> {
  const findings = await diskFaults()
  console.table(
    findings.map(({ told, problems, ...rest }) => ({ ...rest, problems: problems.join('; ') })),
  )
  for (const { fault, told } of findings) console.log(`${fault}: ${JSON.stringify(told)}`)
  const bad = findings.filter((one) => one.problems.length > 0)
  console.log(`disk-faults: ${findings.length} faults, ${bad.length} with a problem.`)
  if (bad.length > 0) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run()
