// The last gate: in the transaction that enters `started`, everything is asked again.

import { tally } from '../policy/approval.ts'
import { decide, type Needs, type PolicyFacts } from '../policy/decide.ts'
import { type Counts, noCounts } from '../policy/limits.ts'
import { fieldsLookedAt } from '../policy/needs.ts'
import type { Person } from '../policy/people.ts'
import { changeRiskOf } from './change-risk.ts'
import { add, type Course, move, prove, revised, system } from './changes.ts'
import type { Approval, Command, Preview } from './command.ts'
import { changedSince } from './defined.ts'
import { type Facts, personOf } from './facts.ts'
import { connectorsOf, flowsDoing, isOwn } from './flow.ts'
import { rejectUnproven, unprovenOf } from './held.ts'
import { planInside } from './inside/operations.ts'
import { isAsShown } from './inside/shown.ts'
import type { RejectionReason } from './lifecycle.ts'
import { isStillSo, mayAct, riskOf } from './recover.ts'
import { reject } from './reject.ts'
import { retriedOf, unreadSince } from './retried.ts'
import type { Flow } from './spec.ts'
import { standingVotes } from './standing.ts'
import { succeed } from './succeed.ts'
import { recoveryStarts } from './taken-back.ts'

/** What policy is asked about this command, with the facts of now. */
export function policyFacts(
  facts: Pick<Facts, 'now' | 'mode' | 'partLocks' | 'rules' | 'suspicious' | 'emergencies'>,
  command: Pick<Command, 'tenant'> &
    Partial<Pick<Command, 'slots' | 'preview' | 'acts' | 'agent' | 'caller'>>,
  flow: Flow,
  requester: Person,
  counts: Counts = noCounts,
): PolicyFacts {
  const { safetyClass, approvalPolicyId } = riskOf(facts.rules, flow, command.acts)
  return {
    now: facts.now,
    environment: facts.rules.environment,
    mode: facts.mode,
    partLocks: facts.partLocks,
    binding: facts.rules.binding,
    requester,
    tenant: command.tenant,
    command: {
      safetyClass,
      approvalPolicyId,
      scopes: flow.scopes,
      confirm: flow.confirm,
      available: flow.available,
      names: [flow.command, ...doneBesides(facts.rules, command, flow)],
      connectors: connectorsOf(flow, command.acts),
      twoPeople: flow.two_people,
      values: () => valuesOf(command),
      count: command.acts?.length ?? 1,
      risk: changeRiskOf(facts.rules, flow, command),
      agent: askingAgent(command, flow),
    },
    counts,
    suspicious: facts.suspicious,
    emergencyUntil: facts.emergencies.find((one) => one.tenant === command.tenant)?.until ?? null,
  }
}

/**
 * A recovery does what other commands do, and a rule about one of those is about it, too. A retry
 * is asked as what it tries again: what was granted for that one covers it.
 */
function doneBesides(
  { flows }: Pick<Facts['rules'], 'flows'>,
  { acts = [] }: Pick<Partial<Command>, 'acts'>,
  flow: Flow,
): readonly string[] {
  if (flow.does === 'aval.recover.retry') return []
  return acts.flatMap(({ does }) => flowsDoing(flows, does).map((one) => one.command))
}

/**
 * What no card shows is kept only where a rule about this command looks at it: it may be nobody's
 * business. `probe`: the command with all of that.
 */
export function lookedAt(
  { rules }: Pick<Facts, 'rules'>,
  probe: PolicyFacts,
  { acts }: Pick<Command, 'acts'>,
  preview: Preview,
  before: readonly string[],
): Preview {
  const { target, ...shown } = preview
  const looked = [...new Set([...before, ...fieldsLookedAt(rules.pack, probe)])]
  // What Aval does itself has nothing beside what it shows.
  if (target === undefined || looked.length === 0) return shown
  const bare = bareName(acts)
  const kept = target.filter(([name]) => looked.includes(bare(name)))
  return { ...shown, looked, ...(kept.length === 0 ? {} : { target: kept }) }
}

/** In a list each field has its command's name before it. */
function bareName(acts: Command['acts'] = []): (field: string) => string {
  const mended = acts.map((act) => `${act.mends} `)
  return (field) => field.slice(mended.find((name) => field.startsWith(name))?.length ?? 0)
}

/** By name: what was typed, what the target has, and what would change, before and after. */
function valuesOf({
  preview,
  slots = {},
  acts = [],
}: Pick<Partial<Command>, 'slots' | 'preview' | 'acts'>): ReturnType<
  PolicyFacts['command']['values']
> {
  const typed = [slots, ...acts.map((act) => act.slots)].flatMap((one) => Object.entries(one))
  const bare = bareName(acts)
  const changed = (preview?.changes ?? []).flatMap(({ field, before, after }) =>
    [before, after].flatMap((one): [string, string][] =>
      one === null || one === '' ? [] : [[bare(field), one]],
    ),
  )
  const beside = (preview?.target ?? []).map(([name, value]) => [bare(name), value] as const)
  const found = new Map<string, (typeof typed)[number][1][]>()
  for (const [name, value] of [...typed, ...(preview?.shows ?? []), ...beside, ...changed])
    found.set(name, [...(found.get(name) ?? []), value])
  return Object.fromEntries(found)
}

function askingAgent(
  { agent, caller = '' }: Pick<Partial<Command>, 'agent' | 'caller'>,
  flow: Flow,
): PolicyFacts['command']['agent'] {
  return agent === undefined ? null : { name: caller, may: flow.agents }
}

