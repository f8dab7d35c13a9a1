// `aval checkpoints`: lists what each outside place has, and sends what is due.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { environmentFolder } from '../../environment/environment-folder.ts'
import { instanceOf, publicKeyIn, signingFileIn } from '../../environment/keys.ts'
import { openPlaces } from '../../environment/places.ts'
import { sentTo } from '../../environment/settings/place-address.ts'
import type { CheckpointSettings, ShipSettings } from '../../environment/settings/places.ts'
import { readSettings, tenantName } from '../../environment/settings/settings.ts'
import type { Settings } from '../../environment/settings/settings-schema.ts'
import type { JsonObject } from '../../evidence/artifact.ts'
import { parseCheckpoint } from '../../evidence/checkpoint.ts'
import { writtenNotes } from '../../places/directory.ts'
import { inspect } from '../../store/inspect.ts'
import { type Context, contextLog, versionOf } from '../context.ts'
import { systemClock } from '../simulated/clock.ts'
import { printError, printLines } from '../terminal.ts'
import { withStoreAccess } from '../with-store-access.ts'
import { verifierKeyOf } from './keys.ts'

const pushMs = 60_000

/**
 * Sends the newest checkpoints to folders, repositories and witnesses, with or without a running
 * environment. Exit 1 if any place failed.
 */
export async function pushCheckpoints(context: Context): Promise<number> {
  const { home, environment, json } = context
  const settings = readSettings(home, environment)
  return withStoreAccess(context, systemClock.now, async ({ storeClient, notice, keys }) => {
    const outward = openPlaces(
      {
        ...{ home, settings, storeClient, notice, version: versionOf() },
        clock: systemClock,
        log: contextLog(context, settings),
        variables: process.env,
        instance: keys.instance,
      },
      'pushed',
    )
    await outward.whole(pushMs)
    outward.stop()
    const all = await outward.standings()
    if (all.length === 0) sayNoPlaces(environment)
    for (const one of all) {
      const { place, sent, failing } = one
      const state = failing ? 'FAILS; the log says why' : sent > 0 ? `took ${sent}` : 'has all'
      printLines(json ? JSON.stringify(one) : `${place} ${state}`)
    }
    return all.some((one) => one.failing) ? 1 : 0
  })
}

/**
 * Lists what each place was sent, and its last answer (for a witness: the cosigned note). Reads
 * only. Without `aval.db` it shows what lies in the folders themselves. Exit 1 without `aval.db`.
 */
export function listCheckpoints({ home, environment, json }: Context): number {
  const settings = readSettings(home, environment)
  const folder = environmentFolder(home, environment)
  const file = join(folder, 'aval.db')
  const known = existsSync(file)
  const outward: ReadonlyMap<string, JsonObject> = known
    ? inspect(file, environment).outward
    : new Map()
  const places = [...settings.checkpoints, ...settings.ship]
  if (places.length === 0) sayNoPlaces(environment)
  for (const place of places) {
    const about = { place: place.name, kind: place.kind }
    const noted: readonly Part[] = sentTo(place, outward).map(([of, each]) => ({ ...each, of }))
    const parts = known ? noted : keptIn(folder, place)
    const failing = outward.get(place.name)?.['failing'] ?? null
    const lost = known ? {} : { missing: 'aval.db' }
    const logs = place.kind === 'witness' ? logKeys(folder, settings) : []
    if (json) printLines(JSON.stringify({ ...about, failing, parts, logs, ...lost }))
    else
      printLines(
        ...linesOf(about, failing, parts, known),
        ...logs.map((key) => `${place.name} (witness) must know ${key}`),
      )
  }
  return known ? 0 : 1
}

/** The key of each chain, which a witness must know first; empty before the first start. */
function logKeys(folder: string, { environment, tenants }: Settings): readonly string[] {
  if (!existsSync(signingFileIn(folder))) return []
  const publicKey = publicKeyIn(folder)
  const keys = { publicKey, instance: instanceOf(publicKey) }
  const all = ['-', ...tenants.map((one) => tenantName(environment, one.id))]
  return all.map((tenant) => verifierKeyOf(keys, environment, tenant))
}

/** On standard error, because empty output would look as if all were well. */
function sayNoPlaces(environment: string): void {
  printError(`${environment} has no outside place; docs/outward.md says how to add one.`)
}

type Part = JsonObject & { readonly of: string }

/** The newest note of each chain in a folder or repository; signatures are not checked. */
function keptIn(folder: string, place: CheckpointSettings | ShipSettings): readonly Part[] {
  if (place.kind !== 'directory' && place.kind !== 'git') return []
  const newest = new Map<string, Part & { readonly size: number }>()
  for (const { file, note } of writtenNotes(resolve(folder, place.path))) {
    const { origin: of, size } = parseCheckpoint(note) ?? { origin: '', size: 0 }
    if (size > (newest.get(of)?.size ?? 0)) newest.set(of, { of, size, file })
  }
  return [...newest.values()]
}

function linesOf(
  { place, kind }: { readonly place: string; readonly kind: string },
  failing: unknown,
  parts: readonly Part[],
  known: boolean,
): readonly string[] {
  const start = `${place} (${kind})${failing === null ? '' : ' FAILS'}`
  if (parts.length === 0)
    return [`${start} ${known ? 'nothing was sent' : 'not known: aval.db is missing'}`]
  return parts.map((one) => {
    if (!known) return `${start} holds ${one.of} ${String(one['size'])} in ${String(one['file'])}`
    const at = new Date(Number(one['at'])).toISOString()
    const reached = one['size'] ?? one['position']
    return `${start} ${one.of} ${String(reached)} at ${at}`
  })
}
