// The fixed rules of a running environment: policy, flows, tenants, duties and hash key.

import type { Rules } from '../command/facts.ts'
import { flowsIn } from '../command/flow.ts'
import { packKey, withPack } from '../command/recorded-binding.ts'
import { describedBy, readPack } from './content.ts'
import type { Keys } from './keys.ts'
import { packFiles, packOf } from './packs.ts'
import { tenantName } from './settings/settings.ts'
import type { Settings } from './settings/settings-schema.ts'

export interface RuleParts {
  readonly home: string
  readonly settings: Settings
  readonly flows: Rules['flows']
  readonly keys: Pick<Keys, 'hashKey'>
  /** The transport's name in evidence. */
  readonly transport: string
  /** Does the transport report delivery? */
  readonly tellsReceipts?: boolean
}

/** If the pack cannot be read, the rules say why, and the environment is locked. */
export function readRules(parts: RuleParts): Rules {
  const { home, settings, flows, keys, transport } = parts
  const { environment } = settings
  const reading = readPack(home, settings.policy)
  const duties = settings.on_call.map(({ person, once, weekly }) => ({
    person,
    ...(once === undefined
      ? {}
      : { once: { from: Date.parse(once.from), to: Date.parse(once.to) } }),
    ...(weekly === undefined ? {} : { weekly }),
  }))
  const base: Rules = {
    environment,
    pack: null,
    failure: null,
    binding: null,
    file: settings.policy,
    retention: settings.retention,
    packs: packsIn(home),
    transport,
    ...(parts.tellsReceipts === true
      ? { receipts: { tellAfter: settings.delivery.tell_after } }
      : {}),
    flows: flowsIn(environment, flows),
    described: describedBy(home, settings),
    tenants: tenantsOf(settings),
    duties,
    agents: new Map(
      Object.entries(settings.http?.agents ?? {}).map(([name, { owner }]) => [name, owner]),
    ),
    timeZone: settings.time_zone,
    key: keys.hashKey,
  }
  return reading.kind === 'failed'
    ? { ...base, failure: reading.error }
    : withPack(base, reading.pack, settings.policy.profile)
}

/** All readable packs, by name and version. */
export function packsIn(home: string): Rules['packs'] {
  const packs = packFiles(home).flatMap((file) => packOf(file) ?? [])
  return new Map(packs.map((pack) => [packKey(pack.pack, pack.version), pack]))
}

/** The tenants by full name. */
export function tenantsOf({ environment, tenants }: Settings): Rules['tenants'] {
  return new Map(
    tenants.map(({ id, sandbox, retention }) => [
      tenantName(environment, id),
      { sandbox, ...(retention === undefined ? {} : { retention }) },
    ]),
  )
}
