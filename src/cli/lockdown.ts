// `aval lockdown on|off|status`: for when WhatsApp is down.
// The same commands, asked at another door.

import { randomUUID } from 'node:crypto'
import { openDoor } from '../environment/door.ts'
import { SetUpError } from '../environment/settings.ts'
import { type Context, UsageError, versionOf } from './context.ts'

/**
 * On takes effect at once, by an admin named with `--as`; off is asked for, and needs approval in
 * chat as ever. Prints where the environment stands afterwards.
 */
export async function lockdown(
  context: Context,
  what: 'on' | 'off' | 'status',
  as: string | undefined,
  reason: string,
): Promise<number> {
  const { home, environment, json } = context
  if (what !== 'status' && as === undefined)
    throw new UsageError('Say which admin asks: --as dora.')
  if (what === 'on' && reason.trim() === '')
    throw new UsageError('Say why: aval lockdown on bad deploy --as dora --env prod.')
  const door = await openDoor({ home, environment, version: versionOf(), now: () => Date.now() })
  try {
    if (what !== 'status' && as !== undefined) {
      const known = (await door.desk.people()).some((one) => one.id === as)
      if (!known)
        throw new SetUpError(`${as} is not enrolled in ${environment}; see aval people list.`)
      await door.ask({
        door: 'cli',
        key: randomUUID(),
        requester: as,
        flow: `lockdown.${what}`,
        slots: what === 'on' ? { reason: reason.trim().slice(0, 200) } : {},
      })
    }
    const { mode } = await door.desk.standing()
    const locked = mode.kind === 'locked'
    if (json) process.stdout.write(`${JSON.stringify({ environment, ...mode })}\n`)
    else process.stdout.write(`${environment.toUpperCase()}: ${locked ? 'locked down' : 'open'}\n`)
    return what === 'on' && !locked ? 1 : 0
  } finally {
    await door.close()
  }
}
