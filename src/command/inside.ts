// What Aval does itself, in the transaction of the step: lockdown, withdrawal, and plain questions.

import { mayApprove, roster } from '../policy/approval.ts'
import { decide, type Mode, type Rule } from '../policy/decide.ts'
import { holds, type Person } from '../policy/people.ts'
import { headline, progress, summary } from './cards.ts'
import { type Change, finish, note, personOf, prove, say, type Step } from './changes.ts'
import type { Command } from './command.ts'
import type { Event, Facts } from './facts.ts'
import { isFinal } from './lifecycle.ts'
import { type Phrase, phrase } from './phrase.ts'
import { reject } from './reject.ts'
import type { Flow } from './spec.ts'
import { policyFacts } from './start.ts'
import type { InsideOutcome } from './succeed.ts'
import { tell } from './speech.ts'

export type Inside =
  | { readonly kind: 'ok'; readonly changes: Step; readonly outcome: InsideOutcome }
  | { readonly kind: 'no'; readonly reason: 'unauthorized' | 'impossible'; readonly lines: readonly Phrase[] }

const answer = (lines: readonly Phrase[]): Inside => ({ kind: 'ok', changes: [], outcome: { lines } })
const no = (reason: 'unauthorized' | 'impossible', line: Phrase): Inside => ({
  kind: 'no',
  reason,
  lines: [line],
})

/** What an own command comes to; null when it asks the store and so is read afterwards. */
export function planInside(facts: Facts, command: Command, flow: Flow): Inside | null {
  switch (flow.does) {
    case 'aval.lockdown.on':
      return lockdownOn(facts, command)
    case 'aval.lockdown.off':
      return lockdownOff(facts, command)
    case 'aval.lockdown.status':
      return answer([lockdownLine(facts)])
    case 'aval.approvals.resume':
      return resume(facts, command)
    case 'aval.command.cancel':
      return withTarget(facts, command, (target) => withdraw(facts, command, target))
    case 'aval.command.show':
      return withTarget(facts, command, (target) => answer(story(facts, target)))
    case 'aval.command.why':
      return withTarget(facts, command, (target) => answer(why(target)))
    case 'aval.command.approvers':
      return withTarget(facts, command, (target) => answer(whoCan(facts, target)))
    case 'aval.command.missing':
      return withTarget(facts, command, (target) => answer(whoIsMissing(facts, target)))
    default:
      return null
  }
}

/** Requesters see their own, approvers what they were asked, auditors and admins all. */
export function maySee(
  facts: Pick<Facts, 'rules'>,
  viewer: Person | undefined, target: Command): boolean {
  if (viewer === undefined || viewer.tenant !== target.tenant) return false
  if (target.requester === viewer.id) return true
  if (target.approval?.asked.some((ask) => ask.approver === viewer.id) === true) return true
  return facts.rules.pack !== null && holds(facts.rules.pack, viewer, 'audit.read')
}

function withTarget(facts: Facts, command: Command, then: (target: Command) => Inside): Inside {
  const name = String(command.slots['command'] ?? '')
  const target = [...facts.commands.values()].find((one) => one.name === name)
  const viewer = personOf(facts, command.requester)
  if (target === undefined || !maySee(facts, viewer, target))
    return no('impossible', phrase('no-such-command', { name }))
  return then(target)
}

/** Everybody whose work a change of mode touches. */
function tellAll(facts: Facts, except: string, lines: readonly Phrase[]): readonly Change[] {
  return facts.people
    .filter((one) => one.id !== except && one.suspended === undefined)
    .map((one) => say(tell(one, 'notice', lines)))
}

/** Evidence of the environment's own, that names the command which caused it. */
function environmentEvidence(
  facts: Facts,
  command: Command,
  type: 'lockdown.on' | 'lockdown.off',
  body: Readonly<Record<string, string>>,
): Change {
  const event: Event = { kind: 'tick', id: '', at: facts.now }
  return note(facts, event, type, command.requester, { command: command.name, ...body })
}

function lockdownOn(facts: Facts, command: Command): Inside {
  const reason = String(command.slots['reason'] ?? '')
  if (facts.mode.kind === 'locked') return no('impossible', lockdownLine(facts))
  const mode: Mode = {
    kind: 'locked',
    cause: 'by_request',
    by: command.requester,
    reason,
    since: facts.now,
  }
  const by = personOf(facts, command.requester)?.name ?? command.requester
  const environment = facts.rules.environment.toUpperCase()
  const lines = [phrase('lockdown-notice-on', { environment, by, reason })]
  return {
    kind: 'ok',
    changes: [
      { kind: 'mode', mode },
      environmentEvidence(facts, command, 'lockdown.on', { reason }),
      ...tellAll(facts, command.requester, lines),
    ],
    outcome: {},
  }
}

