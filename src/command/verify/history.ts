// What a decision rests on beside the evidence of its own command, as all chains say it by then.

import { z } from 'zod'
import { jsonOf } from '../../evidence/json.ts'
import type { Facts } from '../facts.ts'
import { type Circumstances, indexBefore, type Moment } from './circumstances.ts'
import { statesAllRights } from './rights-checker.ts'

export interface History {
  /** Lockdowns, a suspicion and emergencies. */
  readonly circumstances: (moment: Moment) => Circumstances
  /** Did this person show a code behind that time, in epoch milliseconds, and before this place? */
  readonly showedSince: (person: string, position: number, since: number) => boolean
  /** What had been counted before this place, in the day before that time. */
  readonly counted: (position: number, now: number) => Pick<Facts['tallies'], 'get'>
  /**
   * How many requests this person, or this agent (by its session) in their name, had open before
   * this place.
   */
  readonly openRequests: (requester: string, agent: string | undefined, position: number) => number
  /** The roles of a person before this place; null where no evidence says them any more. */
  readonly rolesAt: (person: string, position: number) => readonly string[] | null
}

/** One `auth.accepted`. */
export interface FactorRow {
  readonly position: number
  readonly person: string
  /** ISO 8601 in UTC. */
  readonly time: string
  /** How; null once that is erased. */
  readonly method: string | null
}

/** What makes a person's second factor fresh; one that is fresh already makes it no fresher. */
const refreshing: readonly (string | null)[] = ['code', 'recovery', null]

/** Takes the rows in the order in which they were written. */
export function factorHistory(rows: Iterable<FactorRow>): History['showedSince'] {
  const byPerson = new Map<string, { readonly position: number; readonly at: number }[]>()
  for (const { position, person, time, method } of rows) {
    if (!refreshing.includes(method)) continue
    const shown = byPerson.get(person) ?? []
    byPerson.set(person, shown)
    shown.push({ position, at: Date.parse(time) })
  }
  return (person, position, since) => {
    const shown = byPerson.get(person) ?? []
    // The newest is nearly always the one.
    for (let at = indexBefore(shown, position); at >= 0; at -= 1)
      if ((shown[at]?.at ?? since) > since) return true
    return false
  }
}

/** One artifact that changes rights, or says those of all. */
export interface RolesRow {
  readonly position: number
  readonly type: string
  /** Null once erased. */
  readonly body: string | null
}

const rolesSchema = z.object({
  rights: z
    .array(z.object({ people: z.array(z.string()), roles: z.array(z.string()).optional() }))
    .optional(),
})

/** What was known of somebody's roles from an artifact on. */
interface KnownRoles {
  readonly position: number
  readonly roles: readonly string[] | null
}

/** Takes the rows in the order in which they were written. */
export function roleHistory(rows: Iterable<RolesRow>): History['rolesAt'] {
  const byPerson = new Map<string, KnownRoles[]>()
  const know = (person: string, position: number, roles: KnownRoles['roles']): void => {
    const known = byPerson.get(person) ?? []
    byPerson.set(person, known)
    if (known.at(-1)?.roles?.join() !== roles?.join()) known.push({ position, roles })
  }
  for (const { position, type, body } of rows) {
    // Null where nobody can read it.
    const said = rolesSchema.safeParse(jsonOf(body ?? '')).data ?? null
    const saidOf = new Set(said?.rights?.flatMap((one) => one.people))
    if (said === null || (type === statesAllRights && said.rights !== undefined))
      for (const person of byPerson.keys()) if (!saidOf.has(person)) know(person, position, null)
    for (const { people, roles = [] } of said?.rights ?? [])
      for (const person of people) know(person, position, roles)
  }
  return (person, position) => {
    const known = byPerson.get(person) ?? []
    return known[indexBefore(known, position)]?.roles ?? null
  }
}
