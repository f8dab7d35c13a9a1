// `npm run power-cut`: simulates a power cut at every point of a recorded run, and opens each
// result.

import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import type { ArtifactType } from '../src/evidence/artifact.ts'
import { openDatabase, openReadOnly } from '../src/store/file/database.ts'
import { verifyFile } from '../src/store/verify/verify.ts'
import { makeHome } from './bench-world.ts'
import { chanceOf } from './kill/chance.ts'
import { type CutWay, createDisk } from './power-cut-states.ts'
import { type DiskCall, parseTrace, tracedCalls } from './power-cut-trace.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** How each recorded process ends: two close cleanly, two are killed with the log in use. */
const ends = ['close', 'kill', 'kill', 'close'] as const
const ways: readonly CutWay[] = ['kept', 'dropped', 'torn', 'prefix', 'torn', 'torn']

type Synchronous = 'FULL' | 'NORMAL'

interface Recording {
  readonly folder: string
  readonly acknowledged: string
  readonly calls: readonly DiskCall[]
}

/**
 * Builds a copy of the program with another `synchronous` setting and more frequent checkpoints of
 * the log, so that every step of those is recorded too. One file, because loading hundreds under
 * strace is slow. Returns its path.
 */
function buildLife(parent: string, synchronous: Synchronous): string {
  const copy = join(parent, `program-${synchronous}`)
  mkdirSync(copy)
  for (const name of ['src', 'scripts', 'flows', 'locales', 'package.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const file = join(copy, 'src/store/file/database.ts')
  const source = readFileSync(file, 'utf8')
  const patched = source
    .replace("'synchronous = FULL'", `'synchronous = ${synchronous}'`)
    .replace(
      "pragma(db, 'synchronous') !== 2",
      `pragma(db, 'synchronous') !== ${synchronous === 'FULL' ? 2 : 1}`,
    )
    .replace(/wal_autocheckpoint = \d+/, 'wal_autocheckpoint = 150')
  if (patched === source) throw new Error('src/store/file/database.ts has changed: mend the patch.')
  writeFileSync(file, patched)
  const outfile = join(copy, 'dist/parts/life.mjs')
  buildSync({
    ...{ entryPoints: [join(copy, 'scripts/power-cut-life.ts')], outfile, bundle: true },
    ...{ platform: 'node', target: 'node20', format: 'esm', packages: 'external' },
  })
  cpSync(join(copy, 'src/store/file/migrations'), join(copy, 'dist/parts/migrations'), {
    recursive: true,
  })
  return outfile
}

/** Runs the processes one after another under strace. */
function record(parent: string, synchronous: Synchronous): Recording {
  const script = buildLife(parent, synchronous)
  const { home, folder } = makeHome(parent)
  const acknowledged = join(home, 'acknowledged')
  writeFileSync(acknowledged, '')
  const calls: DiskCall[] = []
  for (const [life, end] of ends.entries()) {
    const trace = join(parent, `trace-${synchronous}-${life}`)
    const which = life === ends.length - 1 ? 'last' : ''
    const words = [home, acknowledged, String(life), end, which]
    const child = [process.execPath, script, ...words]
    // With a seccomp filter only the recorded calls stop the program.
    const filter = ['--seccomp-bpf', '-f', '-e', `trace=${tracedCalls}`]
    const strace = [...filter, '-y', '-xx', '-s', '200000', '-o', trace]
    try {
      execFileSync('strace', [...strace, ...child], { cwd: parent, stdio: ['ignore', 2, 2] })
    } catch (error) {
      if (end !== 'kill') throw error
    }
    const mine = (path: string) => path === acknowledged || path.startsWith(folder)
    calls.push(...parseTrace(readFileSync(trace, 'utf8')).filter((call) => mine(call.path)))
    rmSync(trace)
  }
  missed(join(folder, 'aval.db'))
  return { folder, acknowledged, calls }
}

/**
 * What the recorded processes must have written; otherwise the harness does not cover all phases.
 */
const phases: readonly ArtifactType[] = [
  'command.proposed',
  'command.previewed',
  'command.confirmed',
  'command.authorized',
  'approval.required',
  'approval.requested',
  'approval.granted',
  'approval.denied',
  'approval.expired',
  'approval.cancelled',
  'approval.escalated',
  'command.started',
  'command.succeeded',
  'command.failed',
  'command.uncertain',
  'command.rejected',
  'effect.applied',
  'rollback.executed',
  'auth.denied',
  'message.refused',
  'lockdown.on',
  'service.stop',
]

function missed(file: string): void {
  const db = openReadOnly(file, 'test')
  const seen = new Set(db.prepare('SELECT DISTINCT type FROM artifacts').pluck().all())
  db.close()
  const missing = phases.filter((type) => !seen.has(type))
  if (missing.length > 0) throw new Error(`The recorded lives have no ${missing.join(', ')}.`)
}

interface Head {
  readonly tenant: string
  readonly size: number
  readonly head: string
}

/** What is wrong after one power cut; null when all is well. */
type Loss = 'unopenable' | 'damaged' | 'broken' | 'lost' | 'keys'

/** Opens the files as the program would, and compares them with what was acknowledged before. */
function judge(
  files: ReadonlyMap<string, Buffer>,
  recording: Recording,
  place: string,
  heads: readonly Head[],
): Loss | null {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  for (const [path, content] of files) {
    const name = relative(recording.folder, path)
    if (name.endsWith('-shm') || name.startsWith('owner.lock') || name.startsWith('..')) continue
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), content)
  }
  const promised = heads.some((one) => one.size > 0)
  if (promised && !keysAreWhole(files)) return 'keys'
  try {
    const db = openDatabase(join(place, 'aval.db'), 'test')
    try {
      const reports = verifyFile(db, {
        environment: 'test',
        instance: 'any',
        keys: [],
        outside: [],
      })
      const breaks = reports
        .flatMap((one) => one.breaks)
        .filter((one) => !one.what.startsWith('checkpoint_'))
      if (breaks.some((one) => one.what === 'file_damaged')) return 'damaged'
      // Before the first acknowledgement an empty environment is allowed, though `verify` reports
      // it.
      const written = db.prepare('SELECT count(*) FROM artifacts').pluck().get()
      if (!promised && written === 0) return null
      if (breaks.length > 0) return 'broken'
      const hash = db
        .prepare('SELECT lower(hex(hash)) FROM artifacts WHERE tenant = ? AND seq = ?')
        .pluck()
      return heads.every((one) => hash.get(one.tenant, one.size) === one.head) ? null : 'lost'
    } finally {
      db.close()
    }
  } catch {
    return 'unopenable'
  }
}

