// What must happen before the effect: content rules, freezes,
// the approval policy that holds now, and the confirmation.

import type { Needs, PolicyFacts, Rule } from './decide.ts'
import { highImpactClasses, type Profile, profiles } from './names.ts'
import type { Binding, Pack } from './pack.ts'
import { holdsWhen, isDuring } from './when.ts'

export function rulesThatHold(pack: Pack | null, facts: PolicyFacts): Pack['rules'] {
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
export function frozenBy(pack: Pack | null, facts: PolicyFacts): string | null {
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

/**
 * The named policy that the command declares, or one of the `rules` that hold; its absence for a
 * class that needs one is a no.
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
  const consequences = rules.map((one) => one.then)
  const id =
    consequences.find((one) => one.approval !== undefined)?.approval ??
    facts.command.approvalPolicyId
  const policy = id !== null && Object.hasOwn(pack.approvals, id) ? pack.approvals[id] : undefined
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

export function needsOf(pack: Pack | null, facts: PolicyFacts, approval: Needs['approval']): Needs {
  const { safetyClass, confirm } = facts.command
  const proposed = isProposal(facts)
  const wanted = confirm && pack?.confirmation.classes.includes(safetyClass) === true
  if (pack === null || !(proposed || wanted)) return { confirmation: null, approval }
  const acknowledge = pack.acknowledge[facts.environment]?.includes(safetyClass) === true
  const { expires, agents_expire } = pack.confirmation
  return { confirmation: { expiresMs: proposed ? agents_expire : expires, acknowledge }, approval }
}

/** An agent proposes and a person decides, whatever the class or the command would let pass. */
function isProposal({ command }: PolicyFacts): boolean {
  return command.agent?.may === 'propose' && command.safetyClass !== 'S0'
}

export function needRules(needs: Needs, facts: PolicyFacts, content: Pack['rules']): Rule[] {
  const rules: Rule[] = content.map(({ name }) => ({
    rule: 'content-rule',
    holds: true,
    args: { name },
  }))
  if (isProposal(facts)) rules.push({ rule: 'agent-proposed', holds: true })
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
