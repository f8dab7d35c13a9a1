// Opens the connectors of one environment, each with its own secrets and hosts.

import { join } from 'node:path'
import { z } from 'zod'
import type { Noticed } from '../command/event.ts'
import type { Rules } from '../command/facts.ts'
import type { Api } from '../connectors/api.ts'
import { avalConnector } from '../connectors/aval.ts'
import { configConnector } from '../connectors/config.ts'
import { fieldsSchema } from '../connectors/fields.ts'
import { type HttpOptions, httpConnector } from '../connectors/http.ts'
import type { KnownSecrets } from '../connectors/known-secrets.ts'
import { sandboxConnector, type TwinStore } from '../connectors/sandbox.ts'
import { parseSecretReference } from '../connectors/secrets.ts'
import type { Unit } from '../connectors/unit.ts'
import type { Units } from '../connectors/units.ts'
import { breakerOf } from '../engine/circuit-breaker.ts'
import type { Clock } from '../engine/clock.ts'
import type { Connector } from '../engine/connector.ts'
import type { Log } from '../engine/engine-parts.ts'
import type { ConnectorOf } from '../engine/perform.ts'
import type { StoreClient } from '../engine/store-client/store-client.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { sentenceOf } from '../store/error-text.ts'
import { readApi, readUnitKinds } from './content.ts'
import type { Keys } from './keys.ts'
import { reportedSecrets } from './secrets.ts'
import { SetUpError } from './set-up-error.ts'
import { promotionsOf } from './settings/promotions.ts'
import type { Settings } from './settings/settings-schema.ts'

export interface ConnectorParts {
  readonly home: string
  readonly folder: string
  readonly settings: Settings
  readonly rules: Rules
  readonly storeClient: StoreClient
  readonly clock: Clock
  readonly keys: Pick<Keys, 'instance' | 'signingKey'>
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Learns each secret that is read, so that logs redact it. */
  readonly known?: KnownSecrets | undefined
  readonly log: Pick<Log, 'error'>
  /** Records secrets that were read and hosts that were refused as evidence. */
  readonly notice: (notice: Noticed) => Promise<void>
  /** Called when a connector's circuit breaker opens or closes. */
  readonly rests?: (connector: string, isResting: boolean) => void
}

/**
 * Returns connectors by name and tenant; sandbox tenants get twins without secrets or network (DESR
 * IX).
 */
export function openConnectors(parts: ConnectorParts): ConnectorOf {
  const real = new Map<string, Connector>()
  const twins = new Map<string, Connector>()
  const secrets = reportedSecrets(parts.folder, parts.variables, parts.notice, parts.known)
  for (const [name, settings] of Object.entries(parts.settings.connectors)) {
    const api = { ...readApi(parts.home, settings.api ?? name), api: name }
    const options: HttpOptions = {
      ...connectorAddress(api, settings),
      secrets,
      clock: parts.clock,
      rest: breakerOf({
        ...parts,
        connector: name,
        terms: { after: settings.rest.after, forMs: settings.rest.for },
        changed: (isResting) => parts.rests?.(name, isResting),
      }),
      onDenied: ({ host, operation }) =>
        void parts.notice({ what: 'egress.denied', host, operation }),
    }
    real.set(name, madeOf(options, parts.folder))
    twins.set(name, sandboxConnector(api, keepOf(parts.storeClient, name)))
  }
  const own = [
    configConnector(
      readUnitKinds(parts.home),
      unitsOf(parts.storeClient),
      parts.clock.now,
      promotionsOf(parts),
    ),
    avalConnector({ ...parts, instance: parts.keys.instance, places: placesOf(parts.settings) }),
  ]
  for (const connector of own) {
    real.set(connector.name, connector)
    twins.set(connector.name, connector)
  }
  return (name, tenant) => {
    const sandbox = parts.rules.tenants.get(tenant)?.sandbox
    if (sandbox === undefined) return null
    return (sandbox ? twins : real).get(name) ?? null
  }
}

/**
 * A connector's base URL, allowed hosts and secrets. Throws a sentence if a reference is invalid.
 */
export function connectorAddress(
  api: Api,
  { base_url, egress, secrets }: Settings['connectors'][string],
) {
  const references = Object.entries(secrets).map(
    ([key, text]) =>
      [key, parseSecretReference(text, `connectors.${api.api}.secrets.${key}`)] as const,
  )
  return {
    api,
    baseUrl: base_url,
    ...(egress === undefined ? {} : { egress }),
    references: Object.fromEntries(references),
  }
}

/** Adds the settings file to the sentence of an error. */
function madeOf(options: HttpOptions, folder: string): Connector {
  try {
    return httpConnector(options)
  } catch (error) {
    throw new SetUpError(`${join(folder, 'environment.yaml')}: ${sentenceOf(error)}`)
  }
}

function placesOf({ checkpoints, ship }: Settings): readonly string[] {
  return [...checkpoints, ...ship].map((one) => one.name)
}

function keepOf(storeClient: StoreClient, connector: string): TwinStore {
  return {
    get: (key) => storeClient.kept(`twin/${connector}/${key}`),
    put: (key, value) => storeClient.keep(`twin/${connector}/${key}`, value),
  }
}

const unitSchema: z.ZodType<Unit> = z.strictObject({
  name: z.string(),
  kind: z.string(),
  revision: z.int(),
  fields: fieldsSchema,
  deleted: z.boolean(),
  agent: z.exactOptional(z.string()),
  lifetime: z.exactOptional(z.strictObject({ forMs: z.int(), until: z.int(), of: z.string() })),
  promoted: z.exactOptional(
    z.strictObject({
      command: z.string(),
      key: z.string(),
      of: z.exactOptional(z.strictObject({ issuer: z.string(), revision: z.int() })),
    }),
  ),
})

function unitsOf(storeClient: StoreClient): Units {
  const parse = (value: JsonObject | null) => (value === null ? null : unitSchema.parse(value))
  return {
    async find(tenant, name) {
      const unit = await storeClient.unit(tenant, name)
      return unit === 'foreign' ? unit : parse(unit)
    },
    async list(tenant) {
      const all = await storeClient.units(tenant)
      const own = all.flatMap((one) => (one === 'foreign' ? [] : [unitSchema.parse(one)]))
      return own.length < all.length ? 'foreign' : own.filter((one) => !one.deleted)
    },
    applied: async (key) => parse(await storeClient.unitChange(key)),
    change: (key, { tenant, expectedRevision, unit }) =>
      storeClient.changeUnit(key, tenant, expectedRevision, { ...unit }),
  }
}
