// What a command needs before its effect: content rules, freezes, the approval policy and the
// confirmation.

import type { Needs, PolicyFacts, Rule } from './decision.ts'
import { freezeAt } from './freezes.ts'
import { isExempt } from './lockdown.ts'
import {
  type Environment,
  highImpactClasses,
  type Profile,
  profiles,
  type SafetyClass,
} from './names.ts'
import type { ApprovalPolicy, Binding, Pack } from './pack.ts'
import { type Circumstances, matchesWhen, mightMatch } from './when.ts'

export function rulesThatHold(pack: Pack | null, facts: PolicyFacts): Pack['rules'] {
  const circumstances = circumstancesOf(facts)
  return rulesMeant(pack, facts).filter(({ when }) => matchesWhen(when, circumstances))
}

/** Names of preview fields and slots that a rule may look at for this command, present or not. */
export function fieldsLookedAt(pack: Pack | null, facts: PolicyFacts): readonly string[] {
  const circumstances = circumstancesOf(facts)
  const rules = rulesMeant(pack, facts).filter(({ when }) => mightMatch(when, circumstances))
  return [...new Set(rules.flatMap(({ when }) => [when.amount?.of, when.target?.slot]))].flatMap(
    (name) => name ?? [],
  )
}

function rulesMeant(pack: Pack | null, { command }: PolicyFacts): Pack['rules'] {
  const isMeant = ({ when }: Pack['rules'][number]) =>
    !isExempt(command) || when.commands !== undefined
  return (pack?.rules ?? []).filter(isMeant)
}

function circumstancesOf(facts: PolicyFacts): Circumstances {
  const { command, requester, now } = facts
  return {
    now,
    commands: command.names,
    safetyClass: command.safetyClass,
    requester: requester.id,
    environment: facts.environment,
    risk: command.risk?.class ?? null,
    agent: command.agent !== null,
    // Computed only if a rule asks: few rules do, and most are about other commands.
    get values() {
      return command.values()
    },
    count: command.count,
  }
}

/**
 * The name of the freeze in force for this class; null for none. A declared emergency, and the
 * command that declares one, are not frozen.
 */
export function frozenBy(pack: Pack | null, facts: PolicyFacts): string | null {
  const { command } = facts
  const isDeclared = command.names.includes('emergency.declare')
  if (pack === null || isDeclared || inEmergency(pack, facts) || isExempt(command)) return null
  return freezeAt(pack.freezes, command.safetyClass, facts.now)?.name ?? null
}

function inEmergency(pack: Pack, facts: PolicyFacts): boolean {
  return (
    pack.emergency !== undefined &&
    facts.emergencyUntil !== null &&
    facts.now < facts.emergencyUntil
  )
}

/** The profile in force: the bound one, or the next stricter one under suspicion (HAPF XIV). */
function profileNow(binding: Binding, suspicious: boolean): Profile {
  const next = profiles[profiles.indexOf(binding.profile) + 1]
  return suspicious && next !== undefined ? next : binding.profile
}

/**
 * The approval needed under the command's declared policy and those named by `rules` that hold;
 * null if none is needed. 'missing' (a refusal) if a class that needs a policy has none.
 */
export function approvalPolicyOf(
  pack: Pack | null,
  facts: PolicyFacts,
  rules: Pack['rules'],
): Needs['approval'] | 'missing' {
  const { safetyClass } = facts.command
  if (pack === null || facts.binding === null) return null
  const profile = pack.profiles[profileNow(facts.binding, facts.suspicious)]
  if (profile === undefined) return 'missing'
  const { approvalPolicyId: declared, twoPeople } = facts.command
  const named = rules.flatMap((one) => one.then.approval ?? [])
  const id = named[0] ?? declared
  const policy = policyNamed(pack, id)
  const fits = policy?.classes.includes(safetyClass) === true || id !== declared
  if (highImpactClasses.includes(safetyClass) && !(policy !== undefined && fits)) return 'missing'
  const ofClass = isExempt(facts.command) ? undefined : profile.approvers[safetyClass]
  const isAsked = ofClass !== undefined || twoPeople
  const more = Math.max(0, ...rules.map((one) => one.then.approvers ?? 0))
  if (!isAsked && more === 0 && named.length === 0) return null
  if (policy === undefined || id === null || !fits) return 'missing'
  // A policy that a rule names adds to what the class asks; it never lowers it.
  const others = [...(isAsked ? [declared] : []), ...named].flatMap(
    (one) => policyNamed(pack, one) ?? [],
  )
  const all = [policy, ...others]
  const ofPolicy = (one: ApprovalPolicy) =>
    isOfClass(one, safetyClass)
      ? (ofClass ?? 0)
      : Math.max(...one.classes.map((each) => profile.approvers[each] ?? 0))
  const wanted = Math.max(more, ...all.map((one) => one.approvers ?? ofPolicy(one)))
  const emergency = inEmergency(pack, facts) ? pack.emergency : undefined
  const approvers = Math.max(
    1,
    emergency === undefined ? wanted : Math.min(wanted, emergency.approvers),
  )
  const also = [...new Set(all.map((one) => one.scope))].filter((one) => one !== policy.scope)
  return {
    ...policy,
    ...(also.length === 0 ? {} : { also }),
    expires: Math.min(...all.map((one) => one.expires)),
    groups: emergency === undefined ? groupsOfAll(all) : [],
    denials: Math.min(...all.map((one) => one.denials)),
    id,
    approvers,
    requesterMayApprove: profile.requester_may_approve && !twoPeople,
    stepUp: stepUpOf(pack, facts, all),
  }
}

