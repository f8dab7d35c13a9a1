// `aval run`: one environment in its own isolated process, as the supervisor starts it.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type KnownSecrets, knownSecrets } from '../connectors/known-secrets.ts'
import { errorFields } from '../engine/observability/error-fields.ts'
import { openLog } from '../engine/observability/log.ts'
import type { Meter } from '../engine/observability/metered.ts'
import { createMeter } from '../engine/observability/metrics.ts'
import { type MetricsServer, openMetricsServer } from '../engine/observability/metrics-server.ts'
import type { LinkState, Transport } from '../engine/transport.ts'
import { watchedTransport } from '../engine/transport.ts'
import { type OpenEnvironment, openEnvironment } from '../environment/environment.ts'
import { environmentFolder } from '../environment/environment-folder.ts'
import { openHttp } from '../environment/http.ts'
import { secretValues } from '../environment/isolation.ts'
import { writeRunState } from '../environment/run-state.ts'
import { SetUpError } from '../environment/set-up-error.ts'
import { readSettings } from '../environment/settings/settings.ts'
import type { Settings } from '../environment/settings/settings-schema.ts'
import { openTraces } from '../environment/traces.ts'
import { openTransport } from '../environment/transport.ts'
import { codeOf, sentenceOf } from '../store/error-text.ts'
import { StoreError } from '../store/file/database.ts'
import { lockIn } from '../store/file/owner-lock.ts'
import { exitAlreadyRunning, exitMisconfigured, type Signal } from '../supervisor/child.ts'
import type { ProgramApi } from '../transports/http/program-api.ts'
import { type Context, UsageError, versionOf } from './context.ts'
import { onEndSignals } from './end-signals.ts'
import { sentenceFor } from './error-sentence.ts'
import { runSchedule } from './run-schedule.ts'
import { systemClock } from './simulated/clock.ts'

const beatMs = 5_000

/**
 * Runs until a signal, or until the supervisor is gone. Exit 2 if only a person can fix the error,
 * 3 if another process holds the store.
 */
export async function runEnvironment(context: Context): Promise<number> {
  if (process.send === undefined)
    throw new UsageError('aval run is for internal use; use aval start.')
  const stopped = asked()
  const { environment } = context
  const level = process.env['AVAL_LOG'] ?? 'info'
  let log = openLog({ environment, level })
  try {
    const settings = readSettings(context.home, environment)
    const known = knownSecrets()
    secretValues(context.home, settings, process.env, known)
    log = openLog({ environment, level, secrets: known.values })
    await live({ home: context.home, settings, log, known, stopped })
    return 0
  } catch (error) {
    const code = exitOf(error)
    // A sentence is enough for whoever fixes it; a bug also needs its stack.
    if (code === 1)
      log.error({ err: error, sentence: sentenceOfFault(error) }, 'The environment cannot run.')
    else log.error({ sentence: sentenceOf(error) }, 'It does not start.')
    return code
  } finally {
    if (process.connected) process.disconnect()
  }
}

/** Where the error's own message names no mend; absent otherwise. */
function sentenceOfFault(error: unknown): string | undefined {
  const sentence = error instanceof Error ? sentenceFor(error) : undefined
  return sentence === sentenceOf(error) ? undefined : sentence
}

/**
 * The exit code by the error's name, because errors from the store's thread lose their class.
 * Errors that the next start would meet again get a code of their own.
 */
function exitOf(error: unknown): number {
  const name = error instanceof Error ? error.name : ''
  if (name === 'StoreBusyError') return exitAlreadyRunning
  return name === 'SetUpError' || name === 'StoreError' ? exitMisconfigured : 1
}

/** Resolves at a signal, or when the supervisor is gone and nobody else could stop us. */
function asked(): Promise<string> {
  return new Promise((resolve) => {
    onEndSignals(resolve)
    process.on('disconnect', () => resolve('disconnect'))
  })
}

/** One run of the environment until `stopped` resolves with the reason. */
interface Life {
  readonly home: string
  readonly settings: Settings
  readonly log: Logger
  /** The secrets that the log redacts. */
  readonly known: KnownSecrets
  readonly stopped: Promise<string>
}

async function live(life: Life): Promise<void> {
  const { home, settings, log } = life
  const lost = (error: Error) => endAtOnce(log, error, 1)
  const parts = { home, settings, log, clock: systemClock, variables: process.env }
  const opened = await openTransport(parts, lost)
  try {
    await work(life, opened.transport, lost)
  } finally {
    await opened.close()
  }
  writeRunState(home, settings.environment, null)
}

