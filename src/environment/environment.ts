// One environment, whole: its folder, policy, store, connectors and transport, opened and closed together.

import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { Rules } from '../command/facts.ts'
import type { Languages } from '../conversation/say.ts'
import { createDecide } from '../engine/decide.ts'
import { createDesk, type Desk } from '../engine/desk.ts'
import { createEngine, type Engine, type Log } from '../engine/engine.ts'
import type { Clock, Transport } from '../engine/ports.ts'
import { originOf, writeCheckpoint, writeVerifierKey, parseVerifierKey } from '../evidence/checkpoint.ts'
import type { Environment } from '../policy/names.ts'
import type { Person } from '../policy/people.ts'
import { own } from '../store/database.ts'
import { openStore } from '../store/sqlite-store.ts'
import { openConnectors } from './connectors.ts'
import { readFlows, readLanguages, readPack } from './content.ts'
import { type Keys, readKeys } from './keys.ts'
import { environmentFolder, readSettings, type Settings, tenantName } from './settings.ts'

export interface EnvironmentOptions {
  readonly home: string
  readonly environment: Environment
  readonly version: string
  readonly clock: Clock
  readonly log: Log
  readonly transport: Transport
  readonly variables: Readonly<Record<string, string | undefined>>
  /** 64 hexadecimal digits at each call, for tests; fresh random bytes otherwise. */
  readonly chance?: () => string
}

export interface OpenEnvironment {
  readonly settings: Settings
  readonly rules: Rules
  readonly languages: Languages
  readonly engine: Engine
  readonly desk: Desk
  readonly instance: string
  /** Write a signed checkpoint of each chain that has grown. */
  checkpoint(): Promise<void>
  close(): Promise<void>
}

const freshBytes = () => randomBytes(32).toString('hex')

/** Open everything, take up what a crash left over, and start to hear. Throws one sentence. */
export async function openEnvironment(options: EnvironmentOptions): Promise<OpenEnvironment> {
  const { home, environment, clock, log, transport } = options
  const chance = options.chance ?? freshBytes
  const settings = readSettings(home, environment)
  const folder = environmentFolder(home, environment)
  const flows = readFlows(home)
  const languages = readLanguages(home, flows, settings.time_zone)
  const release = own(join(folder, 'owner.lock'), environment)
  try {
    chmodSync(folder, 0o700)
    const keys = readKeys(folder)
    const rules = rulesOf(options, settings, flows, keys)
    const system = { environment, instance: keys.instance, version: options.version }
    const store = openStore({
      file: join(folder, 'aval.db'),
      system,
      keys: chainKeys(settings, keys),
      chance,
      vault: keys.vault,
    })
    const desk = createDesk(store, createDecide(rules, languages))
    const noticed: { engine?: Engine } = {}
    const connectorOf = openConnectors({
      home,
      folder,
      settings,
      rules,
      desk,
      clock,
      instance: keys.instance,
      variables: options.variables,
      notice: (notice) => void noticed.engine?.notice(notice),
    })
    const engine = createEngine({ rules, languages, desk, transport, connectorOf, clock, log, chance })
    noticed.engine = engine
    const checkpoint = () => writeCheckpoints(desk, keys, environment, clock)
    const opened = { settings, rules, languages, engine, desk, instance: keys.instance, checkpoint }
    await engine.notice({
      what: 'service.start',
      aligned: rules.pack !== null,
      enrol: enrolled(settings),
    })
    if (rules.failure !== null) log.error({ environment }, `Locked: ${rules.failure}.`)
    await engine.start()
    await transport.start(engine.ear)
    return { ...opened, close: () => close(opened, transport, release) }
  } catch (error) {
    release()
    throw error
  }
}

async function close(
  opened: Pick<OpenEnvironment, 'engine' | 'desk' | 'checkpoint'>,
  transport: Transport,
  release: () => void,
): Promise<void> {
  await transport.stop()
  await opened.engine.notice({ what: 'service.stop' })
  await opened.engine.stop()
  await opened.checkpoint()
  await opened.desk.close()
  release()
}

function rulesOf(
  options: EnvironmentOptions,
  settings: Settings,
  flows: Rules['flows'],
  keys: Keys,
): Rules {
  const { environment, home, transport } = options
  const reading = readPack(home, settings.policy)
  const tenants = new Map(
    settings.tenants.map((one) => [tenantName(environment, one.id), { sandbox: one.sandbox }]),
  )
  const base = { environment, transport: transport.name, flows, tenants, key: keys.hashKey }
  if (reading.kind === 'failed')
    return { ...base, pack: null, binding: null, failure: reading.error }
  const { pack } = reading
  const { profile } = settings.policy
  const binding = { pack: pack.pack, version: pack.version, digest: pack.digest, profile }
  return { ...base, pack, binding, failure: null }
}

/** The people of the file; they are enrolled only while the store knows nobody. */
function enrolled(settings: Settings): readonly Person[] {
  return settings.people.map((one) => ({
    id: one.id,
    name: one.name,
    tenant: tenantName(settings.environment, one.tenant),
    roles: one.roles,
    grants: [],
    locale: one.locale,
    identifiers: one.phones,
    stepUp: 'none',
  }))
}

/** The verifier keys of all chains: one key, a name for each chain. */
function chainKeys(settings: Settings, keys: Keys) {
  const { environment } = settings
  const tenants = ['-', ...settings.tenants.map((one) => tenantName(environment, one.id))]
  return tenants.map((tenant) =>
    parseVerifierKey(
      writeVerifierKey(originOf(keys.instance, environment, tenant), keys.publicKey),
    ),
  )
}

async function writeCheckpoints(
  desk: Desk,
  keys: Keys,
  environment: Environment,
  clock: Clock,
): Promise<void> {
  for (const head of await desk.heads()) {
    const origin = originOf(keys.instance, environment, head.tenant)
    const note = writeCheckpoint({ origin, size: head.size, root: head.root }, keys.signingKey)
    if (note !== head.checkpoint) await desk.checkpoint(head.tenant, clock.now(), note)
  }
}
