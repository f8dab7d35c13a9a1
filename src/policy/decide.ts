// May it be done, and what does it need? Facts in; a
// decision with the named rules that made it out.

import { type Counts, deniedBefore, type Limit, limitReached } from './limits.ts'
import { lockOf, type Mode, type PartLock } from './lockdown.ts'
import {
  type Environment,
  highImpactClasses,
  type Profile,
  profiles,
  type SafetyClass,
} from './names.ts'
import type { ApprovalPolicy, Binding, Pack } from './pack.ts'
import { holdsAny, type Person } from './people.ts'
import { type Circumstances, holdsWhen, isDuring } from './when.ts'

export type { Mode }

/** Everything a decision may look at. */
export interface PolicyFacts {
  /** Epoch milliseconds. */
  readonly now: number
  readonly environment: Environment
  readonly mode: Mode
  /** Lockdowns of parts that hold now. */
  readonly partLocks: readonly PartLock[]
  readonly binding: Binding | null
  readonly requester: Person
  /** The full name of the tenant that the command acts in. */
  readonly tenant: string
  readonly command: {
    readonly safetyClass: SafetyClass
    readonly scopes: readonly string[]
    readonly approvalPolicyId: string | null
    /** False for the few commands that need no confirmation of their own. */
    readonly confirm: boolean
    /** Answered while open, also in a lockdown, or even while no policy can be read. */
    readonly available: 'open' | 'locked' | 'always'
    readonly name: string
    /** Those that it acts on, or asks. */
    readonly connectors: readonly string[]
    /** Whoever asks never approves it, whatever the profile says. */
    readonly twoPeople: boolean
    /** Slots and fields of the preview. */
    readonly values: Circumstances['values']
    /** How many targets it has. */
    readonly count: number
  }
  /** What has a limit and was counted; all zero where limits were checked already. */
  readonly counts: Counts
  /** Something looks wrong here: the profile is one step stricter. */
  readonly suspicious: boolean
  /** Until when a declared emergency lasts; null for none. */
  readonly emergencyUntil: number | null
}

/** One named rule, that finishes the sentence "it was decided so because ...". */
export interface Rule {
  readonly rule: string
  readonly holds: boolean
  readonly args?: Readonly<Record<string, string | number>>
  readonly parts?: readonly Rule[]
}

export type RefusalReason =
  | 'unauthorized'
  | 'policy_missing'
  | 'locked_down'
  | 'policy_changed'
  | 'rate_limited'
  | 'frozen'
  | 'denied_before'
  | 'forbidden'

/** What must happen before the effect. `approval` is null where the profile wants none. */
export interface Needs {
  readonly confirmation: { readonly expiresMs: number; readonly acknowledge: boolean } | null
  readonly approval: (Omit<ApprovalPolicy, 'approvers'> & Asked) | null
}

interface Asked {
  readonly id: string
  readonly approvers: number
  readonly requesterMayApprove: boolean
  readonly stepUp: 'each' | number | null
}

export type Decision =
  | { readonly kind: 'allowed'; readonly needs: Needs; readonly because: Rule }
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      /** Which limit it was, for `rate_limited`. */
      readonly limit?: Limit['limit']
      readonly because: Rule
    }

/** Decide once, at the door and again at the last gate. Errors and absence mean no. */
export function decide(pack: Pack | null, facts: PolicyFacts): Decision {
  const { command } = facts
  const part = lockOf(facts.partLocks, { ...command, tenant: facts.tenant })
  const open = command.available !== 'open' || (facts.mode.kind === 'open' && part === null)
  const bound = pack !== null && facts.binding !== null && facts.binding.digest === pack.digest
  const always = command.available === 'always'
  const readable = bound || (pack === null && always)
  const entitled = pack === null ? always : entitledTo(pack, facts)
  const policy = approvalPolicyOf(pack, facts)
  const rules = rulesThatHold(pack, facts)
  const freeze = frozenBy(pack, facts)
  const reached = limitReached(pack, facts)
  const forbidding = rules.find((one) => one.then.refuse === true)
  const checks: readonly (Rule & { readonly reason: RefusalReason })[] = [
    { rule: 'policy-readable', holds: readable, reason: 'policy_missing' },
    { rule: 'environment-open', holds: open, reason: 'locked_down' },
    {
      rule: 'requester-holds-scope',
      holds: entitled,
      args: { scopes: command.scopes.join(' / ') || '-' },
      reason: 'unauthorized',
    },
    { rule: 'approval-policy-present', holds: policy !== 'missing', reason: 'policy_missing' },
    {
      rule: 'within-limits',
      holds: reached === null,
      args: reached === null ? { limit: '-' } : { ...reached },
      reason: 'rate_limited',
    },
    { rule: 'not-denied-before', holds: !deniedBefore(pack, facts), reason: 'denied_before' },
    {
      rule: 'not-frozen',
      holds: freeze === null,
      args: { freeze: freeze ?? '-' },
      reason: 'frozen',
    },
    {
      rule: 'not-forbidden',
      holds: forbidding === undefined,
      args: { name: forbidding?.name ?? '-' },
      reason: 'forbidden',
    },
  ]
  const parts = checks.map(({ reason: _reason, ...rule }) => rule)
  const failed = checks.find((check) => !check.holds)
  const because = (parts: readonly Rule[]): Rule => ({
    rule: failed === undefined ? 'allowed' : 'refused',
    holds: failed === undefined,
    parts,
  })
  if (failed !== undefined)
    return {
      kind: 'refused',
      reason: failed.reason,
      ...(failed.reason === 'rate_limited' && reached !== null ? { limit: reached.limit } : {}),
      because: because(parts),
    }
  const needs = needsOf(pack, facts, policy === 'missing' ? null : policy)
  return { kind: 'allowed', needs, because: because([...parts, ...needRules(needs, facts, rules)]) }
}

