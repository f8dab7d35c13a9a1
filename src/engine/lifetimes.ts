// Ends units whose lifetime is over: evidence first, then the deletion, each once.

import { z } from 'zod'
import { sha256 } from '../evidence/canonical.ts'
import { eventId } from './decide.ts'
import type { EngineParts } from './engine-parts.ts'

/** The most per tick; the next tick takes more. */
const expiredMost = 100

const expiredSchema = z.looseObject({
  name: z.string(),
  kind: z.string(),
  revision: z.int(),
  agent: z.string().optional(),
  lifetime: z.looseObject({ forMs: z.int(), until: z.int(), of: z.string() }),
})

/**
 * Records expired units as evidence and deletes them. Their connector already treats them as gone.
 * A key per unit and revision prevents double evidence after a crash.
 */
export async function endLifetimes(
  parts: Pick<EngineParts, 'storeClient' | 'clock' | 'randomHex'>,
): Promise<void> {
  const { storeClient, clock } = parts
  const over = await storeClient.expiredUnits(clock.now(), expiredMost)
  for (const { tenant, unit } of over) {
    const { name, kind, revision, agent, lifetime } = expiredSchema.parse(unit)
    const key = sha256(['lifetime over', tenant, name, revision].join('\n'))
    const notice = {
      what: 'unit.expired',
      ...{ tenant, unit: name, kind, revision, of: lifetime.of },
      ...(agent === undefined ? {} : { agent }),
      ...{ forMs: lifetime.forMs, expiredAt: lifetime.until },
    } as const
    // Of its own: what is settled while the one before is written has a later time.
    const at = clock.now()
    const event = { kind: 'noticed', id: eventId(at, parts.randomHex()), at, notice } as const
    await storeClient.submit({ event, inbox: { key, content: key } })
    await storeClient.changeUnit(key, tenant, revision, {
      ...unit,
      revision: revision + 1,
      deleted: true,
    })
  }
}
