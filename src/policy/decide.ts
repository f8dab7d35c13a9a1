// Decides whether a command is allowed and what it needs. Facts in; a decision out, with the named
// rules that explain it.

import type { AskingAgent, Decision, PolicyFacts, RefusalReason, Rule } from './decision.ts'
import { deniedBefore, limitReached } from './limits.ts'
import { lockOf, type Mode, type PartLock } from './lockdown.ts'
import { approvalPolicyOf, frozenBy, needRules, needsOf, rulesThatHold } from './needs.ts'
import type { Pack } from './pack.ts'
import { holdsAny } from './people.ts'

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
  // Such a question is answered without a pack, and then nothing is said of one.
  const isWithout = pack === null && always
  const entitled = pack === null ? always : entitledTo(pack, facts)
  const rules = rulesThatHold(pack, facts)
  const policy = approvalPolicyOf(pack, facts, rules)
  const freeze = frozenBy(pack, facts)
  const reached = limitReached(pack, facts)
  const forbidding = rules.find((one) => one.then.refuse === true)
  const scopes = command.scopes.join(' / ') || '-'
  const checks: readonly Check[] = [
    ...(isWithout ? [] : [check('policy_missing', 'policy-readable', bound)]),
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