function entitledTo(pack: Pack, facts: PolicyFacts): boolean {
  if (facts.requester.tenant !== facts.tenant) return false
  return holdsAny(pack, facts.requester, facts.command.scopes)
}

function rulesThatHold(pack: Pack | null, facts: PolicyFacts): Pack['rules'] {
  const { command, requester, now } = facts
  return (pack?.rules ?? []).filter((rule) =>
    holdsWhen(rule.when, {
      now,
      command: command.name,
      safetyClass: command.safetyClass,
      requester: requester.id,
      values: command.values,
      count: command.count,
    }),
  )
}

/** The freeze that holds now for this class; a declared emergency passes through all. */
function frozenBy(pack: Pack | null, facts: PolicyFacts): string | null {
  if (pack === null || inEmergency(pack, facts)) return null
  const found = pack.freezes.find(
    (one) =>
      one.classes.includes(facts.command.safetyClass) &&
      ((one.weekly !== undefined && isDuring(one.weekly, facts.now)) ||
        (one.once !== undefined &&
          facts.now >= Date.parse(one.once.from) &&
          facts.now < Date.parse(one.once.to))),
  )
  return found?.name ?? null
}

function inEmergency(pack: Pack, facts: PolicyFacts): boolean {
  return (
    pack.emergency !== undefined &&
    facts.emergencyUntil !== null &&
    facts.now < facts.emergencyUntil
  )
}

/** Under suspicion the next stricter profile holds (HAPF XIV). */
function profileNow(binding: Binding, suspicious: boolean): Profile {
  const next = profiles[profiles.indexOf(binding.profile) + 1]
  return suspicious && next !== undefined ? next : binding.profile
}

/** The named policy that the command declares; its absence for a class that needs one is a no. */
function approvalPolicyOf(pack: Pack | null, facts: PolicyFacts): Needs['approval'] | 'missing' {
  const { safetyClass } = facts.command
  if (pack === null || facts.binding === null) return null
  const profile = pack.profiles[profileNow(facts.binding, facts.suspicious)]
  if (profile === undefined) return 'missing'
  const consequences = rulesThatHold(pack, facts).map((one) => one.then)
  const id =
    consequences.find((one) => one.approval !== undefined)?.approval ??
    facts.command.approvalPolicyId
  const policy = id === null ? undefined : pack.approvals[id]
  const fits =
    policy?.classes.includes(safetyClass) === true || id !== facts.command.approvalPolicyId
  if (highImpactClasses.includes(safetyClass) && !(policy !== undefined && fits)) return 'missing'
  const more = Math.max(0, ...consequences.map((one) => one.approvers ?? 0))
  const wanted = Math.max(more, policy?.approvers ?? profile.approvers[safetyClass] ?? 0)
  const byRule = consequences.some((one) => one.approval !== undefined)
  const { twoPeople } = facts.command
  if (profile.approvers[safetyClass] === undefined && more === 0 && !byRule && !twoPeople)
    return null
  if (policy === undefined || id === null || !fits) return 'missing'
  const emergency = inEmergency(pack, facts) ? pack.emergency : undefined
  const approvers = Math.max(
    1,
    emergency === undefined ? wanted : Math.min(wanted, emergency.approvers),
  )
  return {
    ...policy,
    groups: emergency === undefined ? policy.groups : [],
    id,
    approvers,
    requesterMayApprove: profile.requester_may_approve && !twoPeople,
    stepUp: pack.step_up[facts.environment]?.[safetyClass] ?? null,
  }
}

function needsOf(pack: Pack | null, facts: PolicyFacts, approval: Needs['approval']): Needs {
  const { safetyClass, confirm } = facts.command
  if (pack === null || !confirm || !pack.confirmation.classes.includes(safetyClass))
    return { confirmation: null, approval }
  const acknowledge = pack.acknowledge[facts.environment]?.includes(safetyClass) === true
  return { confirmation: { expiresMs: pack.confirmation.expires, acknowledge }, approval }
}

function needRules(needs: Needs, facts: PolicyFacts, content: Pack['rules']): Rule[] {
  const rules: Rule[] = content.map(({ name }) => ({
    rule: 'content-rule',
    holds: true,
    args: { name },
  }))
  if (needs.confirmation !== null) rules.push({ rule: 'confirmation-needed', holds: true })
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
