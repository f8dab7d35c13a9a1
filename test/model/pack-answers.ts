// Who has answered a request under a generated pack, and the state of a command there.

import type { Environment, Profile } from '../../src/policy/names.ts'
import type { Bench } from './bench.ts'
import type { Standing, Vote } from './governed-standing.ts'
import { type About, type Demand, isFilled } from './pack-demands.ts'
import type { WrittenPack } from './written-pack.ts'

export interface Typed {
  readonly who: string
  readonly text: string
  readonly at: number
}

export interface Row {
  readonly id: string
  readonly name: string
  readonly flow: string
  readonly tenant: string
  readonly requester: string
  readonly subject?: string
  readonly target?: string
  readonly slots: Readonly<Record<string, unknown>>
  readonly acts?: readonly { readonly does: string; readonly slots: Row['slots'] }[]
  readonly preview: {
    readonly shows: readonly (readonly [string, string])[]
    readonly changes: readonly { field: string; before: string | null; after: string | null }[]
  } | null
  readonly approval: {
    readonly requestedAt: number
    readonly expiresAt: number
    readonly blocked: boolean
    readonly denials: number
    readonly approvers: number
    readonly scope: string
    readonly also?: readonly string[]
    readonly requesterMayApprove: boolean
    readonly groups: readonly { readonly role: string; readonly at_least: number }[]
    readonly votes: readonly Vote[]
  } | null
}

export interface News {
  readonly type: string
  readonly time: string
  readonly actor: string
  readonly id: string
  readonly body: string
}

export interface PackScene {
  readonly bench: Bench
  readonly written: WrittenPack
  readonly environment: Environment
  readonly profile: Profile
  /** By message id. */
  readonly typed: ReadonlyMap<string, Typed>
  /** Every role that a person has had, including being on call. */
  readonly rolesOf: (person: string) => readonly string[]
  /** Rights were changed without a command: afterwards only the next answer settles the request. */
  readonly isRewritten: () => boolean
}

/** The scene, the state just before, and what was observed so far. */
export interface Watch extends PackScene {
  before: Standing
  /** Times at which each person showed a correct code. */
  readonly shown: Map<string, readonly number[]>
  /** Times at which each person was shown a preview. */
  readonly previewed: Map<string, readonly number[]>
  /** When each request expires, by the pack. */
  readonly due: Map<string, number>
  starts: number
  approved: number
}

type Terms = Pick<Demand, 'approvers' | 'denials' | 'groups' | 'scope' | 'maySelf'> & {
  readonly also?: readonly string[]
}

const profiles: readonly Profile[] = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational']

export function rowOf({ bench }: Watch, key: string): Row | undefined {
  const sql = 'SELECT record FROM commands WHERE id = ? OR name = ?'
  const record = bench.look.prepare(sql).pluck().get(key, key)
  return record === undefined ? undefined : JSON.parse(String(record))
}

export function aboutOf(watch: Watch, row: Row): About {
  const { bench, before } = watch
  const doing = (does: string) => [...bench.rules.flows.values()].filter((it) => it.does === does)
  const flow = bench.rules.flows.get(row.flow)
  if (flow === undefined) throw new Error(`Broken: ${row.name} of no flow`)
  const { acts = [], preview } = row
  const done = acts.flatMap((act) => doing(act.does))
  const isHarsh = flow.risk === 'R2' && done.some((one) => /S2|.3/.test(one.risk))
  const risk = bench.look
    .prepare(
      `SELECT b.bytes ->> '$.risk_class' FROM artifacts JOIN bodies b USING (position)
       WHERE type = 'command.previewed' AND command_id = ? ORDER BY position DESC`,
    )
    .pluck()
    .get(row.id)
  const step = profiles.indexOf(watch.profile) + (before.suspicious ? 1 : 0)
  const now = bench.now()
  return {
    environment: watch.environment,
    profile: profiles[Math.min(step, profiles.length - 1)] ?? '',
    isEmergency: before.emergencies.some((one) => one.tenant === row.tenant && now < one.until),
    now,
    names: [row.flow, ...(row.flow === 'command.retry' ? [] : done.map((one) => one.command))],
    safetyClass: isHarsh ? 'R3' : flow.risk,
    declared: isHarsh ? 'recovery' : (flow.approval_policy_id ?? null),
    requester: row.requester,
    values: [
      ...[row, ...acts].flatMap((one) => Object.entries(one.slots)),
      ...(preview?.shows ?? []),
      ...(preview?.changes ?? []).flatMap(({ field, before: was, after }) =>
        [was, after].flatMap((it) => (it ? [[field.replace(/^C-\w+ /, ''), it] as const] : [])),
      ),
    ],
    count: acts.length || 1,
    risk: risk === undefined || risk === null ? null : String(risk),
    isForTwo: flow.two_people,
    isAvailable: flow.available !== 'open',
  }
}

function isGood(watch: Watch, vote: Vote, row: Row, { scope, also = [], maySelf }: Terms): boolean {
  const { bench, before, written } = watch
  const now = bench.now()
  const find = (id: string) =>
    before.people.find((one) => one.id === id && one.suspended === undefined)
  const owner = find(vote.insteadOf ?? vote.approver)
  const voter = find(vote.approver)
  if (owner === undefined || voter === undefined) return false
  const isNobodys = (id: string) => id === row.subject || (id === row.requester && !maySelf)
  if ([owner, voter].some((one) => one.tenant !== row.tenant || isNobodys(one.id))) return false
  const grants = owner.roles.flatMap((role) => written.roles[role] ?? [])
  const given = bench.look.prepare("SELECT record ->> '$.grants' FROM people WHERE id = ?")
  const extra: readonly string[] = JSON.parse(String(given.pluck().get(owner.id)))
  const isHeld = (wanted: string) =>
    [...grants, ...extra].some(
      (one) => one === wanted || (one === 'admin.*' && /^admin\./.test(wanted)),
    )
  if (![scope, ...also].every(isHeld)) return false
  const { delegation } = owner
  const isHanded = delegation?.to === voter.id && now >= delegation.since && now < delegation.until
  return vote.insteadOf === undefined || isHanded
}

/** The result of the answers under these terms: `granted`, `denied`, or what is missing. */
export function answersTo(watch: Watch, row: Row, terms: Terms): string {
  const last = [...new Map(row.approval?.votes.map((one) => [one.approver, one])).values()]
  const denied = last.filter((one) => one.choice === 'deny')
  if (denied.length >= terms.denials) return 'denied'
  const good = last.filter((one) => one.choice === 'grant' && isGood(watch, one, row, terms))
  const places = new Set(good.map((one) => one.insteadOf ?? one.approver))
  if (places.size < terms.approvers) return `only ${places.size} of ${terms.approvers}`
  const wanted = [...terms.groups].flatMap(([role, count]) => Array(count).fill(role))
  const people = good.flatMap(
    (one) => watch.before.people.find((it) => it.id === one.approver) ?? [],
  )
  return isFilled(wanted, people) ? 'granted' : 'a group is missing'
}
