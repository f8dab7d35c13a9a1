// Opens the places outside of one environment and sends them checkpoints and evidence.

import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Noticed } from '../command/event.ts'
import { type KnownSecrets, knownSecrets } from '../connectors/known-secrets.ts'
import { parseSecretReference } from '../connectors/secrets.ts'
import type { Clock } from '../engine/clock.ts'
import type { Log } from '../engine/engine-parts.ts'
import {
  type PlaceSender,
  type PlaceStatus,
  startPlaceSender,
} from '../engine/places/place-sender.ts'
import type { CheckpointPlace, ShipPlace } from '../engine/places/places.ts'
import { checkpointJob } from '../engine/places/send-checkpoints.ts'
import { shipJob } from '../engine/places/ship-evidence.ts'
import type { StoreClient } from '../engine/store-client/store-client.ts'
import { withTimeout } from '../engine/with-timeout.ts'
import { parseWitnessKey } from '../evidence/cosignature.ts'
import { directoryPlace } from '../places/directory.ts'
import { gitPlace } from '../places/git.ts'
import { filePlace } from '../places/ship-file.ts'
import { httpPlace } from '../places/ship-http.ts'
import { otlpPlace } from '../places/ship-otlp.ts'
import { syslogPlace } from '../places/ship-syslog.ts'
import { witnessPlace } from '../places/witness.ts'
import { environmentFolder } from './environment-folder.ts'
import { secretValues } from './isolation.ts'
import { reportedSecrets, type Variables } from './secrets.ts'
import { SetUpError } from './set-up-error.ts'
import { addressOf } from './settings/place-address.ts'
import { placePath } from './settings/place-paths.ts'
import {
  type CheckpointSettings,
  type Server,
  type ShipSettings,
  servedBy,
} from './settings/places.ts'
import { tenantName } from './settings/settings.ts'
import type { Settings } from './settings/settings-schema.ts'

export interface PlaceParts {
  readonly home: string
  readonly settings: Settings
  readonly storeClient: StoreClient
  readonly clock: Clock
  readonly log: Log
  readonly variables: Variables
  /** Learns each secret that is read; all of them are redacted in shipped evidence. */
  readonly known?: KnownSecrets | undefined
  readonly instance: string
  readonly version: string
  readonly notice: (notice: Noticed) => Promise<void>
}

export interface Places {
  /** Starts sending what is due; returns at once and never throws. */
  begin(): void
  /** Call after a checkpoint was written. */
  checkpointed(): void
  /** Tries once to send all that is due: true when done, false after this many milliseconds. */
  whole(withinMs: number): Promise<boolean>
  /** When the next waiting checkpoint is due; Infinity for none. */
  sendsAfter(now: number): number
  standings(): Promise<readonly PlaceStatus[]>
  stop(): void
}

/** Throws a sentence if a configured place cannot be opened. */
export function openPlaces(given: PlaceParts, which: Server): Places {
  const { settings, home, known = knownSecrets() } = given
  const parts = { ...given, known }
  const { environment } = settings
  const checkpoints = settings.checkpoints
    .filter((one) => servedBy[one.kind].includes(which))
    .map((one) =>
      startPlaceSender(checkpointJob(checkpointPlace(parts, one), addressOf(one), parts), parts),
    )
  const secrets = () => secretValues(home, settings, parts.variables, known)
  const shipping = { ...parts, environment, secrets }
  const ships =
    which === 'pushed'
      ? []
      : settings.ship.map((one) =>
          startPlaceSender(shipJob(shipPlace(parts, one), addressOf(one), shipping), parts),
        )
  return together(checkpoints, ships)
}

function together(checkpoints: readonly PlaceSender[], ships: readonly PlaceSender[]): Places {
  const all = [...checkpoints, ...ships]
  return {
    begin: () => all.forEach((one) => void one.begin()),
    checkpointed: () => checkpoints.forEach((one) => void one.wake()),
    async whole(withinMs) {
      const tried = Promise.all(all.map((one) => one.whole()))
      return (await withTimeout(withinMs, tried)) !== null
    },
    sendsAfter: (now) =>
      Math.min(...checkpoints.map((one) => one.nextAt()).filter((at) => at > now)),
    standings: () => Promise.all(all.map((one) => one.standing())),
    stop: () => all.forEach((one) => void one.stop()),
  }
}

function checkpointPlace(parts: PlaceParts, place: CheckpointSettings): CheckpointPlace {
  const { home, settings, variables } = parts
  const everyMs = place.every ?? 0
  const { name } = place
  switch (place.kind) {
    case 'chat':
      return peoplePlace(name, everyMs, place.people)
    case 'directory':
      return directoryPlace({ name, everyMs, path: placePath(home, settings, place.path) })
    case 'git': {
      const path = placePath(home, settings, place.path)
      const { branch, remote = null } = place
      return gitPlace({ name, everyMs, path, branch, remote, variables })
    }
    case 'witness':
      return witnessPlace({ name, everyMs, url: place.url, key: parseWitnessKey(place.key) })
  }
}

/**
 * Nothing to send here: the notice that it was sent also writes the messages to the outbox, in one
 * transaction.
 */
function peoplePlace(name: string, everyMs: number, people: readonly string[]): CheckpointPlace {
  return {
    ...{ name, everyMs, people },
    kind: 'chat',
    send: async (due) => ({ taken: new Map(due.map((one) => [one.tenant, {}])), failed: null }),
  }
}

function shipPlace(parts: PlaceParts, place: ShipSettings): ShipPlace {
  const { home, settings, instance, version } = parts
  const { environment } = settings
  const { name, bodies } = place
  const full = place.tenants?.map((one) => (one === '-' ? one : tenantName(environment, one)))
  const options = { name, bodies, tenants: full === undefined ? null : new Set(full) }
  switch (place.kind) {
    case 'file':
      return filePlace({ ...options, path: placePath(home, settings, place.path) })
    case 'syslog': {
      const { over, facility, enterprise, host, port } = place
      const ca = place.ca === undefined ? null : readCertificates(parts, name, place.ca)
      const from = { facility, enterprise, host: hostname() }
      return syslogPlace({ ...options, ...from, over, ca, to: { host, port } })
    }
    case 'http':
      return httpPlace({ ...options, url: place.url, token: tokenOf(parts, place) })
    case 'otlp': {
      const about = { environment, instance, version }
      return otlpPlace({ ...options, ...about, url: place.url, token: tokenOf(parts, place) })
    }
  }
}

function readCertificates({ home, settings }: PlaceParts, name: string, file: string): string {
  try {
    return readFileSync(join(environmentFolder(home, settings.environment), file), 'utf8')
  } catch {
    throw new SetUpError(
      `environment.yaml: ship: ${name}.ca names ${file}, which cannot be read in the folder of ` +
        `${settings.environment}; put it there.`,
    )
  }
}

/** Reads the token at each use, so that a rotated one takes effect. */
function tokenOf(
  { home, settings, variables, notice, known }: PlaceParts,
  place: { readonly name: string; readonly token?: string | undefined },
): () => string | null {
  if (place.token === undefined) return () => null
  const field = `environment.yaml: ship.${place.name}.token`
  const reference = parseSecretReference(place.token, field)
  const folder = environmentFolder(home, settings.environment)
  const secrets = reportedSecrets(folder, variables, notice, known)
  return () => {
    const found = secrets.resolve(reference)
    if (found.kind === 'found') return found.value
    throw Object.assign(new Error(`${field} cannot be read.`), { code: 'secret_missing' })
  }
}
