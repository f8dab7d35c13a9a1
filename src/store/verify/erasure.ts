// Checks erasures: only by the retention of that time, or for a person forgotten by a command, and
// never under a legal hold.

import { z } from 'zod'
import { environmentChain } from '../../command/changes.ts'
import { type Range, readErasure } from '../../evidence/erasure.ts'
import { jsonOf } from '../../evidence/json.ts'
import type { Connection } from '../file/database.ts'
import type { Broken } from '../store.ts'

const moment = z.iso.datetime({ precision: 3 })
const bodySchema = z.union([
  z.object({ why: z.literal('retention'), before: moment, kept: z.int().min(0) }),
  z.object({ why: z.literal('forget'), person: z.string() }),
])
type Said = z.output<typeof bodySchema>

type Row = [position: number, seq: number, time: string, body: string]

/** One erasure, as its artifact states it. */
interface Erased {
  readonly tenant: string
  readonly position: number
  readonly time: string
  readonly ranges: readonly Range[]
}

/** One break for each erasure that the program cannot have made. */
export function erasureFaults(db: Connection, tenant: string): readonly Broken[] {
  const rows = db
    .prepare<[string], Row>(
      `SELECT a.position, a.seq, a.time, b.bytes FROM artifacts a JOIN bodies b USING (position)
       WHERE a.tenant = ? AND a.type = 'evidence.erased' AND b.bytes IS NOT NULL ORDER BY a.seq`,
    )
    .raw()
    .all(tenant)
  if (rows.length === 0) return []
  const inHold = holdReader(db)
  const sweep = sweepCheck(db)
  const forgetting = forgetCheck(db)
  return rows.flatMap(([position, seq, time, text]) => {
    const ranges = readErasure(text, seq) ?? []
    // One that names nothing is reported by the chain's own check.
    if (ranges.length === 0) return []
    const erased = { tenant, position, time, ranges }
    const { data } = bodySchema.safeParse(jsonOf(text))
    const fault = inHold(position) ?? faultOf(data, erased, { sweep, forgetting })
    if (fault === null) return []
    return [{ seq, what: 'erased_early', text: `Artifact ${seq} erased bodies ${fault}.` }]
  })
}

interface Checks {
  readonly sweep: ReturnType<typeof sweepCheck>
  readonly forgetting: ReturnType<typeof forgetCheck>
}

function faultOf(said: Said | undefined, erased: Erased, checks: Checks): string | null {
  if (said === undefined) return 'for no reason that there is'
  return said.why === 'retention'
    ? checks.sweep(erased, said)
    : checks.forgetting(erased, said.person)
}

const startSchema = z.object({ kept: z.record(z.string(), z.int()) })

/**
 * The retention of that time is what the last start states, or else what the last sweep since then
 * used.
 */
function sweepCheck(db: Connection) {
  const newest = db
    .prepare<[string, number, number], string | null>(
      'SELECT max(time) FROM artifacts WHERE tenant = ? AND seq BETWEEN ? AND ?',
    )
    .pluck()
  const startBefore = db
    .prepare<[number], [position: number, body: string | null]>(
      `SELECT a.position, b.bytes FROM artifacts a JOIN bodies b USING (position)
       WHERE a.type = 'service.start' AND a.position < ? ORDER BY a.position DESC LIMIT 1`,
    )
    .raw()
  let before: { readonly position: number; readonly kept: number } | null = null

  function keptThen({ tenant, position }: Erased): number | null {
    const [startedAt, body] = startBefore.get(position) ?? [0, null]
    const { data } = startSchema.safeParse(jsonOf(body ?? ''))
    if (data !== undefined) return data.kept[tenant] ?? data.kept[environmentChain] ?? null
    return before !== null && before.position > startedAt ? before.kept : null
  }

  return (erased: Erased, said: Extract<Said, { why: 'retention' }>): string | null => {
    const kept = keptThen(erased)
    before = { position: erased.position, kept: said.kept }
    if (kept !== null && said.kept !== kept) return `by another retention than that of then`
    if (Date.parse(said.before) > Date.parse(erased.time) - said.kept)
      return 'that retention was to keep for longer'
    const isNewer = erased.ranges.some(
      ({ first, last }) => (newest.get(erased.tenant, first, last) ?? '') >= said.before,
    )
    return isNewer ? 'that are newer than it says' : null
  }
}

/**
 * How long before the erasure the command may have been proposed: an approval's day, and another if
 * it is asked again.
 */
const forgottenWithinMs = 2 * 24 * 3_600_000

/**
 * May the erasure be for forgetting this person? Only evidence that they requested or caused may
 * go, and a command must have asked for it.
 */
function forgetCheck(db: Connection) {
  const others = db
    .prepare<[string, number, number, string, string], number>(
      `SELECT seq FROM artifacts a
       WHERE tenant = ? AND seq BETWEEN ? AND ? AND actor <> ? AND NOT EXISTS
         (SELECT 1 FROM artifacts p WHERE p.command_id = a.command_id
            AND p.type = 'command.proposed' AND p.actor = ?) LIMIT 1`,
    )
    .pluck()
  // Only a command that changed the roll can be one, even if its proposal is erased.
  const asked = db
    .prepare<[string, number, string], [person: string | null, isErased: number, seq: number]>(
      `SELECT CASE WHEN json_valid(b.bytes) AND json_extract(b.bytes, '$.command') = 'people.forget'
                THEN json_extract(b.bytes, '$.slots.person') END,
              b.bytes IS NULL, a.seq
       FROM artifacts a JOIN bodies b USING (position)
       WHERE a.tenant = ? AND a.type = 'command.proposed' AND a.position < ? AND a.time >= ?
         AND EXISTS (SELECT 1 FROM artifacts s
                     WHERE s.command_id = a.command_id AND s.roll IS NOT NULL)`,
    )
    .raw()
  const gone = new Set<string>()
  return ({ tenant, position, time, ranges }: Erased, person: string): string | null => {
    const stray = ranges.some(
      ({ first, last }) => others.get(tenant, first, last, person, person) !== undefined,
    )
    if (stray) return `that were not of ${person}`
    const since = new Date(Date.parse(time) - forgottenWithinMs).toISOString()
    const commands = asked.all(tenant, position, since)
    const isOwn = (seq: number) => ranges.some(({ first, last }) => first <= seq && seq <= last)
    const mayBe = commands.some(
      ([of, isErased, seq]) => of === person || (isErased === 1 && !isOwn(seq)),
    )
    if (mayBe) gone.add(`${tenant} ${person}`)
    // What was in progress is erased when it ends, however long that takes.
    return gone.has(`${tenant} ${person}`) ? null : `of ${person}, whom no command forgot`
  }
}

const holdSchema = z.object({ limit: z.literal('legal_hold'), legal_hold: z.string().nullable() })

/** Says so if a legal hold was on at this position; null if not, or unknown. */
function holdReader(db: Connection): (position: number) => string | null {
  const rows = db
    .prepare<[string], [position: number, body: string | null]>(
      `SELECT a.position, b.bytes FROM artifacts a JOIN bodies b USING (position)
       WHERE a.tenant = ? AND a.type = 'limit.reached' ORDER BY a.position`,
    )
    .raw()
    .all(environmentChain)
  const holds = rows.flatMap(([position, body]) => {
    const said = holdSchema.safeParse(jsonOf(body ?? ''))
    if (!said.success && body !== null) return []
    return [{ position, isOn: typeof said.data?.legal_hold === 'string' }]
  })
  return (position) => {
    const last = holds.findLast((one) => one.position < position)
    return last?.isOn === true ? 'in a legal hold' : null
  }
}
