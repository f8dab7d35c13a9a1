// `aval checkpoints`: what each place outside has, and sending what those need that need a program.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openOutward } from '../environment/outward.ts'
import { sentTo } from '../environment/outward-address.ts'
import { environmentFolder, readSettings } from '../environment/settings.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { inspect } from '../store/inspect.ts'
import { worldClock } from './clock.ts'
import { type Context, contextLog, versionOf } from './context.ts'
import { say } from './terminal.ts'
import { withDoor } from './with-door.ts'

const pushMs = 60_000

/**
 * Send the newest checkpoints to folders, repositories and witnesses, beside a running environment
 * or alone. 1 when any of them failed.
 */
export async function pushCheckpoints(context: Context): Promise<number> {
  const { home, environment, json } = context
  const settings = readSettings(home, environment)
  return withDoor(context, worldClock.now, async ({ desk, notice, keys }) => {
    const outward = openOutward(
      {
        ...{ home, settings, desk, notice, version: versionOf() },
        clock: worldClock,
        log: contextLog(context, settings),
        variables: process.env,
        instance: keys.instance,
      },
      'pushed',
    )
    await outward.whole(pushMs)
    outward.stop()
    const all = await outward.standings()
    for (const one of all) {
      const { place, sent, failing } = one
      const state = failing ? 'FAILS; the log says why' : sent > 0 ? `took ${sent}` : 'has all'
      say(json ? JSON.stringify(one) : `${place} ${state}`)
    }
    return all.some((one) => one.failing) ? 1 : 0
  })
}

/** What each place was sent, and what it left behind (a witness: the cosigned note). Reads only. */
export function listCheckpoints({ home, environment, json }: Context): number {
  const settings = readSettings(home, environment)
  const file = join(environmentFolder(home, environment), 'aval.db')
  const outward: ReadonlyMap<string, JsonObject> = existsSync(file)
    ? inspect(file, environment).outward
    : new Map()
  for (const place of [...settings.checkpoints, ...settings.ship]) {
    const about = { place: place.name, kind: place.kind }
    const parts: readonly Part[] = sentTo(place, outward).map(([of, noted]) => ({ ...noted, of }))
    const failing = outward.get(place.name)?.['failing'] ?? null
    if (json) say(JSON.stringify({ ...about, failing, parts }))
    else say(...linesOf(about, failing, parts))
  }
  return 0
}

type Part = JsonObject & { readonly of: string }

function linesOf(
  { place, kind }: { readonly place: string; readonly kind: string },
  failing: unknown,
  parts: readonly Part[],
): readonly string[] {
  const state = failing === null ? '' : ' FAILS'
  if (parts.length === 0) return [`${place} (${kind})${state} nothing was sent`]
  return parts.map((one) => {
    const at = new Date(Number(one['at'])).toISOString()
    const reached = one['size'] ?? one['position']
    return `${place} (${kind})${state} ${one.of} ${String(reached)} at ${at}`
  })
}