async function work(
  { home, settings, log, known, stopped }: Life,
  transport: Transport,
  lost: (error: Error) => void,
): Promise<void> {
  const { environment } = settings
  let link: LinkState = { state: 'stopped', cause: 'not_started' }
  const meter = settings.metrics === undefined ? null : createMeter(environment)
  const traces = await openTraces(home, settings, versionOf(), log)
  const running = await openEnvironment({
    home,
    environment,
    settings,
    version: versionOf(),
    clock: systemClock,
    log,
    transport: watchedTransport(transport, (state) => {
      link = state
    }),
    variables: process.env,
    known,
    ...(meter === null ? {} : { meter }),
    ...(traces === null ? {} : { traces }),
    aside: { lost },
  })
  const folder = environmentFolder(home, environment)
  const isHere = sameFiles(['aval.db', 'aval.db-wal'].map((one) => join(folder, one)))
  const isOwned = sameFiles([lockIn(folder)])
  const { metrics, programs } = await openPorts(home, running, meter, log).catch(async (error) => {
    await running.close()
    throw error
  })
  const stopTime = runSchedule(running, log)
  const since = Math.floor(performance.timeOrigin)
  let isNoted = true
  const writeState = () => {
    try {
      const [at, reached] = [systemClock.now(), running.clock.now()]
      writeRunState(home, environment, { pid: process.pid, since, at, reached, link })
      isNoted = true
    } catch (error) {
      // Only doctor reads it: on a full disk a process that answers is not to be taken for dead.
      if (isNoted) log.warn(errorFields(error), 'running.json cannot be written.')
      isNoted = false
    }
  }
  const beat = setInterval(() => {
    // Another start would apply the old file's write-ahead log to the new file.
    if (!isHere()) endAtOnce(log, new StoreError(replaced), exitMisconfigured)
    // If another process started meanwhile it has the lock; else the next start takes it.
    if (!isOwned()) endAtOnce(log, new StoreError(unlocked), 1)
    running.storeClient
      .nextDeadline()
      .then(() => {
        writeState()
        say({ kind: 'beat' })
      })
      .catch((error: unknown) =>
        log.error(errorFields(error), 'The store does not answer; no heartbeat was sent.'),
      )
  }, beatMs)
  writeState()
  say({ kind: 'ready', metricsPort: metrics?.port ?? null })
  log.info(
    { pid: process.pid, transport: transport.name, programsPort: programs?.port ?? null },
    'The environment runs.',
  )
  const why = await stopped
  log.info({ why }, 'The environment stops.')
  clearInterval(beat)
  stopTime()
  await programs?.close()
  await metrics?.close()
  await running.close()
  await traces?.close()
}

/**
 * Exits without closing, because nothing can be written any more; `code` tells the supervisor what
 * to do.
 */
function endAtOnce(log: Logger, error: Error, code: number): never {
  log.error({ err: error }, 'The store was lost; the environment stops now.')
  return process.exit(code)
}

const replaced =
  'aval.db or aval.db-wal was replaced, moved or removed while the environment ran, and what was ' +
  'recorded since then is not in it. Put the right file there, remove aval.db-wal and aval.db-shm, ' +
  'and start again.'
const unlocked =
  'owner.lock was moved or removed while the environment ran: a second process could start beside it. ' +
  'Leave that file in place: a killed process does not hold it.'

/**
 * Compares inode numbers: after a copy is put back, this process would write to a file that nobody
 * reads.
 */
function sameFiles(files: readonly string[]): () => boolean {
  const numbers = () => files.map((one) => statSync(one, { throwIfNoEntry: false })?.ino).join(' ')
  const first = numbers()
  return () => numbers() === first
}

/** Throws a sentence if a port is taken. */
async function openPorts(
  home: string,
  opened: OpenEnvironment,
  meter: Meter | null,
  log: Logger,
): Promise<{ readonly metrics: MetricsServer | null; readonly programs: ProgramApi | null }> {
  const metrics = await openMetrics(opened.settings, meter, opened)
  const about = { variables: process.env, log, version: versionOf() }
  try {
    return { metrics, programs: await openHttp({ home, opened, ...about }) }
  } catch (error) {
    await metrics?.close()
    throw error
  }
}

async function openMetrics(
  settings: Settings,
  meter: Meter | null,
  running: OpenEnvironment,
): Promise<MetricsServer | null> {
  if (settings.metrics === undefined || meter === null) return null
  const { port } = settings.metrics
  try {
    return await openMetricsServer(port, async () => {
      for (const one of await running.outward.standings()) meter.place(one)
      return meter.read(running.storeClient)
    })
  } catch (error) {
    throw new SetUpError(
      `environment.yaml: metrics.port ${port} cannot be opened (${codeOf(error)}); name another.`,
    )
  }
}

function say(signal: Signal): void {
  if (process.connected) process.send?.(signal)
}
