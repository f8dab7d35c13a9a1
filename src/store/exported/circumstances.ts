// Reads what held around the artifacts of a pack: lockdowns, a suspicion, the bound policy, and
// emergencies. What had ended before is left out.

import { z } from 'zod'
import { environmentChain } from '../../command/changes.ts'
import { jsonOf } from '../../evidence/json.ts'
import type { PackArtifact } from '../../evidence/pack.ts'
import type { Connection } from '../file/database.ts'
import { storedArtifacts } from './range-pack.ts'

/** The first and last time of what is packed; ISO 8601 in UTC. */
export interface Span {
  readonly from: string
  readonly to: string
}

/** Of the artifacts that match the SQL condition `where`; null where there are none. */
export function spanOf(
  db: Connection,
  where: string,
  ...values: readonly (string | number)[]
): Span | null {
  const row = db
    .prepare(`SELECT min(time), max(time) FROM artifacts WHERE ${where}`)
    .raw()
    .get(...values)
  const [from, to] = z.tuple([z.string().nullable(), z.string().nullable()]).parse(row)
  return from === null || to === null ? null : { from, to }
}

/** Without lockdowns of other tenants, unless this tenant asked for them. */
export function circumstanceRows(
  db: Connection,
  chain: string,
  tenant: string,
  { from, to }: Span,
): readonly PackArtifact[] {
  const types = chain === environmentChain ? ownTypes : emergencyTypes
  const where = `a.tenant = ? AND a.time <= ? AND a.type IN (${types})`
  const ours = db.prepare('SELECT 1 FROM commands WHERE name = ? AND tenant = ?')
  const isOthers = ({ part, of, command = '' }: Body) =>
    part === 'tenant' && of !== tenant && ours.get(command, tenant) === undefined
  let kept: Kept[] = []
  for (const artifact of storedArtifacts(db, where, chain, to)) {
    const { type, time } = sealedSchema.parse(JSON.parse(artifact.bytes))
    const meaning = meaningOf(type, artifact.body?.bytes ?? null, isOthers)
    // What an erased one was about is unknown, and matters only after what it may have ended.
    if (meaning === null || (meaning.key === erasedLimit && !kept.some(isLimit))) continue
    const left = time < from ? without(kept, meaning) : null
    if (left !== null) kept = left
    if (left === null || !meaning.ends) kept.push({ artifact, key: meaning.key })
  }
  return kept.map((one) => one.artifact)
}

const ownTypes = "'lockdown.on', 'lockdown.off', 'limit.reached', 'policy.bound'"
const emergencyTypes = "'limit.reached'"

const sealedSchema = z.object({ type: z.string(), time: z.string() })

interface Kept {
  readonly artifact: PackArtifact
  readonly key: string
}

/** What an artifact is about, and whether that is over with it. */
interface Meaning {
  readonly key: string
  readonly ends: boolean
}

const bodySchema = z.looseObject({
  part: z.string().optional(),
  of: z.string().optional(),
  limit: z.string().optional(),
  lifted: z.boolean().optional(),
  state: z.string().optional(),
  command: z.string().optional(),
})
type Body = z.output<typeof bodySchema>

const erasedLock = 'lock'
const erasedLimit = 'limit'
const isLimit = ({ key }: Pick<Kept, 'key'>) => key === 'suspicion' || key === 'emergency'

function meaningOf(
  type: string,
  text: string | null,
  isOthers: (body: Body) => boolean,
): Meaning | null {
  if (type === 'policy.bound') return { key: type, ends: false }
  const body = text === null ? null : (bodySchema.safeParse(jsonOf(text)).data ?? null)
  if (type === 'limit.reached')
    return body === null ? { key: erasedLimit, ends: false } : limitMeaning(body)
  const ends = type === 'lockdown.off'
  if (body === null) return { key: erasedLock, ends }
  const { part = '', of = '' } = body
  return isOthers(body) ? null : { key: `lock ${part} ${of}`, ends }
}

function limitMeaning({ limit, lifted, state }: Body): Meaning | null {
  if (limit === 'suspicion') return { key: limit, ends: lifted === true }
  if (limit !== 'emergency') return null
  if (state === 'declared') return { key: limit, ends: false }
  return state === 'ended_by_hand' ? { key: limit, ends: true } : null
}

/** The newest of these replaces those before. */
const single = ['policy.bound', 'emergency']

/**
 * Without what this one ends or replaces. What begins or ends a lockdown may be erased, and is then
 * the other half of one that is known or erased. Null if it cannot be told which one it ends.
 */
function without(kept: readonly Kept[], { key, ends }: Meaning): Kept[] | null {
  if (!ends && !single.includes(key)) return [...kept]
  const others = kept.filter((one) => one.key !== key)
  const isFound = key !== erasedLock && others.length < kept.length
  if (isFound || isLimit({ key }) || single.includes(key)) return others
  const hidden = kept.findLastIndex((one) => one.key === erasedLock)
  return hidden < 0 ? null : kept.toSpliced(hidden, 1)
}
