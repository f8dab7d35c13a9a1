// May it be done, and what does it need? Facts in; a decision with the named rules that made it out.

import { type Environment, highImpactClasses, type SafetyClass } from './names.ts'
import type { ApprovalPolicy, Binding, Pack } from './pack.ts'
import { holdsAny, type Person } from './people.ts'

/** Whether the environment takes commands. A failed start and a lockdown are one thing. */
export type Mode =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'locked'
      readonly cause: 'by_request'
      readonly by: string
      readonly reason: string
      readonly since: number
    }
  | {
      readonly kind: 'locked'
      readonly cause: 'failed_start'
      readonly error: string
      readonly since: number
    }

/** Everything a decision may look at. */
export interface PolicyFacts {
  readonly environment: Environment
  readonly mode: Mode
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
  }
  /** Requests of this person: open now, and asked within the window of the pack. */
  readonly openRequests: number
  readonly recentRequests: number
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

/** What must happen before the effect. `approval` is null where the profile wants none. */
export interface Needs {
  readonly confirmation: { readonly expiresMs: number; readonly acknowledge: boolean } | null
  readonly approval: (ApprovalPolicy & Asked) | null
}

interface Asked {
  readonly id: string
  readonly approvers: number
  readonly requesterMayApprove: boolean
  readonly stepUp: 'each' | number | null
}

export type Decision =
  | { readonly kind: 'allowed'; readonly needs: Needs; readonly because: Rule }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly because: Rule }

/** Decide once, at the door and again at the last gate. Errors and absence mean no. */
export function decide(pack: Pack | null, facts: PolicyFacts): Decision {
  const { command } = facts
  const open = facts.mode.kind === 'open' || command.available !== 'open'
  const bound = pack !== null && facts.binding !== null && facts.binding.digest === pack.digest
  const always = command.available === 'always'
  const readable = bound || (pack === null && always)
  const entitled = pack === null ? always : entitledTo(pack, facts)
  const policy = approvalPolicyOf(pack, facts)
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
    { rule: 'within-limits', holds: withinLimits(pack, facts), reason: 'rate_limited' },
  ]
  const parts = checks.map(({ reason: _reason, ...rule }) => rule)
  const failed = checks.find((check) => !check.holds)
  const because = (parts: readonly Rule[]): Rule => ({
    rule: failed === undefined ? 'allowed' : 'refused',
    holds: failed === undefined,
    parts,
  })
  if (failed !== undefined) return { kind: 'refused', reason: failed.reason, because: because(parts) }
  const needs = needsOf(pack, facts, policy === 'missing' ? null : policy)
  return { kind: 'allowed', needs, because: because([...parts, ...needRules(needs, facts)]) }
}

function entitledTo(pack: Pack, facts: PolicyFacts): boolean {
  if (facts.requester.tenant !== facts.tenant) return false
  return holdsAny(pack, facts.requester, facts.command.scopes)
}

function withinLimits(pack: Pack | null, facts: PolicyFacts): boolean {
  if (pack === null || facts.command.safetyClass === 'S0' || !facts.command.confirm) return true
  return (
    facts.openRequests < pack.limits.open_requests &&
    facts.recentRequests < pack.limits.requests.most
  )
}

/** The named policy that the command declares; its absence for a class that needs one is a no. */
function approvalPolicyOf(pack: Pack | null, facts: PolicyFacts): Needs['approval'] | 'missing' {
  const { safetyClass, approvalPolicyId } = facts.command
  if (pack === null || facts.binding === null) return null
  const profile = pack.profiles[facts.binding.profile]
  if (profile === undefined) return 'missing'
  const policy = approvalPolicyId === null ? undefined : pack.approvals[approvalPolicyId]
  const fits = policy?.classes.includes(safetyClass) === true
  if (highImpactClasses.includes(safetyClass) && !fits) return 'missing'
  const approvers = profile.approvers[safetyClass]
  if (approvers === undefined) return null
  if (policy === undefined || approvalPolicyId === null || !fits) return 'missing'
  return {
    ...policy,
    id: approvalPolicyId,
    approvers,
    requesterMayApprove: profile.requester_may_approve,
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

function needRules(needs: Needs, facts: PolicyFacts): Rule[] {
  const rules: Rule[] = []
  if (needs.confirmation !== null) rules.push({ rule: 'confirmation-needed', holds: true })
  if (needs.approval === null) rules.push({ rule: 'no-approval-needed', holds: true })
  else
    rules.push({
      rule: 'approval-needed',
      holds: true,
      args: {
        approvers: needs.approval.approvers,
        policy: needs.approval.id,
        profile: facts.binding?.profile ?? '-',
        class: facts.command.safetyClass,
      },
    })
  return rules
}
