// Measures evidence of a given size: verification speed, disk space, and finding one command.
// Prints one line of JSON.

import { hash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { limits, verifyOnThreads } from '../src/environment/threads/verify-on-threads.ts'
import type { ArtifactType, Draft } from '../src/evidence/artifact.ts'
import { genesis } from '../src/evidence/chain.ts'
import { readStrictly } from '../src/evidence/reading.ts'
import { verifyChain } from '../src/evidence/verify.ts'
import { evidenceWriter } from '../src/store/evidence.ts'
import { type Connection, openDatabase } from '../src/store/file/database.ts'
import { auditRecords } from '../src/store/queries.ts'
import { piecesOf, splitChain } from '../src/store/verify/chain-parts.ts'
import { chainTexts } from '../src/store/verify/chain-texts.ts'
import { median } from './bench-quantile.ts'

const tenant = 'test:acme'
const builtThread = new URL('../dist/parts/verify-thread.js', import.meta.url)
const system = { environment: 'test', instance: '0123456789ab', version: '0.1.0' }
const digest = 'ab'.repeat(32)
/** The artifacts of one approved command. */
const story: readonly ArtifactType[] = [
  'command.proposed',
  'command.previewed',
  'command.confirmed',
  'command.authorized',
  'approval.required',
  'approval.requested',
  'auth.accepted',
  'approval.granted',
  'command.started',
  'tool.allowed',
  'effect.applied',
  'command.succeeded',
]
const storiesInTransaction = 100

function draft(type: ArtifactType, story: number, step: number): Draft {
  const id = `019b8ce2-4e00-75df-a220-${story.toString(16).padStart(12, '0')}`
  return {
    type,
    time: 1_767_571_200_000 + story * 10_000 + step,
    tenant,
    actor: step < 3 ? 'ana' : 'beto',
    command: { command_id: id, idempotency_key: digest, fingerprint: digest },
    trace: { chat: 'ana', message_id: `m${story}-${step}`, transport: 'baileys' },
    policy: { pack: 'strong', version: '1.0.0', digest, profile: 'HAPF-Strong' },
    body: {
      name: `C-${story.toString(36).toUpperCase().padStart(4, '0')}`,
      because: 'allowed',
      step,
    },
  }
}

function grow(db: Connection, wanted: number): void {
  const writer = evidenceWriter(db, system, () => randomBytes(32).toString('hex'))
  const write = db.transaction((from: number) => {
    for (let number = from; number < from + storiesInTransaction; number += 1)
      for (const [step, type] of story.entries()) writer.write(draft(type, number, step))
    writer.flush()
  })
  for (let number = 0; number * story.length < wanted; number += storiesInTransaction) write(number)
}

function seconds(run: () => void): number {
  const began = performance.now()
  run()
  return (performance.now() - began) / 1000
}

/** CPU time: hashing and verification do no I/O, and other programs may use the machine. */
function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000_000
}

/**
 * The chain check alone, as comparable tools do it: recompute each hash, check its link and that no
 * number is missing.
 */
function walkChain(db: Connection): void {
  const next = db
    .prepare<[number], [number, string, string]>(
      `SELECT seq, lower(hex(hash)), bytes FROM artifacts
       WHERE position > ? ORDER BY position LIMIT 64`,
    )
    .raw()
  let seq = 0
  let before = genesis('test', tenant)
  let linkAt = 0
  for (let rows = next.all(seq); rows.length > 0; rows = next.all(seq))
    for (const [number, stored, text] of rows) {
      seq += 1
      const link = `"prev_hash":"${before}","seq":${seq},`
      // Usually at the same offset as in the artifact before.
      if (text.slice(linkAt, linkAt + link.length) !== link) linkAt = text.indexOf(link)
      before = hash('sha256', text, 'hex')
      if (number !== seq || stored !== before || linkAt < 0)
        throw new Error('The chain does not verify.')
    }
}

/**
 * On all cores, as `aval verify` does it, with the built program's threads; their start is
 * included.
 */
async function verifyByAll(db: Connection, file: string, size: number): Promise<void> {
  const whole = { environment: 'test', tenant, size, sizes: [], start: null, positions: null }
  const cuts = splitChain(db, whole)
  const own = { execArgv: [], resourceLimits: limits }
  const walk = verifyOnThreads(
    file,
    'test',
    (parts) => new Worker(builtThread, { workerData: parts, ...own }),
  )
  const stretchOf = await walk(cuts, () => undefined)
  const rows = { pieces: piecesOf(db, cuts, stretchOf, () => undefined) }
  const { breaks, artifacts } = verifyChain({ environment: 'test', tenant, rows })
  if (breaks.length > 0 || artifacts !== size) throw new Error('The chain does not verify.')
}

