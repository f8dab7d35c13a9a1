// Queries about one command: its state, why, who can decide and who is missing.

import { chooseApprovers } from '../../policy/approval.ts'
import { decide } from '../../policy/decide.ts'
import type { Rule } from '../../policy/decision.ts'
import type { Pack } from '../../policy/pack.ts'
import { policyFacts } from '../asked/policy-facts.ts'
import { remainingActsHint } from '../asked/remaining-acts.ts'
import { partiesOf } from '../changes.ts'
import type { Command } from '../command.ts'
import { viaLine, withoutApp } from '../display/cards.ts'
import { actionLines, changeLines, heading, summary } from '../display/command-lines.ts'
import { failureLines } from '../display/failure-lines.ts'
import { fewNames } from '../display/few-names.ts'
import { denialLine, progress } from '../display/progress.ts'
import { rejectedLater, rejectedLine } from '../display/rejected-line.ts'
import { stateWord } from '../display/state-word.ts'
import { titledArguments } from '../display/titles.ts'
import { type Facts, nameOf, personOf } from '../facts.ts'
import { isFinal } from '../lifecycle.ts'
import { type Phrase, phrase } from '../phrase.ts'

/** The state of one command, as `show` answers it: first how it is now, then what it was about. */
export function story(facts: Facts, target: Command): readonly Phrase[] {
  const requester = nameOf(facts, target.requester)
  // Changes that did not happen are left out: an arrow would read as if they had.
  const didNotHappen = target.state === 'rejected' || target.state === 'failed'
  const lines = [...heading(facts, target), ...actionLines(facts, target), stateLine(target)]
  lines.push(...endLines(facts.rules.pack, target))
  if (target.retriedBy !== undefined) lines.push(phrase('retried-by', { name: target.retriedBy }))
  if (target.state === 'approval_requested' && target.approval?.blocked === false)
    lines.push(phrase('until', { at: { time: target.approval.expiresAt } }))
  lines.push(
    phrase('asked-by', { name: requester }),
    ...viaLine(target),
    ...(didNotHappen ? [] : changeLines(target)),
  )
  const rest = facts.sender === null ? [] : remainingActsHint(facts, target, facts.sender)
  return [...lines, ...progress(facts, target), ...rest]
}

/** Why it was refused or failed, and what the connector said against it. */
function endLines(pack: Pack | null, target: Command): readonly Phrase[] {
  const { reason, failure, state, erased } = target
  const said = failure === undefined || state === 'succeeded' ? [] : failureLines(failure)
  if (reason === undefined) return said
  // What a refusal named is erased with its texts; the reason says enough then.
  return [rejectedLater(pack, target), ...(erased === true ? [] : said)]
}

/** A rule in words. A rule that failed uses message `.not`; one without scopes uses `.bare`. */
function ruleText(pack: Pack | null, rule: Rule, depth: number): Phrase {
  const args = titledArguments(pack, rule.args ?? {})
  if (depth > 0 && !rule.holds) return phrase(`rule-${rule.rule}.not`, args)
  if (rule.args?.['scopes'] === '-') return phrase(`rule-${rule.rule}.bare`)
  return phrase(`rule-${rule.rule}`, args)
}

function ruleLines(pack: Pack | null, rule: Rule, depth: number): readonly Phrase[] {
  const text = ruleText(pack, rule, depth)
  const own = depth === 0 ? text : phrase('rule-line', { mark: rule.holds ? '+' : '-', text })
  // What refused it comes first, so that a phone shows it without scrolling.
  const parts = (rule.parts ?? []).toSorted((a, b) => Number(a.holds) - Number(b.holds))
  return [own, ...parts.flatMap((part) => ruleLines(pack, part, depth + 1))]
}

/**
 * Why it ended, and the rules that decided the command, as recorded when it was requested, with
 * today's titles.
 */
export function why(facts: Pick<Facts, 'rules' | 'people'>, target: Command): readonly Phrase[] {
  return [
    ...heading(facts, target),
    summary(target),
    ...reasonLines(facts, target),
    ...ruleLines(facts.rules.pack, target.because, 0),
  ]
}

/** Why it ended, and who denied it with which reason. */
function reasonLines(
  { people, rules }: Pick<Facts, 'rules' | 'people'>,
  target: Command,
): readonly Phrase[] {
  const isRefused = target.reason !== undefined
  const votes = isRefused ? (target.approval?.votes ?? []) : []
  const denials = votes.filter((vote) => vote.choice === 'deny')
  return [
    ...endLines(rules.pack, target),
    ...denials.map(({ approver, reason }) => denialLine(nameOf({ people }, approver), reason)),
  ]
}

export function whoCan(facts: Facts, target: Command): readonly Phrase[] {
  const flow = facts.rules.flows.get(target.flow)
  const requester = personOf(facts, target.requester)
  const { pack } = facts.rules
  if (flow === undefined || requester === undefined || pack === null)
    return [...heading(facts, target), phrase('nobody-can-approve')]
  const decision = decide(pack, policyFacts(facts, target, flow, requester))
  if (decision.kind === 'refused') {
    const { reason, because } = decision
    const refused = { ...target, reason, because, updatedAt: facts.now }
    return [...heading(facts, target), rejectedLine(pack, refused)]
  }
  const need = decision.needs.approval
  if (need === null) return [...heading(facts, target), phrase('needs-no-approval')]
  const { first, fallback } = chooseApprovers(pack, need, facts.people, partiesOf(target), facts)
  const can = [...first, ...fallback].map((one) => one.person)
  if (can.length === 0) return [...heading(facts, target), phrase('nobody-can-approve')]
  return [
    ...heading(facts, target),
    // Who could, were it asked again: nothing waits for them now.
    ...(waitsForNobody(target) ? [stateLine(target)] : []),
    phrase('can-approve', { names: fewNames(can.map((one) => one.name)), needed: need.approvers }),
    ...withoutApp(need, can),
  ]
}

/** It is over, or nobody's answer counts until it is asked again. */
function waitsForNobody({ state, approval }: Command): boolean {
  return isFinal(state) || (state === 'approval_requested' && approval?.blocked === true)
}

function stateLine(target: Command): Phrase {
  return phrase('state-line', { state: stateWord(target) })
}

export function whoIsMissing(facts: Facts, target: Command): readonly Phrase[] {
  if (waitsForNobody(target)) {
    const reason = target.reason === undefined ? [] : [rejectedLater(facts.rules.pack, target)]
    return [...heading(facts, target), stateLine(target), ...reason, ...progress(facts, target)]
  }
  // Nobody was asked yet, or nobody need be.
  if (target.approval === null) return whoCan(facts, target)
  return [...heading(facts, target), ...progress(facts, target)]
}
