// The least that a policy text demands for a command, implemented from the contract and not from
// the program. Times, amounts, patterns and risks of fields may raise it; rules that use one of
// these are skipped.

import { memberOf } from './claims.ts'
import { isObject, type Json, type JsonObject } from './pack-file.ts'

/** The facts of a command that a policy decides on. */
export interface Wish {
  readonly environment: string
  readonly profile: string
  readonly safetyClass: string
  readonly requester: Json
  readonly isAgents: boolean
  /** Its name, or for a recovery the names of the commands that it runs. */
  readonly names: readonly string[]
  readonly count: number
  /** The approval policy that it declares. */
  readonly declared: string | null
  readonly twoPeople: boolean
  /**
   * A command of Aval's own that is available in a lockdown: rules for a class do not apply to it.
   */
  readonly isLeftOpen: boolean
  readonly isEmergency: boolean
}

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
  readonly wanted: Wanted | null
  readonly requesterMayApprove: boolean
}

/** Null where the text does not have the profile. */
export function demandOf(policy: JsonObject, wish: Wish): Demand | null {
  const profile = memberOf(policy, 'profiles')[wish.profile]
  if (!isObject(profile)) return null
  const rules = list(policy, 'rules').flatMap((one) =>
    isObject(one) && surelyHolds(one, wish) ? [one] : [],
  )
  const then = rules.map((one) => memberOf(one, 'then'))
  const refusing = rules.find((one) => memberOf(one, 'then')['refuse'] === true)
  return {
    refusedBy: refusing === undefined ? null : String(refusing['name']),
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

/** The conditions that can be evaluated here, by name. */
const parts: Readonly<Record<string, (said: Json, wish: Wish) => boolean>> = {
  commands: (said, { names }) => isIn(said, names),
  classes: (said, { safetyClass }) => isIn(said, [safetyClass]),
  requesters: (said, { requester }) => isIn(said, [requester]),
  environments: (said, { environment }) => isIn(said, [environment]),
  agent: (said, { isAgents }) => said === isAgents,
  count_above: (said, { count }) => count > numberOf(said),
}

function surelyHolds(rule: JsonObject, wish: Wish): boolean {
  const when = Object.entries(memberOf(rule, 'when'))
  const isMeant = !wish.isLeftOpen || when.some(([name]) => name === 'commands')
  return (
    isMeant && when.length > 0 && when.every(([name, said]) => parts[name]?.(said, wish) === true)
  )
}

function isIn(said: Json, these: readonly Json[]): boolean {
  return Array.isArray(said) && these.some((one) => said.includes(one))
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

export function list(value: JsonObject, name: string): readonly Json[] {
  const member = Object.hasOwn(value, name) ? value[name] : undefined
  return Array.isArray(member) ? member : []
}

export function textIn(value: JsonObject, name: string): string | null {
  const member = value[name]
  return typeof member === 'string' ? member : null
}

export function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Parses a duration such as `30m` to milliseconds; null for anything else. */
function spanOf(value: Json | undefined): number | null {
  const [, digits, unit = ''] = /^(\d{1,6}) ?([smhd])$/.exec(String(value).toLowerCase()) ?? []
  return digits === undefined ? null : Number(digits) * (units[unit] ?? 0)
}