function lockdownOff(facts: Facts, command: Command): Inside {
  if (facts.mode.kind !== 'locked') return no('impossible', lockdownLine(facts))
  if (facts.mode.cause === 'failed_start') return no('impossible', lockdownLine(facts))
  const by = personOf(facts, command.requester)?.name ?? command.requester
  const environment = facts.rules.environment.toUpperCase()
  return {
    kind: 'ok',
    changes: [
      { kind: 'mode', mode: { kind: 'open' } },
      environmentEvidence(facts, command, 'lockdown.off', {}),
      ...tellAll(facts, command.requester, [phrase('lockdown-notice-off', { environment, by })]),
    ],
    outcome: {},
  }
}

export function lockdownLine(facts: Pick<Facts, 'mode' | 'rules' | 'people'>): Phrase {
  const { mode } = facts
  const environment = facts.rules.environment.toUpperCase()
  if (mode.kind === 'open') return phrase('lockdown-is-off', { environment })
  if (mode.cause === 'failed_start')
    return phrase('lockdown-failed-start', { environment, error: mode.error })
  const by = facts.people.find((one) => one.id === mode.by)?.name ?? mode.by
  return phrase('lockdown-is-on', {
    environment,
    by,
    reason: mode.reason,
    since: { time: mode.since },
  })
}

function resume(facts: Facts, command: Command): Inside {
  if (!facts.approvalsSuspended) return no('impossible', phrase('approvals-not-suspended'))
  return {
    kind: 'ok',
    changes: [
      { kind: 'approvals_suspended', suspended: false },
      prove(facts, command, 'limit.reached', command.requester, { lifted: true }),
    ],
    outcome: {},
  }
}

/** The requester withdraws before the grant (HAPF XIII.B). */
function withdraw(facts: Facts, command: Command, target: Command): Inside {
  const { name } = target
  if (target.requester !== command.requester)
    return no('unauthorized', phrase('only-requester-withdraws', { name }))
  if (isFinal(target.state) || target.state === 'started' || target.state === 'uncertain')
    return no('impossible', phrase('too-late-to-withdraw', { name, state: stateWord(target) }))
  const wasAsked = target.approval !== null
  const ended = reject(facts, { command: target, changes: [] }, 'cancelled', {
    actor: command.requester,
  })
  const cancelled = prove(facts, target, 'approval.cancelled', command.requester, {})
  return {
    kind: 'ok',
    changes: wasAsked ? [cancelled, ...finish(ended)] : finish(ended),
    outcome: { lines: [] },
  }
}

function stateWord(target: Command): Phrase {
  return phrase(`state-${target.state.replaceAll('_', '-')}`)
}

/** Where one command stands, in the words of `show`. */
function story(facts: Facts, target: Command): readonly Phrase[] {
  const requester = personOf(facts, target.requester)?.name ?? target.requester
  const lines = [
    headline(target),
    summary(target),
    phrase('asked-by', { name: requester }),
    phrase('state-line', { state: stateWord(target) }),
  ]
  if (target.reason !== undefined)
    lines.push(phrase(`rejected-${target.reason.replaceAll('_', '-')}`))
  if (target.failure !== undefined && target.state !== 'succeeded')
    lines.push(phrase(target.failure.id, target.failure.args))
  if (target.state === 'approval_requested' && target.approval !== null)
    lines.push(phrase('until', { at: { time: target.approval.expiresAt } }))
  return [...lines, ...progress(facts, target)]
}

function ruleLines(rule: Rule, depth: number): readonly Phrase[] {
  const mark = rule.holds ? '+' : '-'
  const own = phrase('rule-line', {
    mark: depth === 0 ? '' : `${mark} `,
    text: phrase(`rule-${rule.rule}`, rule.args),
  })
  return [own, ...(rule.parts ?? []).flatMap((part) => ruleLines(part, depth + 1))]
}

/** The rules that decided, as they were recorded when it was asked. */
function why(target: Command): readonly Phrase[] {
  return [headline(target), summary(target), ...ruleLines(target.because, 0), ...reasonLines(target)]
}

function reasonLines(target: Command): readonly Phrase[] {
  return target.reason === undefined
    ? []
    : [phrase(`rejected-${target.reason.replaceAll('_', '-')}`)]
}

function whoCan(facts: Facts, target: Command): readonly Phrase[] {
  const flow = facts.rules.flows.get(target.flow)
  const requester = personOf(facts, target.requester)
  const { pack } = facts.rules
  if (flow === undefined || requester === undefined || pack === null)
    return [headline(target), phrase('nobody-can-approve')]
  const decision = decide(pack, policyFacts(facts, target, flow, requester, { open: 0, recent: 0 }))
  const need = decision.kind === 'allowed' ? decision.needs.approval : null
  if (need === null) return [headline(target), phrase('needs-no-approval')]
  const { first, fallback } = roster(pack, need, facts.people, requester)
  const can = [...first, ...fallback].filter((one) => mayApprove(pack, need, one, target))
  if (can.length === 0) return [headline(target), phrase('nobody-can-approve')]
  return [
    headline(target),
    phrase('can-approve', { names: can.map((one) => one.name), needed: need.approvers }),
  ]
}

function whoIsMissing(facts: Facts, target: Command): readonly Phrase[] {
  if (target.approval === null) return [headline(target), phrase('needs-no-approval')]
  return [headline(target), ...progress(facts, target)]
}