/** Subject and reference alternate, five times each. */
async function verifying(db: Connection, file: string, artifacts: number): Promise<object> {
  const bytes = db.prepare<[], string>('SELECT bytes FROM artifacts').pluck()
  const bodies = db.prepare<[], string>('SELECT lower(hex(salt)) || bytes FROM bodies').pluck()
  const leaf = new Uint8Array(33)
  const inner = new Uint8Array(65)
  const hashed = (texts: readonly string[]) =>
    cpuSeconds(() => {
      for (const text of texts) hash('sha256', text, 'hex')
    })
  const round = async () => {
    // Hashes the same bytes as verify: each artifact, each body with its salt, and as many nodes as
    // the tree has.
    const bytesRead = bytes.all()
    const bodiesRead = bodies.all()
    const hashing = hashed(bytesRead)
    const both = hashing + hashed(bodiesRead)
    const tree = cpuSeconds(() => {
      for (let index = 0; index < artifacts; index += 1) {
        hash('sha256', leaf, 'hex')
        hash('sha256', inner, 'hex')
      }
    })
    const chain = cpuSeconds(() => walkChain(db))
    const verify = cpuSeconds(() => {
      const verdict = verifyChain({ environment: 'test', tenant, rows: chainTexts(db, tenant) })
      if (verdict.breaks.length > 0) throw new Error('The chain does not verify.')
    })
    const strict = cpuSeconds(() => {
      for (const text of bytes.iterate()) readStrictly(text)
    })
    const began = performance.now()
    for (const text of bytesRead) hash('sha256', text, 'hex')
    for (const text of bodiesRead) hash('sha256', text, 'hex')
    const bothByClock = (performance.now() - began) / 1000
    const beganAll = performance.now()
    await verifyByAll(db, file, artifacts)
    const byAll = (performance.now() - beganAll) / 1000
    return { hashing, both, all: both + tree, chain, verify, strict, bothByClock, byAll }
  }
  const rounds: Awaited<ReturnType<typeof round>>[] = []
  for (let number = 0; number < 5; number += 1) rounds.push(await round())
  const of = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick))
  return {
    sha256PerSecond: artifacts / of((one) => one.hashing),
    verifyPerSecond: artifacts / of((one) => one.verify),
    chainRatio: of((one) => one.hashing / one.chain),
    verifyRatio: of((one) => one.both / one.verify),
    byAllRatio: of((one) => one.bothByClock / one.byAll),
    byAllPerSecond: artifacts / of((one) => one.byAll),
    verifyToAllHashesRatio: of((one) => one.all / one.verify),
    verifyToArtifactsRatio: of((one) => one.hashing / one.verify),
    strictReadingPerSecond: artifacts / of((one) => one.strict),
  }
}

function asking(db: Connection, stories: number): object {
  const byCommand = db.prepare(
    'SELECT seq, hash, bytes FROM artifacts WHERE command_id = ? ORDER BY position',
  )
  const took: number[] = []
  for (let index = 0; index < 2000; index += 1) {
    const number = Math.floor(Math.random() * stories)
    const id = draft('command.proposed', number, 0).command?.command_id
    const began = performance.now()
    if (byCommand.all(id).length !== story.length) throw new Error('A command has lost artifacts.')
    took.push(performance.now() - began)
  }
  took.sort((one, other) => one - other)
  const newest = seconds(() => void [...auditRecords(db, { newest: true, most: 20 })])
  return { byCommandP50Ms: took[1000], byCommandP99Ms: took[1980], newestTwentyMs: newest * 1000 }
}

const wanted = Number(process.argv[2] ?? 10_000)
const folder = mkdtempSync(join(tmpdir(), 'aval-evidence-'))
try {
  const file = join(folder, 'aval.db')
  const db = openDatabase(file, 'test')
  const growing = seconds(() => grow(db, wanted))
  const artifacts = Number(db.prepare('SELECT count(*) FROM artifacts').pluck().get())
  const canonical = Number(
    db
      .prepare(
        `SELECT (SELECT sum(length(CAST(bytes AS BLOB))) FROM artifacts)
              + (SELECT sum(length(CAST(bytes AS BLOB))) FROM bodies)`,
      )
      .pluck()
      .get(),
  )
  db.pragma('wal_checkpoint(TRUNCATE)')
  const measured = {
    ...(await verifying(db, file, artifacts)),
    ...asking(db, artifacts / story.length),
  }
  const integrity = seconds(() => db.pragma('integrity_check'))
  db.close()
  const bytes = statSync(file).size
  console.log(
    JSON.stringify({
      artifacts,
      appendPerSecond: artifacts / growing,
      ...measured,
      integritySeconds: integrity,
      bytesPerArtifact: bytes / artifacts,
      fileRatio: bytes / canonical,
    }),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
