// Decides whether a command is allowed and what it needs. Facts in; a decision out, with the named
// rules that explain it.

import { type Counts, deniedBefore, type Limit, limitReached } from './limits.ts'
import { lockOf, type Mode, type PartLock } from './lockdown.ts'
import type { Environment, SafetyClass } from './names.ts'
import { approvalPolicyOf, frozenBy, needRules, needsOf, rulesThatHold } from './needs.ts'
import type { ApprovalPolicy, Binding, Pack } from './pack.ts'
import { holdsAny, type Person } from './people.ts'
import type { ChangeRisk } from './risk.ts'
import type { Circumstances } from './when.ts'

export type { Mode }

/** Everything that a decision may look at. */
export interface PolicyFacts {
  /** Epoch milliseconds. */
  readonly now: number
  readonly environment: Environment
  readonly mode: Mode
  /** The lockdowns of parts (connector, class, tenant, agent) in force now. */
  readonly partLocks: readonly PartLock[]
  readonly binding: Binding | null
  readonly requester: Person
  /** Full name of the tenant that the command acts in. */
  readonly tenant: string
  readonly command: {
    readonly safetyClass: SafetyClass
    readonly scopes: readonly string[]
    readonly approvalPolicyId: string | null
    /** False for the few commands that need no confirmation. */
    readonly confirm: boolean
    /** When it may run: while unlocked, also in a lockdown, or even while no policy can be read. */
    readonly available: 'open' | 'locked' | 'always'
    readonly names: Circumstances['commands']
    /** The connectors that it acts on or queries. */
    readonly connectors: readonly string[]
    /** The requester may not approve it, whatever the profile says. */
    readonly twoPeople: boolean
    /** Values that rules refer to by name; computed only if a rule needs them. */
    readonly values: () => Circumstances['values']
    /** The number of targets. */
    readonly count: number
    /** The risk of the change; null when nothing declares it, or it is not known yet. */
    readonly risk: ChangeRisk | null
    /** The agent that asks, and what the flow lets agents do; null when no agent asks. */
    readonly agent: AskingAgent | null
  }
  /** Requests counted for the limits; all zero where the limits were checked already. */
  readonly counts: Counts
  /** The environment is under suspicion: the next stricter profile applies. */
  readonly suspicious: boolean
  /** When the declared emergency ends, epoch milliseconds; null for none. */
  readonly emergencyUntil: number | null
}

export interface AskingAgent {
  readonly name: string
  readonly may: 'never' | 'propose' | 'act'
}

/** One named rule and its result; completes the sentence "it was decided so because ...". */
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

/** What must happen before the effect. `approval` is null if none is needed. */
export interface Needs {
  readonly confirmation: {
    readonly expiresMs: number
    readonly acknowledge: boolean
    /** An agent asked, so that a person must confirm it. */
    readonly proposed: boolean
  } | null
  readonly approval: (Omit<ApprovalPolicy, 'approvers'> & Asked) | null
}

interface Asked {
  readonly id: string
  /** Scopes that each approver needs besides `scope`, where several approval policies apply. */
  readonly also?: readonly string[]
  readonly approvers: number
  readonly requesterMayApprove: boolean
  readonly stepUp: 'each' | number | null
}

export type Decision =
  | { readonly kind: 'allowed'; readonly needs: Needs; readonly because: Rule }
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      /** Which limit was reached, for `rate_limited`. */
      readonly limit?: Limit['limit']
      readonly because: Rule
    }

/** A rule, and the refusal reason if it does not hold. */
interface Check {
  readonly reason: RefusalReason
  readonly rule: Rule
}

function check(reason: RefusalReason, rule: string, holds: boolean, args?: Rule['args']): Check {
  return { reason, rule: args === undefined ? { rule, holds } : { rule, holds, args } }
}

/** An agent acts with its owner's rights, and only on commands whose flow allows agents. */
function agentChecks(agent: AskingAgent | null): readonly Check[] {
  return agent === null ? [] : [check('unauthorized', 'agents-may-ask', agent.may !== 'never')]
}

/**
 * Decides a command: when it is requested and again just before it starts. Anything missing means
 * no.
 */
export function decide(pack: Pack | null, facts: PolicyFacts): Decision {
  const { command } = facts
  const part = lockOf(facts.partLocks, { ...command, tenant: facts.tenant })
  const open = command.available !== 'open' || (facts.mode.kind === 'open' && part === null)
  const bound = pack !== null && facts.binding !== null && facts.binding.digest === pack.digest
  const always = command.available === 'always'
  const readable = bound || (pack === null && always)
  const entitled = pack === null ? always : entitledTo(pack, facts)
  const rules = rulesThatHold(pack, facts)
  const policy = approvalPolicyOf(pack, facts, rules)
  const freeze = frozenBy(pack, facts)
  const reached = limitReached(pack, facts)
  const forbidding = rules.find((one) => one.then.refuse === true)
  const scopes = command.scopes.join(' / ') || '-'
  const checks: readonly Check[] = [
    check('policy_missing', 'policy-readable', readable),
    check('locked_down', 'environment-open', open, open ? undefined : lockedArgs(facts.mode, part)),
    check('unauthorized', 'requester-holds-scope', entitled, { scopes }),
    check('policy_missing', 'approval-policy-present', policy !== 'missing'),
    check('rate_limited', 'within-limits', reached === null, { ...(reached ?? { limit: '-' }) }),
    check('denied_before', 'not-denied-before', !deniedBefore(pack, facts)),
    check('frozen', 'not-frozen', freeze === null, { freeze: freeze ?? '-' }),
    check('forbidden', 'not-forbidden', forbidding === undefined, {
      name: forbidding?.name ?? '-',
    }),
    ...agentChecks(command.agent),
  ]
  const parts = checks.map((one) => one.rule)
  const failed = checks.find((one) => !one.rule.holds)
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
  const needs = needsOf(pack, facts, policy === 'missing' ? null : policy, rules)
  return { kind: 'allowed', needs, because: because([...parts, ...needRules(needs, facts, rules)]) }
}

/** Rule arguments that say what is locked: `whole`, or else the part's kind and name. */
function lockedArgs(mode: Mode, part: PartLock | null): NonNullable<Rule['args']> {
  return mode.kind === 'locked' || part === null
    ? { locked: 'whole' }
    : { locked: part.part, of: part.of }
}

function entitledTo(pack: Pack, facts: PolicyFacts): boolean {
  if (facts.requester.tenant !== facts.tenant) return false
  return holdsAny(pack, facts.requester, facts.command.scopes)
}
