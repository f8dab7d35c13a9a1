// What the text of a policy wants of a command at least, written down once more from the contract and
// not from the program.

import { list, memberOf, numberOf, textIn } from './members.ts'
import { isObject, type Json, type JsonObject } from './pack-file.ts'
import { holdsWhen, isFrozen, type Wish } from './when.ts'

/** The least that an approval needs. Times are in milliseconds. */
export interface Wanted {
  readonly scopes: readonly string[]
  readonly approvers: number
  readonly denials: number
  readonly expires: number
  /** `each`: a code for each answer; a number: how long a code is valid; null: none. */
  readonly stepUp: 'each' | number | null
}

/**
 * `refusedBy`: the name of a rule that forbids it. `wanted` is null where no approval is needed.
 */
export interface Demand {
  readonly refusedBy: string | null
  /** The freeze that nothing but an emergency passes; null for none. */
  readonly frozenBy: string | null
  /** Whoever asks confirms by the name of the environment. */
  readonly acknowledge: boolean
  /** What of the text may hold, and could not be looked at: `the rule large-amount`. */
  readonly unread: readonly string[]
  readonly wanted: Wanted | null
  readonly requesterMayApprove: boolean
}

/** Null where the text does not have the profile. */
export function demandOf(policy: JsonObject, wish: Wish): Demand | null {
  const profile = memberOf(policy, 'profiles')[wish.profile]
  if (!isObject(profile)) return null
  const held = (name: string, test: typeof isFrozen) =>
    list(policy, name).map((one) => {
      const value = isObject(one) ? one : {}
      return { name: String(value['name']), value, held: test(value, wish) }
    })
  const [rules, freezes] = [held('rules', holdsWhen), held('freezes', isFrozen)]
  const holding = rules.filter((one) => one.held === true)
  const then = holding.map(({ value }) => memberOf(value, 'then'))
  const isMeant = !wish.isLeftOpen && !wish.names.includes('emergency.declare')
  const frozen = isMeant ? freezes : []
  const unread = (what: string, all: typeof rules) =>
    all.flatMap((one) => (one.held === null ? [`the ${what} ${one.name}`] : []))
  return {
    refusedBy: holding.find((_, at) => then[at]?.['refuse'] === true)?.name ?? null,
    frozenBy: frozen.find((one) => one.held === true)?.name ?? null,
    acknowledge: isAcknowledged(policy, wish, then),
    unread: [...unread('rule', rules), ...unread('freeze', frozen)],
    wanted: wantedOf(policy, profile, wish, then),
    requesterMayApprove: profile['requester_may_approve'] === true && !wish.twoPeople,
  }
}

function wantedOf(
  policy: JsonObject,
  profile: JsonObject,
  wish: Wish,
  then: readonly JsonObject[],
): Wanted | null {
  const ofClass = (name: string) => numberOf(memberOf(profile, 'approvers')[name])
  const own = wish.isLeftOpen ? 0 : ofClass(wish.safetyClass)
  const isAsked = own > 0 || wish.twoPeople
  const more = Math.max(0, ...then.map((one) => numberOf(one['approvers'])))
  const named = then.flatMap((one) => one['approval'] ?? []).map(String)
  if (!isAsked && more === 0 && named.length === 0) return null
  const ids = [...(isAsked || named.length === 0 ? [wish.declared ?? ''] : []), ...named]
  const all = ids.map((id) => memberOf(memberOf(policy, 'approvals'), id))
  const classesOf = (one: JsonObject) => list(one, 'classes').map(String)
  const wantedBy = (one: JsonObject) =>
    one['approvers'] !== undefined
      ? numberOf(one['approvers'])
      : classesOf(one).includes(wish.safetyClass)
        ? own
        : Math.max(0, ...classesOf(one).map(ofClass))
  const wanted = Math.max(more, ...all.map(wantedBy))
  const inEmergency = numberOf(memberOf(policy, 'emergency')['approvers'])
  const isShort = wish.isEmergency && inEmergency > 0
  return {
    scopes: [...new Set(all.flatMap((one) => textIn(one, 'scope') ?? []))],
    approvers: Math.max(1, isShort ? Math.min(wanted, inEmergency) : wanted),
    denials: Math.min(...all.map((one) => numberOf(one['denials']) || 1)),
    expires: Math.min(...all.map((one) => spanOf(one['expires']) ?? Number.POSITIVE_INFINITY)),
    stepUp: stepUpOf(
      policy,
      wish,
      all.filter((one) => !classesOf(one).includes(wish.safetyClass)),
    ),
  }
}

function stepUpOf(policy: JsonObject, wish: Wish, others: readonly JsonObject[]): Wanted['stepUp'] {
  const here = memberOf(memberOf(policy, 'step_up'), wish.environment)
  const classes = new Set([wish.safetyClass, ...others.flatMap((one) => list(one, 'classes'))])
  const wanted = [...classes].flatMap((one) => here[String(one)] ?? [])
  if (wanted.length === 0) return null
  const spans = wanted.flatMap((one) => spanOf(one) ?? [])
  return spans.length < wanted.length ? 'each' : Math.min(...spans)
}

/** Must the confirmation name the environment? */
function isAcknowledged(policy: JsonObject, wish: Wish, then: readonly JsonObject[]): boolean {
  const { environment, safetyClass, confirms } = wish
  if (!confirms) return false
  const here = list(memberOf(policy, 'acknowledge'), environment).includes(safetyClass)
  const isConfirmed = list(memberOf(policy, 'confirmation'), 'classes').includes(safetyClass)
  return then.some((one) => one['acknowledge'] === true) || (here && isConfirmed)
}

/** Whether the text gives this scope to these roles and additional scopes. */
export function gives(
  policy: JsonObject,
  roles: readonly Json[],
  grants: readonly Json[],
  scope: Json,
): boolean {
  const held = [
    ...grants,
    ...roles.flatMap((role) => list(memberOf(policy, 'roles'), String(role))),
  ]
  return held.map(String).some((one) => {
    if (!one.endsWith('.*')) return one === scope
    return String(scope).startsWith(one.slice(0, -1))
  })
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Parses a duration such as `30m` to milliseconds; null for anything else. */
function spanOf(value: Json | undefined): number | null {
  const [, digits, unit = ''] = /^(\d{1,6}) ?([smhd])$/.exec(String(value).toLowerCase()) ?? []
  return digits === undefined ? null : Number(digits) * (units[unit] ?? 0)
}
