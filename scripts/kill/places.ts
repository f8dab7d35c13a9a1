// A whole kill test of shipping: the program dies while it ships, then three destinations are
// counted.

import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, chanceOf } from './chance.ts'
import { collector, type Heard, receiver } from './collectors.ts'

export interface KillPlacesOptions {
  /** The built program. */
  readonly main: string
  readonly kills: number
  readonly seed: number
  /** Questions before the first process that ships evidence; each leaves about four artifacts. */
  readonly questions?: number
}

/**
 * When a process is killed: while it starts, when a place receives something, or right after it
 * answered.
 */
const ways = ['while starting', 'as a place hears', 'after a place answered'] as const
type Way = (typeof ways)[number]

export interface PlacesFigures {
  readonly ways: Readonly<Record<Way, number>>
  readonly artifacts: number
  /** How many artifacts each place received, duplicates included. */
  readonly places: readonly { readonly name: string; readonly got: number }[]
}

const environment = 'dev'
const startingMs = 900
const afterMs = 30
/** A process that is not killed ships all within this time. */
const wholeMs = 120_000

/** Throws at the first artifact that a place lacks, or received out of order. */
export async function killPlaces(options: KillPlacesOptions): Promise<PlacesFigures> {
  const home = mkdtempSync(join(tmpdir(), 'aval-kill-places-'))
  const heard: Heard = { look: () => undefined }
  const [http, syslog] = [await collector(heard), await receiver(heard)]
  const file = join(home, 'tail.ndjson')
  try {
    writeHome(home, '')
    talk(options.main, home, options.questions ?? 400)
    writeHome(home, placesText(`${http.url}/in`, syslog.port, file))
    const died = await dieOften(options, home, heard)
    const inFile = () => (existsSync(file) ? linesOf(readFileSync(file, 'utf8')) : [])
    const places = () => [
      { name: 'http', got: http.lines() },
      { name: 'syslog', got: syslog.lines() },
      { name: 'file', got: inFile() },
    ]
    await liveWhole(options.main, home, () => places().map((one) => one.got))
    const wanted = audit(options.main, home)
    return {
      ways: died,
      artifacts: wanted.length,
      places: places().map(({ name, got }) => ({ name, got: counted(name, got, wanted) })),
    }
  } finally {
    await http.close()
    await syslog.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function dieOften(options: KillPlacesOptions, home: string, heard: Heard) {
  const chance = chanceOf(options.seed)
  const died = Object.fromEntries(ways.map((way) => [way, 0])) as Record<Way, number>
  for (let kills = 0; kills < options.kills; kills += 1) {
    const way = ways[chance.below(ways.length)] ?? 'while starting'
    const child = begin(options.main, home)
    const gone = once(child, 'exit')
    ends(child, way, chance, heard)
    await gone
    heard.look = () => undefined
    died[way] += 1
  }
  return died
}

/** Schedules the SIGKILL of one process. */
function ends(child: ChildProcess, way: Way, chance: Chance, heard: Heard): void {
  const kill = () => void child.kill('SIGKILL')
  if (way === 'while starting') {
    setTimeout(kill, chance.next() * startingMs)
    return
  }
  const times = 1 + chance.below(6)
  const delayMs = chance.next() < 0.4 ? 0 : chance.next() * afterMs
  const moment = way === 'as a place hears' ? 'heard' : 'answered'
  let left = times
  heard.look = (what) => {
    if (what !== moment) return
    left -= 1
    if (left !== 0) return
    if (delayMs === 0) kill()
    else setTimeout(kill, delayMs)
  }
  // Kills it also when there is little left to send.
  const timer = setTimeout(kill, 4 * startingMs)
  child.once('exit', () => clearTimeout(timer))
}

function begin(main: string, home: string): ChildProcess {
  return fork(main, ['run', '--home', home, '--env', environment], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { PATH: process.env['PATH'], AVAL_LOG: 'silent' },
  })
}

/** Runs one process without a kill, until every place has all artifacts. */
async function liveWhole(
  main: string,
  home: string,
  got: () => readonly (readonly string[])[],
): Promise<void> {
  const child = begin(main, home)
  const gone = once(child, 'exit')
  const until = performance.now() + wholeMs
  const least = () => Math.min(...got().map((lines) => new Set(digestsOf(lines)).size))
  // Only when nothing more comes does a separate process count whether that was all.
  for (let before = -1, now = least(); now !== before || now < audit(main, home).length; ) {
    if (performance.now() > until) throw new Error('A place did not get all in time.')
    await pause(200)
    ;[before, now] = [now, least()]
  }
  child.kill('SIGTERM')
  await gone
}

/** The number received, duplicates included; throws where one is missing or out of order. */
function counted(name: string, lines: readonly string[], wanted: readonly string[]): number {
  const got = digestsOf(lines)
  const first = [...new Set(got)]
  const at = wanted.findIndex((digest, index) => first[index] !== digest)
  if (at >= 0)
    throw new Error(`${name}: artifact ${at + 1} of ${wanted.length} is lost, or not in its place.`)
  return got.length
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

/** The digests of shipped records; a line cut short by a kill has none. */
function digestsOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /"seq":\d+,"digest":"([0-9a-f]{64})"/.exec(line)?.[1] ?? [])
}

/** The hashes of all artifacts, in the order of writing. */
function audit(main: string, home: string): readonly string[] {
  const args = [main, 'audit', '--home', home, '--env', environment]
  const options = { encoding: 'utf8', maxBuffer: 2 ** 30 } as const
  return linesOf(execFileSync(process.execPath, args, options)).flatMap(
    (line) => /,"hash":"([0-9a-f]{64})"/.exec(line)?.[1] ?? [],
  )
}

/** Asks `questions` questions, before anything is shipped. */
function talk(main: string, home: string, questions: number): void {
  const lines = Array.from({ length: questions }, () => '{"from":"dora","text":"status"}')
  const args = [main, 'chat', '--jsonl', '--home', home, '--env', environment]
  execFileSync(process.execPath, [...args, '--at', '2026-01-05T09:00:00Z'], {
    input: `${lines.join('\n')}\n`,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
}

function writeHome(home: string, places: string): void {
  const folder = join(home, 'data', environment)
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'environment.yaml'),
    `environment: ${environment}
policy: { pack: strong, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: terminal }
tenants: [{ id: acme }]
people:
  - { id: dora, name: Dora, tenant: acme, roles: [admin] }
retention: { evidence: 3650d, messages: 3650d }
${places}`,
  )
}

function placesText(url: string, port: number, file: string): string {
  return `ship:
  - { kind: http, name: hook, url: "${url}" }
  - { kind: syslog, name: siem, over: tcp, host: 127.0.0.1, port: ${port} }
  - { kind: file, name: tail, path: "${file}" }
`
}
