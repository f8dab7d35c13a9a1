// Evidence on its way to one place: in order, in small batches, from the position that was reached.

import { type Errand, placeKey } from './attendance.ts'
import type { ShipPlace } from './places.ts'
import { batchOf, type ShipParts } from './ship-batch.ts'
import { taking } from './ship-parts.ts'

/** What is read at once for one place, at most. */
const rowsMost = 200
/** How far back a position may be looked for in one look when counting what waits. */
const countedMost = 1_000

interface Reached {
  readonly position: number
  /** The digest of the artifact there; another one means that the file is not the same any more. */
  readonly digest: string
  /** When people were last told that the place throws artifacts away; epoch ms, 0 for never. */
  readonly rejectedAt: number
  /** How many it threw away since then. */
  readonly untold: number
}

const start: Reached = { position: 0, digest: '', rejectedAt: 0, untold: 0 }
/** The news that it throws artifacts away is an artifact too; so it is told once a day at most. */
const rejectedToldMs = 24 * 3_600_000

export function shipErrand(place: ShipPlace, parts: ShipParts): Errand {
  const { desk } = parts
  const key = `${placeKey(place.name)}/position`
  let reached: Reached | null = null

  /** Where an earlier life stopped. A file that was put back or edited is sent again, whole. */
  async function position(): Promise<Reached> {
    if (reached !== null) return reached
    const kept = await desk.kept(key)
    if (kept === null) return start
    const known: Reached = {
      position: Number(kept['position']),
      digest: String(kept['digest']),
      rejectedAt: Number(kept['rejectedAt']),
      untold: Number(kept['untold'] ?? 0),
    }
    const [row] = await desk.evidenceAfter(known.position - 1, 1)
    if (row?.position === known.position && row.hash === known.digest) return known
    const { name, kind } = place
    await parts.notice({ what: 'place.rewound', place: name, kind, position: known.position })
    return start
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
    const { name, kind } = place
    await parts.notice({ what: 'evidence.rejected', place: name, kind, rejected: untold })
    return { ...from, rejectedAt: now, untold: 0 }
  }

  return {
    place: place.name,
    kind: place.kind,
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
      const { position } = reached ?? start
      return (await desk.evidenceAfter(position, countedMost)).length
    },
  }
}
