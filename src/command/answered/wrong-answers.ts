// Refused answers: their evidence; and too many wrong ones lock the person, raise suspicion, or
// suspend all approvals.

import type { Person } from '../../policy/people.ts'
import { bounded } from '../bounded-evidence.ts'
import { commandEvidence, messageEvidence, type Step, system } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Window } from '../counts.ts'
import type { MessageEvent } from '../event.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { countAfter, lastOf, newestMost } from '../tallies.ts'
import { reply, tellAdmins } from '../tell.ts'

/** Tally keys: an admin lifted the suspension of approvals, or the suspicion; counts begin anew. */
export const resumedKey = 'resumed'
export const unsuspectedKey = 'unsuspected'

/** Until when this person's answers are refused; null if they are not locked. */
export function lockedOutUntil(facts: Facts, sender: Person): number | null {
  const limit = facts.rules.pack?.limits.wrong_answers
  const lastLock = lastOf(facts, `lock/${sender.id}`)
  if (limit === undefined || lastLock === 0) return null
  return facts.now < lastLock + limit.lock ? lastLock + limit.lock : null
}

/**
 * Counts a wrong token or code; too many lock the person, then suspend the environment's approvals.
 */
export function countWrongAnswer(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  why: string,
  command: Command | null,
  line: Phrase,
): Step {
  const limits = facts.rules.pack?.limits
  const base: Step = [
    ...refusedAnswer(facts, event, sender, why, command),
    { kind: 'tally', key: `wrong/${sender.id}` },
    { kind: 'tally', key: 'wrong' },
  ]
  const about = command?.tenant === sender.tenant ? command?.name : undefined
  const answer = (...lines: readonly Phrase[]) => reply(event, sender, 'refusal', lines, about)
  // Without a readable policy there are no limits, and no answer counts.
  if (limits === undefined) return [...base, ...answer(line)]
  const { wrong_answers: own, wrong_answers_environment: all, suspicion } = limits
  const lastLock = lastOf(facts, `lock/${sender.id}`)
  const recent = (key: string, limit: Window, since = 0) =>
    countAfter(facts, key, Math.max(facts.now - limit.within, since), limit.most) + 1
  const mine = recent(`wrong/${sender.id}`, own, lastLock)
  const locks = mine >= own.most
  const suspects =
    suspicion !== undefined &&
    !facts.suspicious &&
    recent('wrong', suspicion, lastOf(facts, unsuspectedKey)) >= suspicion.most
  const suspends =
    !facts.approvalsSuspended && recent('wrong', all, lastOf(facts, resumedKey)) >= all.most
  const left = mine > newestMost ? [] : [phrase('tries-left', { count: own.most - mine })]
  const next = locks ? [phrase('answers-locked', { until: { time: facts.now + own.lock } })] : left
  return [
    ...base,
    ...(locks ? lockChanges(facts, event, sender) : []),
    ...(suspects ? suspectChanges(facts, event) : []),
    ...(suspends ? suspendChanges(facts, event) : []),
    ...answer(line, ...next),
  ]
}

/** Evidence of a refused answer: a token that is wrong, not theirs, or no longer valid. */
export function refusedAnswer(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  why: string,
  command: Command | null,
): Step {
  const body = { why, place: event.direct ? 'direct' : 'group' }
  return [
    command === null
      ? messageEvidence(facts, event, 'auth.denied', sender.id, body, sender.tenant)
      : commandEvidence(facts, command, 'auth.denied', sender.id, body),
  ]
}

/** Refuses an answer unread, because its sender is locked; a flood leaves bounded evidence. */
export function refuseUnread(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  until: number,
): Step {
  const keys = { proved: `locked-out/${sender.id}`, more: `locked-out-more/${sender.id}` }
  const tallies = Object.values(keys)
  if (!tallies.every((key) => facts.tallies.has(key)))
    return [{ kind: 'first_needs', needs: { tallies } }]
  const { tally, body: more } = bounded(facts, keys)
  const body = { why: 'locked', place: event.direct ? 'direct' : 'group', ...more }
  return [
    ...tally,
    ...(more === null
      ? []
      : [messageEvidence(facts, event, 'auth.denied', sender.id, body, sender.tenant)]),
    ...reply(event, sender, 'refusal', [phrase('answers-locked', { until: { time: until } })]),
  ]
}

function lockChanges(facts: Facts, event: MessageEvent, sender: Person): Step {
  const { id, name, tenant } = sender
  const line = phrase('notice-locked', { environment: environmentOf(facts), name })
  return [
    { kind: 'tally', key: `lock/${id}` },
    messageEvidence(facts, event, 'limit.reached', id, { limit: 'wrong_answers' }, tenant),
    ...tellAdmins(facts, id, line, tenant),
  ]
}

function suspendChanges(facts: Facts, event: MessageEvent): Step {
  const line = phrase('notice-suspended', { environment: environmentOf(facts) })
  return [
    { kind: 'approvals_suspended', suspended: true },
    messageEvidence(facts, event, 'limit.reached', system, { limit: 'wrong_answers_environment' }),
    ...tellAdmins(facts, '', line),
  ]
}

/** Under suspicion the next stricter profile applies until an admin lifts it (HAPF XIV). */
function suspectChanges(facts: Facts, event: MessageEvent): Step {
  const line = phrase('notice-suspicion', { environment: environmentOf(facts) })
  return [
    { kind: 'suspicion', suspicious: true },
    messageEvidence(facts, event, 'limit.reached', system, { limit: 'suspicion' }),
    ...tellAdmins(facts, '', line),
  ]
}
