// Opens one environment: its folder, policy, store, connectors and transport.

import { chmodSync } from 'node:fs'
import type { Noticed } from '../command/event.ts'
import type { Rules } from '../command/facts.ts'
import type { KnownSecrets } from '../connectors/known-secrets.ts'
import type { Languages } from '../conversation/say.ts'
import type { Clock } from '../engine/clock.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { Draw, Log } from '../engine/engine-parts.ts'
import { monotonicClock } from '../engine/monotonic-clock.ts'
import { errorFields } from '../engine/observability/error-fields.ts'
import {
  type Meter,
  meteredStoreClient,
  meteredTransport,
} from '../engine/observability/metered.ts'
import { type Traces, traced } from '../engine/observability/traces.ts'
import type { StoreClient } from '../engine/store-client/store-client.ts'
import type { Transport } from '../engine/transport.ts'
import { originOf, writeCheckpoint } from '../evidence/checkpoint.ts'
import type { Environment } from '../policy/names.ts'
import { newestSchema } from '../store/file/migrations.ts'
import { lockEnvironment } from '../store/file/owner-lock.ts'
import { openConnectors } from './connectors.ts'
import { readFlows, readLanguages } from './content.ts'
import { definitionsNow } from './definitions.ts'
import { clockSlackMs, restoreMend } from './doctor/finding.ts'
import { environmentFolder } from './environment-folder.ts'
import { refuseRootUnlessOwner } from './folder-owner.ts'
import { tenantHeads } from './heads.ts'
import { type Keys, readKeys } from './keys.ts'
import { newestTime } from './newest-time.ts'
import { peopleOfFile } from './people.ts'
import { openPlaces, type Places } from './places.ts'
import { readRules } from './rules.ts'
import { emptyScratch } from './scratch.ts'
import { readSettings } from './settings/settings.ts'
import type { Settings } from './settings/settings-schema.ts'
import { openStoreHere, openStoreOnThread, randomHexSource } from './threads/open-store.ts'
import { drawOnThread } from './threads/pictures.ts'

export interface EnvironmentOptions {
  readonly home: string
  readonly environment: Environment
  /** If already read; otherwise they are read from the home. */
  readonly settings?: Settings
  readonly version: string
  readonly clock: Clock
  readonly log: Log
  readonly transport: Transport
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Learns each secret that is read, so that logs redact it. */
  readonly known?: KnownSecrets | undefined
  /** Collects metrics, if wanted. */
  readonly meter?: Meter
  /** Receives spans, if wanted. */
  readonly traces?: Traces
  /** Draws pictures; by default on a thread of its own. */
  readonly draw?: Draw
  /** Returns 64 hexadecimal digits at each call, for tests; random by default. */
  readonly randomHex?: () => string
  /**
   * For long-running processes: the store gets its own thread, and `lost` is called if that thread
   * dies; nothing is accepted then. Otherwise the store runs on this thread.
   */
  readonly aside?: { readonly lost: (error: Error) => void }
}

export interface OpenEnvironment {
  readonly settings: Settings
  readonly rules: Rules
  readonly languages: Languages
  readonly engine: Engine
  readonly storeClient: StoreClient
  readonly instance: string
  /** The environment's clock, which never goes back. */
  readonly clock: Clock
  /** Writes a signed checkpoint of each chain that has grown. */
  checkpoint(): Promise<void>
  /** Sends checkpoints and evidence to places outside. */
  readonly outward: Places
  close(): Promise<void>
}

/** How long sending the last checkpoint and evidence may take when closing. */
const goodbyeMs = 5_000

const seconds = () => performance.now() / 1_000

/**
 * Opens everything, takes up what a crash left unfinished, and starts to receive. Throws a
 * sentence.
 */
export async function openEnvironment(options: EnvironmentOptions): Promise<OpenEnvironment> {
  const { home, environment, log, meter } = options
  const counted =
    meter === undefined ? options.transport : meteredTransport(options.transport, meter)
  const randomHex = options.randomHex ?? randomHexSource()
  const settings = options.settings ?? readSettings(home, environment)
  const folder = environmentFolder(home, environment)
  const flows = readFlows(home)
  const languages = readLanguages(home, flows, settings.time_zone)
  refuseRootUnlessOwner(folder)
  const release = lockEnvironment(folder, environment)
  const begun: { storeClient?: StoreClient } = {}
  try {
    chmodSync(folder, 0o700)
    emptyScratch(folder)
    const keys = readKeys(folder)
    const tellsReceipts = counted.tellsReceipts === true
    const rules = readRules({
      ...{ home, settings, flows, keys },
      ...{ transport: counted.name, tellsReceipts },
    })
    const parts = { folder, home, version: options.version, rules }
    const plainClient =
      options.aside === undefined
        ? openStoreHere(parts, languages, randomHex, keys)
        : await openStoreOnThread(parts, options.aside.lost)
    begun.storeClient = plainClient
    await meter?.begin(plainClient)
    const clock = await neverBack(options.clock, plainClient, log)
    const ground = { folder, settings, rules, languages, keys, randomHex, transport: counted }
    const { engine, storeClient, transport } = openEngine(options, ground, plainClient, clock)
    const { instance } = keys
    const outward = openPlaces(
      { ...options, settings, storeClient, clock, instance, notice: engine.notice },
      'running',
    )
    const checkpoint = async () => {
      await writeCheckpoints(storeClient, keys, environment, clock)
      outward.checkpointed()
    }
    const base = { settings, rules, languages, engine, storeClient, instance, clock }
    const opened = { ...base, checkpoint, outward }
    await engine.notice({
      what: 'service.start',
      aligned: rules.pack !== null,
      enrol: peopleOfFile(settings),
      schema: newestSchema(),
      definitions: definitionsNow(home, settings, rules),
      heads: await tenantHeads(storeClient),
    })
    if (rules.failure !== null) log.error({ environment }, `Locked: ${rules.failure}.`)
    await logForged(storeClient, environment, log)
    await engine.start()
    await transport.start(engine.listener)
    return { ...opened, close: () => close(opened, transport, release) }
  } catch (error) {
    // An open thread would keep the process alive.
    await begun.storeClient?.close().catch(() => undefined)
    release()
    throw error
  }
}

