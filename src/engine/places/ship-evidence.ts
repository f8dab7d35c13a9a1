// Evidence on its way to one place: in order, in small batches, from the position that was reached.

import type { JsonObject } from '../../evidence/artifact.ts'
import { type Errand, placeKey } from './attendance.ts'
import type { ShipPlace } from './places.ts'
import { batchOf, type ShipParts } from './ship-batch.ts'
import { taking } from './ship-parts.ts'

/** What is read at once for one place, at most. */
const rowsMost = 200
interface Reached {
  readonly position: number
  /** The digest of the artifact there; another one means that the file is not the same any more. */
  readonly digest: string
  /** Where it was sent to: at another address is nothing of it. */
  readonly address: string
  /** When people were last told that the place throws artifacts away; epoch ms, 0 for never. */
  readonly rejectedAt: number
  /** How many it threw away since then. */
  readonly untold: number
}

/** The news that it throws artifacts away is an artifact too; so it is told once a day at most. */
const rejectedToldMs = 24 * 3_600_000

/** `address` is a digest of where the place is (src/environment/outward-address.ts). */
export function shipErrand(place: ShipPlace, address: string, parts: ShipParts): Errand {
  const { desk } = parts
  const key = `${placeKey(place.name)}/position`
  const { name, kind } = place
  const start: Reached = { position: 0, digest: '', address, rejectedAt: 0, untold: 0 }
  let reached: Reached | null = null

  /** Where an earlier life stopped; all is sent, and that is told, where that is no more true. */
  async function position(): Promise<Reached> {
    if (reached !== null) return reached
    const known = readReached(await desk.kept(key))
    const why = known === null ? null : await whyAgain(known)
    if (known !== null && why === null) return known
    if (why === null) return start
    const before = known?.position ?? 0
    await parts.notice({ what: 'place.rewound', place: name, kind, position: before, why })
    // Kept before anything is taken, or each new life would tell it anew.
    await keep(start)
    return start
  }

  /** Another place has nothing yet; and what was put back or edited is not what was sent. */
  async function whyAgain(known: Reached): Promise<'new_address' | 'rewound' | null> {
    if (known.address !== address) return 'new_address'
    if (known.position === 0) return null
    const [row] = await desk.evidenceAfter(known.position - 1, 1)
    return row?.position === known.position && row.hash === known.digest ? null : 'rewound'
  }

  /** Noted before it counts, so that a store that fails leads to a repeat and not to a gap. */
  async function keep(next: Reached): Promise<void> {
    await desk.keep(key, { ...next, at: parts.clock.now() })
    reached = next
  }

  /** What was thrown away since it was last told is told together, and no count is lost. */
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
      const rows = await desk.evidenceAfter(reached.position, rowsMost)
      const batch = await batchOf(place, rows, parts)
      const { last: end } = batch
      if (end === null) {
        const next = await told(reached, 0)
        if (next.rejectedAt !== reached.rejectedAt) await keep(next)
        return { state: 'done', sent: 0, nextAt: parts.clock.now() }
      }
      const taken = await taking(place, { ...batch, last: end }, parts)
      if (taken.state === 'failed') return taken
      const next = await told(reached, taken.rejected)
      const { sent, last } = taken
      await keep({ ...next, position: last.position, digest: last.hash })
      const whole = rows.length < rowsMost && last === rows.at(-1)
      return whole ? { state: 'done', sent, nextAt: parts.clock.now() } : { state: 'more', sent }
    },
    async behind() {
      const known = reached ?? readReached(await desk.kept(key))
      const taken = known?.address === address ? known.position : 0
      return Math.max(0, (await desk.lastPosition()) - taken)
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
