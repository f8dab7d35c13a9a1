// What a pack demands of one command, written again from docs/policy.md without code of src/.

import {
  spanOf,
  type WrittenApproval,
  type WrittenPack,
  type WrittenRule,
  type WrittenWeek,
} from './written-pack.ts'

/** The facts of a command that a pack decides on. */
export interface About {
  readonly environment: string
  /** The profile in force, one step stricter under suspicion. */
  readonly profile: string
  readonly isEmergency: boolean
  readonly now: number
  /** Its own name, or those of the commands that a recovery runs. */
  readonly names: readonly string[]
  readonly safetyClass: string
  readonly declared: string | null
  readonly requester: string
  readonly values: readonly (readonly [name: string, value: unknown])[]
  readonly count: number
  readonly risk: string | null
  readonly isForTwo: boolean
  /** Available during a lockdown. */
  readonly isAvailable: boolean
}

export interface Demand {
  readonly id: string
  readonly approvers: number
  readonly denials: number
  readonly groups: ReadonlyMap<string, number>
  readonly scope: string
  /** Further scopes that each approver needs. */
  readonly also: readonly string[]
  readonly expiresMs: number
  readonly roles: readonly string[]
  readonly maySelf: boolean
  readonly stepUp: string | null
}

export type Demanded =
  | { readonly kind: 'no'; readonly why: string }
  | { readonly kind: 'nothing' }
  | ({ readonly kind: 'approval' } & Demand)

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function isWithin({ days: on, from, to }: WrittenWeek, now: number): boolean {
  const at = new Date(now)
  const time = at.toISOString().slice(11, 16)
  const [today, before] = [days[at.getUTCDay()] ?? '', days[(at.getUTCDay() + 6) % 7] ?? '']
  if (from < to) return on.includes(today) && time >= from && time < to
  return (on.includes(today) && time >= from) || (on.includes(before) && time < to)
}

/** It needs no approval, and neither a freeze nor a rule stops it. */
export function isLeftOpen({ isAvailable, safetyClass }: About): boolean {
  return isAvailable && ['S0', 'S1'].includes(safetyClass)
}

function isOver(value: string, limit: number): boolean {
  return value === '' || Number.isNaN(Number(value)) || Number(value) > limit
}

function holds({ when }: WrittenRule, about: About): boolean {
  const { amount, target, during, outside, commands } = when
  const of = (name: string) =>
    about.values.filter(([one]) => one === name).map(([, value]) => String(value).trim())
  const among = (list: readonly string[] | undefined, one: string | null) =>
    list === undefined || list.some((it) => it === one)
  return [
    commands === undefined ? !isLeftOpen(about) : commands.some((it) => about.names.includes(it)),
    among(when.classes, about.safetyClass),
    among(when.requesters, about.requester),
    among(when.environments, about.environment),
    among(when.risk, about.risk),
    amount === undefined || of(amount.of).some((value) => isOver(value, amount.above)),
    when.count_above === undefined || about.count > when.count_above,
    target === undefined || of(target.slot).some((it) => new RegExp(target.matches, 'iu').test(it)),
    during === undefined || isWithin(during, about.now),
    outside === undefined || !isWithin(outside, about.now),
  ].every(Boolean)
}

function isFrozen({ freezes }: WrittenPack, about: About): boolean {
  return freezes.some(
    ({ classes, weekly, once }) =>
      classes.includes(about.safetyClass) &&
      ((weekly !== undefined && isWithin(weekly, about.now)) ||
        (once !== undefined &&
          about.now >= Date.parse(once.from) &&
          about.now < Date.parse(once.to))),
  )
}

/** The largest number of places of each role in any of these policies. */
function groupsOf(policies: readonly WrittenApproval[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>()
  for (const { groups = [] } of policies)
    for (const role of new Set(groups.map((one) => one.role))) {
      const places = groups.filter((one) => one.role === role)
      const count = places.reduce((sum, one) => sum + one.at_least, 0)
      most.set(role, Math.max(most.get(role) ?? 0, count))
    }
  return most
}

export function demandOf(pack: WrittenPack, about: About): Demanded {
  const rules = pack.rules.filter((one) => holds(one, about))
  const emergency = about.isEmergency ? pack.emergency : undefined
  if (rules.some((one) => one.then.refuse)) return { kind: 'no', why: 'forbidden' }
  const isDeclared = about.names.includes('emergency.declare')
  const passes = isDeclared || emergency !== undefined || isLeftOpen(about)
  if (!passes && isFrozen(pack, about)) return { kind: 'no', why: 'frozen' }
  const profile = pack.profiles[about.profile]
  const ofClass = isLeftOpen(about) ? undefined : profile?.approvers[about.safetyClass]
  const isAsked = ofClass !== undefined || about.isForTwo
  const named = rules.flatMap((one) => one.then.approval ?? [])
  const more = Math.max(0, ...rules.map((one) => one.then.approvers ?? 0))
  const id = named[0] ?? about.declared
  const main = id === null ? undefined : pack.approvals[id]
  const isFitting = main?.classes.includes(about.safetyClass) || id !== about.declared
  const isHigh = ['S2', 'S3', 'R3'].includes(about.safetyClass)
  const isNeeded = isAsked || more > 0 || named.length > 0
  if ((isHigh || isNeeded) && (main === undefined || !isFitting))
    return { kind: 'no', why: 'policy_missing' }
  if (!isNeeded || id === null || main === undefined) return { kind: 'nothing' }
  const ids = new Set([id, ...named, ...(isAsked && about.declared ? [about.declared] : [])])
  const all = [...ids].flatMap((one) => pack.approvals[one] ?? [])
  // A policy for other classes demands what it demands of those.
  const own = (one: (typeof all)[number]) =>
    one.classes.includes(about.safetyClass) ? [about.safetyClass] : one.classes
  const countOf = (name: string) =>
    name === about.safetyClass ? (ofClass ?? 0) : (profile?.approvers[name] ?? 0)
  const usual = Math.max(
    1,
    more,
    ...all.map((one) => one.approvers ?? Math.max(...own(one).map(countOf))),
  )
  const shown = [about.safetyClass, ...all.flatMap(own)].flatMap(
    (name) => pack.step_up[about.environment]?.[name] ?? [],
  )
  const inTime = shown.toSorted((one, other) => lengthOf(one) - lengthOf(other))
  return {
    kind: 'approval',
    id,
    approvers: Math.min(usual, emergency?.approvers ?? usual),
    denials: Math.min(...all.map((one) => one.denials ?? 1)),
    groups: emergency === undefined ? groupsOf(all) : new Map(),
    scope: main.scope,
    also: [...new Set(all.map((one) => one.scope))].filter((one) => one !== main.scope),
    expiresMs: Math.min(...all.map((one) => spanOf(one.expires))),
    roles: [...main.ask, ...main.fallback],
    maySelf: profile?.requester_may_approve === true && !about.isForTwo,
    stepUp: inTime[0] ?? null,
  }
}

/** How long a code is valid, in milliseconds: 0 for one that counts for its own answer only. */
function lengthOf(stepUp: string): number {
  return stepUp === 'each' ? 0 : spanOf(stepUp)
}

/** Can each place be given to a different person with its role? */
export function isFilled(
  places: readonly string[],
  people: readonly { readonly roles: readonly string[] }[],
): boolean {
  const [role, ...rest] = places
  if (role === undefined) return true
  return people.some(
    (one) =>
      one.roles.includes(role) &&
      isFilled(
        rest,
        people.filter((other) => other !== one),
      ),
  )
}