/** Whether the policy covers the class. If not, its own classes set how much is asked. */
function isOfClass(policy: ApprovalPolicy, safetyClass: SafetyClass): boolean {
  return policy.classes.includes(safetyClass)
}

/**
 * The strictest second factor that the class, and policies for other classes, ask for: `each`, the
 * shortest maximum age in milliseconds, or null for none.
 */
function stepUpOf(
  pack: Pack,
  { environment, command: { safetyClass } }: PolicyFacts,
  policies: readonly ApprovalPolicy[],
): 'each' | number | null {
  const others = policies.filter((one) => !isOfClass(one, safetyClass))
  const classes = new Set([safetyClass, ...others.flatMap((one) => one.classes)])
  const wanted = [...classes].flatMap((one) => pack.step_up[environment]?.[one] ?? [])
  if (wanted.length === 0) return null
  const lengths = wanted.flatMap((one) => (one === 'each' ? [] : [one]))
  return lengths.length < wanted.length ? 'each' : Math.min(...lengths)
}

function policyNamed(pack: Pack, id: string | null): ApprovalPolicy | undefined {
  return id !== null && Object.hasOwn(pack.approvals, id) ? pack.approvals[id] : undefined
}

/** The group places of all policies together: for each role the highest number any of them asks. */
function groupsOfAll(policies: readonly ApprovalPolicy[]): ApprovalPolicy['groups'] {
  const roles = new Set(policies.flatMap((one) => one.groups.map(({ role }) => role)))
  const places = (policy: ApprovalPolicy, role: string) =>
    policy.groups.filter((one) => one.role === role).reduce((sum, one) => sum + one.at_least, 0)
  return [...roles].map((role) => ({
    role,
    at_least: Math.max(...policies.map((policy) => places(policy, role))),
  }))
}

export function needsOf(
  pack: Pack | null,
  facts: PolicyFacts,
  approval: Needs['approval'],
  rules: Pack['rules'],
): Needs {
  const { environment, command } = facts
  if (pack === null) return { confirmation: null, approval }
  const { classes, expires, agents_expire } = pack.confirmation
  const byRule = isAcknowledged(facts, rules)
  const proposed = isProposal(pack, facts, byRule)
  const wanted = byRule || (command.confirm && classes.includes(command.safetyClass))
  if (!(proposed || wanted)) return { confirmation: null, approval }
  const named = pack.acknowledge[environment]?.includes(command.safetyClass) === true
  const expiresMs = proposed ? agents_expire : expires
  return { confirmation: { expiresMs, acknowledge: named || byRule, proposed }, approval }
}

/** Does a rule want a person to acknowledge the environment by name? */
function isAcknowledged({ command }: PolicyFacts, rules: Pack['rules']): boolean {
  const confirms = command.confirm && command.safetyClass !== 'S0'
  return confirms && rules.some((one) => one.then.acknowledge === true)
}

/**
 * Must a person confirm what an agent asks? Not where agents may act by themselves and no rule
 * objects.
 */
function isProposal(pack: Pack, facts: PolicyFacts, acknowledged: boolean): boolean {
  const { environment, command } = facts
  const { agent, safetyClass } = command
  if (agent === null || safetyClass === 'S0') return false
  return acknowledged || (agent.may === 'propose' && !agentsAct(pack, environment, safetyClass))
}

/** May agents act by themselves here? Only on S1, in the environments that the pack lists. */
export function agentsAct(pack: Pack, environment: Environment, safetyClass: SafetyClass): boolean {
  return safetyClass === 'S1' && pack.agents.act_in.some((one) => one === environment)
}

export function needRules(needs: Needs, facts: PolicyFacts, content: Pack['rules']): Rule[] {
  const rules: Rule[] = content.map(({ name }) => ({
    rule: 'content-rule',
    holds: true,
    args: { name },
  }))
  const { risk, agent } = facts.command
  if (risk !== null)
    rules.unshift({ rule: 'change-risk', holds: true, args: { class: risk.class } })
  if (needs.confirmation?.proposed === true) rules.push({ rule: 'agent-proposed', holds: true })
  else if (agent !== null && needs.confirmation !== null)
    rules.push({ rule: 'agent-acts', holds: true })
  else if (needs.confirmation !== null) rules.push({ rule: 'confirmation-needed', holds: true })
  if (needs.approval === null) rules.push({ rule: 'no-approval-needed', holds: true })
  else
    rules.push({
      rule: 'approval-needed',
      holds: true,
      args: {
        approvers: needs.approval.approvers,
        policy: needs.approval.id,
        profile: facts.binding === null ? '-' : profileNow(facts.binding, facts.suspicious),
        class: facts.command.safetyClass,
      },
    })
  const emergency = facts.emergencyUntil !== null && facts.now < facts.emergencyUntil
  if (emergency) rules.push({ rule: 'emergency-declared', holds: true })
  if (facts.suspicious) rules.push({ rule: 'under-suspicion', holds: true })
  return rules
}