function keysAreWhole(files: ReadonlyMap<string, Buffer>): boolean {
  const content = (name: string) =>
    [...files].find(([path]) => basename(path) === name)?.[1].toString() ?? ''
  return (
    /^[0-9a-f]{64}$/.test(content('environment.key')) &&
    content('checkpoint.pem').includes('END PRIVATE KEY')
  )
}

export interface PowerCutFigures {
  readonly synchronous: Synchronous
  readonly calls: number
  readonly flushes: number
  readonly states: number
  readonly lossy: number
  readonly losses: Readonly<Record<Loss, number>>
}

/** Records one run and checks at least `states` power cuts in it. */
export function powerCuts(synchronous: Synchronous, states: number, seed: number): PowerCutFigures {
  const parent = mkdtempSync(join(tmpdir(), 'aval-power-cut-'))
  try {
    const recording = record(parent, synchronous)
    return judgeAll(recording, join(parent, 'state'), synchronous, states, chanceOf(seed).next)
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

function judgeAll(
  recording: Recording,
  place: string,
  synchronous: Synchronous,
  wanted: number,
  chance: () => number,
): PowerCutFigures {
  const { calls, acknowledged } = recording
  const losses = { unopenable: 0, damaged: 0, broken: 0, lost: 0, keys: 0 }
  const disk = createDisk()
  const points = calls.filter((call) => call.path !== acknowledged).length
  const each = wanted / points
  let heads: readonly Head[] = []
  let states = 0
  let due = 0
  for (const call of calls) {
    if (call.path === acknowledged) {
      if (call.call === 'append') heads = JSON.parse(call.data.toString())
      continue
    }
    disk.play(call)
    for (due += each; due >= 1; due -= 1) {
      const way = ways[states % ways.length] ?? 'torn'
      const loss = judge(disk.cut(way, chance), recording, place, heads)
      if (loss !== null) losses[loss] += 1
      states += 1
    }
  }
  const lossy = Object.values(losses).reduce((sum, one) => sum + one, 0)
  const flushes = calls.filter((call) => call.call === 'flush').length
  return { synchronous, calls: points, flushes, states, lossy, losses }
}

function main(): void {
  const { values } = parseArgs({
    options: {
      states: { type: 'string', default: '12600' },
      seed: { type: 'string', default: '1' },
    },
  })
  const states = Number(values.states)
  const seed = Number(values.seed)
  const full = powerCuts('FULL', states, seed)
  const control = powerCuts('NORMAL', Math.ceil(states / 3), seed)
  console.table([full, control].map(({ losses, ...rest }) => ({ ...rest, ...losses })))
  const share = Math.round((100 * control.lossy) / control.states)
  console.log(
    `power-cut: ${full.states} states of ${full.calls} calls, ${full.lossy} with a loss; control ` +
      `(synchronous=NORMAL): ${control.lossy} of ${control.states} (${share} %) with a loss; seed ${seed}.`,
  )
  // The harness must find a loss under NORMAL, otherwise its result for FULL proves nothing.
  if (full.lossy > 0 || control.lossy === 0) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