/** Why the command may not start now; null when it may. Any change voids the approvals. */
export function obstacle(facts: Facts, command: Command): RejectionReason | null {
  const flow = facts.rules.flows.get(command.flow)
  const requester = personOf(facts, command.requester)
  if (command.environment !== facts.rules.environment) return 'unauthorized'
  const changed = changedSince(facts.rules, command)
  if (changed !== null) return changed
  if (flow === undefined || requester === undefined) return 'unauthorized'
  if (!mayAct(facts.rules, requester, command.acts ?? [])) return 'unauthorized'
  const retried = retriedOf(facts, command)
  if (retried?.retriedBy !== undefined) return 'impossible'
  if (!isStillSo(facts, requester, command)) return 'impossible'
  const again = decide(facts.rules.pack, policyFacts(facts, command, flow, requester))
  if (again.kind === 'refused') return again.reason
  const uncovered = retried === null ? null : coverObstacle(facts, retried, requester)
  if (uncovered !== null) return uncovered
  const wanted = again.needs.approval
  if (wanted === null) return null
  return approvalObstacle(facts, command, wanted)
}

/**
 * A retry has no approval of its own: what was granted for the failed command covers it. So that is
 * asked again as well, all but its expiry (HAPF VII.C, VIII.B): is it allowed now, is its class
 * open, and are as many as are wanted now still approvers?
 */
function coverObstacle(facts: Facts, failed: Command, requester: Person): RejectionReason | null {
  const flow = facts.rules.flows.get(failed.flow)
  const changed = changedSince(facts.rules, failed)
  if (changed !== null || flow === undefined) return changed ?? 'policy_changed'
  const now = decide(facts.rules.pack, policyFacts(facts, failed, flow, requester))
  if (now.kind === 'refused') return now.reason
  const wanted = now.needs.approval
  return wanted === null ? null : votesObstacle(facts, failed, wanted)
}

function approvalObstacle(
  facts: Facts,
  command: Command,
  wanted: NonNullable<Needs['approval']>,
): RejectionReason | null {
  const { approval } = command
  if (approval === null) return 'policy_missing'
  if (facts.now >= approval.expiresAt) return 'approval_expired'
  if (approval.blocked) return 'approval_expired'
  return votesObstacle(facts, command, wanted)
}

/** Is what was granted for these bytes enough for what is wanted now, by those who may grant it? */
function votesObstacle(
  facts: Facts,
  command: Command,
  wanted: NonNullable<Needs['approval']>,
): RejectionReason | null {
  const { approval } = command
  const { pack } = facts.rules
  if (approval === null || pack === null) return 'policy_missing'
  if (approval.fingerprint !== command.fingerprint) return 'policy_changed'
  if (!isAsStrict(approval, wanted)) return 'policy_changed'
  if (!coversGroups(approval, wanted)) return 'policy_changed'
  const standing = standingVotes(facts, command, pack)
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  return tally(standing, approval, rolesOf) === 'granted' ? null : 'unauthorized'
}

/** Other terms than policy has now, or terms that ask for less, let nothing pass. */
function isAsStrict(approval: Approval, wanted: NonNullable<Needs['approval']>): boolean {
  return (
    approval.approvers >= wanted.approvers &&
    approval.denials <= wanted.denials &&
    approval.policyId === wanted.id &&
    approval.scope === wanted.scope &&
    (wanted.also ?? []).every((one) => approval.also?.includes(one) === true) &&
    (wanted.requesterMayApprove || !approval.requesterMayApprove) &&
    factorFor(approval.stepUp) <= factorFor(wanted.stepUp)
  )
}

/** How long a second factor stands, in milliseconds: 0 for each answer, no end without one. */
function factorFor(stepUp: Approval['stepUp']): number {
  if (stepUp === null) return Number.POSITIVE_INFINITY
  return stepUp === 'each' ? 0 : stepUp
}

/** A declared emergency asks for no groups; once it is over they are wanted again. */
function coversGroups(approval: Approval, wanted: NonNullable<Needs['approval']>): boolean {
  return wanted.groups.every(({ role, at_least }) =>
    approval.groups.some((one) => one.role === role && one.at_least >= at_least),
  )
}

/** What policy says now is what `why` tells, when it is policy that refuses. */
function refusedNow(facts: Facts, course: Course, flow: Flow): Course {
  const { command } = course
  const requester = personOf(facts, command.requester)
  if (requester === undefined) return course
  const decision = decide(facts.rules.pack, policyFacts(facts, command, flow, requester))
  return decision.kind === 'allowed'
    ? course
    : { ...course, command: revised(command, { because: decision.because }) }
}

/** Pass the gate and start, or reject with what stands in the way. */
export function start(facts: Facts, course: Course, flow: Flow): Course {
  const unproven = unprovenOf(facts, course.command)
  if (unproven !== null) return rejectUnproven(facts, course, unproven)
  const tallies = unreadSince(facts, course.command)
  if (tallies !== null) return add(course, { kind: 'first_needs', needs: { tallies } })
  const reason = obstacle(facts, course.command)
  if (reason !== null) return reject(facts, refusedNow(facts, course, flow), reason)
  const inside =
    isOwn(flow) && course.command.acts === undefined
      ? planInside(facts, course.command, flow)
      : null
  if (inside?.kind === 'no')
    return reject(facts, course, inside.reason, { lines: inside.lines, kind: 'refusal' })
  if (!isAsShown(facts, course.command, flow)) return reject(facts, course, 'policy_changed')
  const started = move(course, 'started', facts.now)
  const proved = add(started, prove(facts, started.command, 'command.started', system, {}))
  if (inside !== null) return succeed(facts, add(proved, ...inside.changes), inside.outcome)
  const what = flow.risk === 'S0' ? 'read' : 'apply'
  const marked = recoveryStarts(facts, started.command)
  return add(proved, ...marked, { kind: 'work', what, commandId: course.command.id })
}