/** What an engine needs besides the store. */
interface Ground extends Pick<OpenEnvironment, 'settings' | 'rules' | 'languages'> {
  readonly folder: string
  readonly keys: Keys
  readonly transport: Transport
  /** Returns 64 hexadecimal digits at each call. */
  readonly randomHex: () => string
}

/** Creates the engine, and wraps store client and transport for metrics and traces if wanted. */
function openEngine(
  { home, variables, log, known, meter, traces, draw = drawOnThread }: EnvironmentOptions,
  { folder, settings, rules, languages, keys, transport: counted, randomHex }: Ground,
  plainClient: StoreClient,
  clock: Clock,
): { readonly engine: Engine; readonly storeClient: StoreClient; readonly transport: Transport } {
  const metered =
    meter === undefined ? plainClient : meteredStoreClient(plainClient, meter, seconds)
  const noticed: { engine?: Engine } = {}
  const plainConnectorOf = openConnectors({
    ...{ home, folder, settings, rules, clock, keys, variables, log, known },
    storeClient: metered,
    notice: recording(noticed, log),
    ...(meter === undefined ? {} : { rests: meter.rests }),
  })
  const plain = { storeClient: metered, transport: counted, connectorOf: plainConnectorOf }
  const { storeClient, transport, connectorOf } =
    traces === undefined ? plain : traced(plain, traces, rules.key)
  const engine = createEngine({
    ...{ rules, languages, storeClient, transport, connectorOf, clock, log, randomHex, draw },
  })
  noticed.engine = engine
  return { engine, storeClient, transport }
}

/** Records connector notices without making the connector wait. */
function recording(noticed: { readonly engine?: Engine }, log: Log) {
  return async (notice: Noticed): Promise<void> => {
    try {
      await noticed.engine?.notice(notice)
    } catch (error) {
      log.error(errorFields(error), 'What a connector had noticed could not be recorded.')
    }
  }
}

/** Logs a lockdown because of outside changes, for operators who do not read the chats. */
async function logForged(
  storeClient: StoreClient,
  environment: Environment,
  log: Log,
): Promise<void> {
  const { mode } = await storeClient.standing()
  if (mode.kind === 'open' || mode.cause !== 'record_changed') return
  const { entries } = mode
  log.error(
    { environment, entries },
    `Locked: the file was changed outside of Aval. ${restoreMend}`,
  )
}

/** A clock without `elapsed` is simulated and moved by its owner only (`aval chat --jsonl`). */
async function neverBack(clock: Clock, storeClient: StoreClient, log: Log): Promise<Clock> {
  const { elapsed } = clock
  if (elapsed === undefined) return clock
  const newest = await newestTime(storeClient)
  const aheadMs = newest - clock.now()
  if (aheadMs > clockSlackMs)
    log.warn(
      { newest: new Date(newest).toISOString(), aheadMs },
      'The newest evidence is in the future, and time goes on from there: codes do not fit until the clock is there; see aval doctor.',
    )
  return monotonicClock({ ...clock, elapsed }, newest)
}

async function close(
  opened: Pick<OpenEnvironment, 'engine' | 'storeClient' | 'checkpoint' | 'outward'>,
  transport: Transport,
  release: () => void,
): Promise<void> {
  await transport.stop()
  const heads = await tenantHeads(opened.storeClient)
  await opened.engine.notice({ what: 'service.stop', heads })
  await opened.engine.stop()
  await opened.checkpoint()
  await opened.outward.whole(goodbyeMs)
  opened.outward.stop()
  await opened.storeClient.close()
  release()
}

async function writeCheckpoints(
  storeClient: StoreClient,
  keys: Keys,
  environment: Environment,
  clock: Clock,
): Promise<void> {
  for (const head of await storeClient.heads()) {
    if (head.root === '') continue
    const origin = originOf(keys.instance, environment, head.tenant)
    const note = writeCheckpoint({ origin, size: head.size, root: head.root }, keys.signingKey)
    if (note !== head.checkpoint) await storeClient.checkpoint(head.tenant, clock.now(), note)
  }
}
