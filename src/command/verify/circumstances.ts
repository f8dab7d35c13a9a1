// Lockdowns, suspicion and emergencies in force at a decision, according to earlier evidence.

import { z } from 'zod'
import { jsonOf } from '../../evidence/json.ts'
import type { Mode } from '../../policy/lockdown.ts'
import { lockableParts, locksInForce, type PartLock } from '../../policy/lockdown.ts'
import { environmentChain } from '../changes.ts'

/** One artifact that may change them. */
export interface CircumstanceRow {
  readonly position: number
  readonly tenant: string
  readonly type: string
  /** ISO 8601 in UTC. */
  readonly time: string
  /** Null once erased. */
  readonly body: string | null
}

/** The types of evidence that may change them. */
export const circumstanceTypes: readonly string[] = ['lockdown.on', 'lockdown.off', 'limit.reached']

/** Each member is null if evidence no longer tells it. */
export interface Circumstances {
  readonly locks: { readonly mode: Mode; readonly partLocks: readonly PartLock[] } | null
  readonly suspicious: boolean | null
  /** Epoch milliseconds; 0 for none. */
  readonly emergencyUntil: number | null
}

const bodySchema = z.object({
  part: z.enum(lockableParts).optional(),
  of: z.string().optional(),
  until: z.iso.datetime({ precision: 3 }).nullish(),
  limit: z.string().optional(),
  lifted: z.boolean().optional(),
  state: z.string().optional(),
})
type Body = z.output<typeof bodySchema>

/** What is known after one artifact. */
interface Known {
  readonly position: number
  /** The locks by part and name; part and name are empty for the whole environment. */
  readonly locks: ReadonlyMap<string, PartLock>
  /** Lockdowns in force whose evidence bodies are erased. */
  readonly hidden: number
  readonly suspicious: boolean | null
  /** When each tenant's emergency ends, epoch milliseconds. */
  readonly emergencies: ReadonlyMap<string, number>
  /** When the newest `limit.reached` with an erased body was written, by tenant. */
  readonly erased: ReadonlyMap<string, number>
}

export interface Moment {
  /** The position of the artifact that is judged. */
  readonly position: number
  readonly tenant: string
  readonly now: number
  /** The longest an emergency may last under the policy of that time. */
  readonly emergencyMs: number
}

/**
 * Takes the rows in the order written; the returned function tells what held before any position.
 */
export function circumstancesOf(
  rows: Iterable<CircumstanceRow>,
): (moment: Moment) => Circumstances {
  const nothing: Known = {
    position: 0,
    ...{ locks: new Map(), hidden: 0, suspicious: false },
    ...{ emergencies: new Map(), erased: new Map() },
  }
  const known = [nothing]
  for (const row of rows) {
    const before = known.at(-1) ?? nothing
    const after = afterOf(before, row)
    if (after !== before) known.push({ ...after, position: row.position })
  }
  return ({ position, tenant, now, emergencyMs }) => {
    const at = lastBefore(known, position)
    const erasedAt = at.erased.get(tenant) ?? Number.NEGATIVE_INFINITY
    return {
      locks: at.hidden > 0 ? null : locksAt(at, now),
      suspicious: at.suspicious,
      emergencyUntil: now - erasedAt < emergencyMs ? null : (at.emergencies.get(tenant) ?? 0),
    }
  }
}

function afterOf(before: Known, { tenant, type, time, body: text }: CircumstanceRow): Known {
  const body = bodyIn(text)
  const at = Date.parse(time)
  if (type === 'limit.reached') {
    if (body === null) {
      const erased = new Map(before.erased).set(tenant, at)
      // Suspicion is recorded in the environment's own chain.
      return {
        ...before,
        erased,
        suspicious: tenant === environmentChain ? null : before.suspicious,
      }
    }
    if (body.limit === 'suspicion') return { ...before, suspicious: body.lifted !== true }
    return body.limit === 'emergency' ? emergencyAfter(before, tenant, at, body) : before
  }
  if (body === null) return hiddenAfter(before, type)
  const key = `${body.part ?? ''} ${body.of ?? ''}`
  const locks = new Map(before.locks)
  if (type === 'lockdown.off') {
    // It may end a lockdown whose start is erased.
    const isKnown = locks.delete(key)
    return { ...before, locks, hidden: isKnown ? before.hidden : Math.max(0, before.hidden - 1) }
  }
  locks.set(key, lockOf(body, at))
  return { ...before, locks }
}

/**
 * An erased lockdown artifact. If one ended that is not known as hidden, any known one may have
 * ended, so none is assumed to hold.
 */
function hiddenAfter(before: Known, type: string): Known {
  if (type === 'lockdown.on') return { ...before, hidden: before.hidden + 1 }
  return before.hidden > 0
    ? { ...before, hidden: before.hidden - 1 }
    : { ...before, locks: new Map() }
}

/** Null if erased or unreadable. */
function bodyIn(text: string | null): Body | null {
  return text === null ? null : (bodySchema.safeParse(jsonOf(text)).data ?? null)
}

function lockOf({ part = 'class', of = '', until }: Body, since: number): PartLock {
  const end = typeof until === 'string' ? Date.parse(until) : null
  return { part, of, by: '', reason: '', since, until: end }
}

function emergencyAfter(before: Known, tenant: string, at: number, body: Body): Known {
  const emergencies = new Map(before.emergencies)
  if (body.state === 'declared') emergencies.set(tenant, Date.parse(body.until ?? ''))
  else if (body.state === 'ended_by_hand') emergencies.set(tenant, at)
  return { ...before, emergencies }
}

function locksAt({ locks }: Known, now: number): NonNullable<Circumstances['locks']> {
  const whole = locks.get(' ')
  const isLocked = whole !== undefined && locksInForce([whole], now).length > 0
  const parts = [...locks].flatMap(([key, lock]) => (key === ' ' ? [] : [lock]))
  return {
    mode: isLocked
      ? { kind: 'locked', cause: 'by_request', by: '', reason: '', since: whole.since }
      : { kind: 'open' },
    partLocks: locksInForce(parts, now),
  }
}

/** What was known before the artifact at this position. */
function lastBefore(known: readonly Known[], position: number): Known {
  const found = known[indexBefore(known, position)]
  if (found === undefined) throw new Error('Nothing is known before the first artifact.')
  return found
}

/** Where the last one before this place stands, in a list that ascends; -1 for none. */
export function indexBefore(
  all: readonly { readonly position: number }[],
  position: number,
): number {
  let [low, high] = [-1, all.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((all[middle]?.position ?? 0) < position) low = middle
    else high = middle - 1
  }
  return low
}
