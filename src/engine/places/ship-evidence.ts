// Sends evidence to one destination: in order, in small batches, from the last acknowledged
// position.

import type { JsonObject } from '../../evidence/artifact.ts'
import { placeKey, type SendJob } from './place-sender.ts'
import type { ShipPlace } from './places.ts'
import { sendBatch } from './send-batch.ts'
import { batchOf, type ShipParts } from './ship-batch.ts'

/** The most rows read at once. */
const rowsMost = 200
interface Reached {
  readonly position: number
  /** The hash of the artifact there; a different one means that the file was replaced or edited. */
  readonly digest: string
  /** A digest of the address it was sent to; at another address all is sent again. */
  readonly address: string
  /** When the admins were last told of rejected artifacts; epoch ms, 0 for never. */
  readonly rejectedAt: number
  /** How many were rejected since then. */
  readonly untold: number
}

/** Once a day at most, because the news is itself an artifact that is sent. */
const rejectedToldMs = 24 * 3_600_000

/** `address` is a digest of the destination's address (`addressOf` in src/environment). */
export function shipJob(place: ShipPlace, address: string, parts: ShipParts): SendJob {
  const { storeClient } = parts
  const key = `${placeKey(place.name)}/position`
  const { name, kind } = place
  const start: Reached = { position: 0, digest: '', address, rejectedAt: 0, untold: 0 }
  let reached: Reached | null = null

  /**
   * The position reached before a restart. If it is no longer valid, all is sent again, with
   * notice.
   */
  async function position(): Promise<Reached> {
    if (reached !== null) return reached
    const known = readReached(await storeClient.kept(key))
    const why = known === null ? null : await whyAgain(known)
    if (known !== null && why === null) return known
    if (why === null) return start
    const before = known?.position ?? 0
    await parts.notice({ what: 'place.rewound', place: name, kind, position: before, why })
    // Stored first, or each restart would announce it again.
    await keep(start)
    return start
  }

  /** Why all must be sent again (new address, or a changed file); null if not. */
  async function whyAgain(known: Reached): Promise<'new_address' | 'rewound' | null> {
    if (known.address !== address) return 'new_address'
    if (known.position === 0) return null
    const [row] = await storeClient.evidenceAfter(known.position - 1, 1)
    return row?.position === known.position && row.hash === known.digest ? null : 'rewound'
  }

  /** Stored before it counts, so that a failing store leads to a repeat and not to a gap. */
  async function keep(next: Reached): Promise<void> {
    await storeClient.keep(key, { ...next, at: parts.clock.now() })
    reached = next
  }

  /**
   * Tells the admins how many artifacts were rejected since the last notice, unless it is too
   * early.
   */
  async function told(from: Reached, rejected: number): Promise<Reached> {
    const now = parts.clock.now()
    const untold = from.untold + rejected
    const isEarly = from.rejectedAt > 0 && now - from.rejectedAt < rejectedToldMs
    if (untold === 0 || isEarly) return { ...from, untold }
    await parts.notice({ what: 'evidence.rejected', place: name, kind, rejected: untold })
    return { ...from, rejectedAt: now, untold: 0 }
  }

  return {
    place: name,
    kind,
    sends: 'evidence',
    async pass() {
      reached = await position()
      const rows = await storeClient.evidenceAfter(reached.position, rowsMost)
      const batch = await batchOf(place, rows, parts)
      const { last: end } = batch
      if (end === null) {
        const next = await told(reached, 0)
        if (next.rejectedAt !== reached.rejectedAt) await keep(next)
        return { state: 'done', sent: 0, nextAt: parts.clock.now() }
      }
      const taken = await sendBatch(place, { ...batch, last: end }, parts)
      if (taken.state === 'failed') return taken
      const next = await told(reached, taken.rejected)
      const { sent, last } = taken
      await keep({ ...next, position: last.position, digest: last.hash })
      const whole = rows.length < rowsMost && last === rows.at(-1)
      return whole ? { state: 'done', sent, nextAt: parts.clock.now() } : { state: 'more', sent }
    },
    async behind() {
      const known = reached ?? readReached(await storeClient.kept(key))
      const taken = known?.address === address ? known.position : 0
      return Math.max(0, (await storeClient.lastPosition()) - taken)
    },
  }
}

function readReached(kept: JsonObject | null): Reached | null {
  if (kept === null) return null
  return {
    position: Number(kept['position']),
    digest: String(kept['digest']),
    address: String(kept['address']),
    rejectedAt: Number(kept['rejectedAt']),
    untold: Number(kept['untold'] ?? 0),
  }
}
