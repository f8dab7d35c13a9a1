// The state of an approval request in words: who voted, who is missing, who has not received a
// card.

import { mayAnswer, quorumResult, unfilledPlaces } from '../../policy/approval.ts'
import { validVotes } from '../answered/valid-votes.ts'
import { partiesOf } from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { type Facts, nameOf, personOf } from '../facts.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'
import { fewNames } from './few-names.ts'
import { roleWord } from './label.ts'

type OneVote = Approval['votes'][number]
type Asked = Approval['asked'][number]

/** The voter's name and, for a delegate, that of the absent person (HAPF VII.C). */
export function voterName(
  facts: Pick<Facts, 'people'>,
  vote: Pick<OneVote, 'approver' | 'insteadOf'>,
): Term {
  const name = nameOf(facts, vote.approver)
  return vote.insteadOf === undefined
    ? name
    : phrase('in-place-of', { name, absent: nameOf(facts, vote.insteadOf) })
}

/** Who granted it, and whose grant counts no more; each empty for nobody. */
export function grantedLines(facts: Facts, command: Command): readonly Phrase[] {
  const over = lapsedGrants(facts, command)
  const granted = (command.approval?.votes ?? []).filter((vote) => vote.choice === 'grant')
  const line = (id: string, votes: readonly OneVote[]) =>
    votes.length === 0 ? [] : [phrase(id, { names: votes.map((vote) => voterName(facts, vote)) })]
  const valid = granted.filter((vote) => !over.includes(vote))
  return [...line('progress-granted', valid), ...line('progress-void', over)]
}

export function denialLine(name: Term, reason: string | undefined): Phrase {
  return reason === undefined
    ? phrase('denied-by', { name })
    : phrase('denied-by-because', { name, reason })
}

/** Ids of those who were sent a card and have neither a receipt for it nor answered. */
export function unreceived(command: Command): readonly string[] {
  const { approval } = command
  const answered = new Set((approval?.votes ?? []).map((vote) => vote.approver))
  return (approval?.asked ?? [])
    .filter((ask) => ask.receivedAt === undefined && ask.waiting !== true)
    .map((ask) => ask.approver)
    .filter((id) => !answered.has(id))
}

/** `2 of 3 approvers have not received it`; empty if the transport reports no delivery. */
export function unreceivedLine(facts: Facts, command: Command): readonly Phrase[] {
  const missing = unreceived(command)
  if (facts.rules.receipts === undefined || missing.length === 0) return []
  const names = fewNames(missing.map((id) => nameOf(facts, id)))
  const asked = (command.approval?.asked ?? []).filter((ask) => ask.waiting !== true)
  return [phrase('progress-unreceived', { count: missing.length, needed: asked.length, names })]
}

/** Until it starts: the grants that no longer count. */
function lapsedGrants(facts: Facts, command: Command): readonly OneVote[] {
  const { pack } = facts.rules
  if (pack === null || !beforeStart.includes(command.state)) return []
  const valid = validVotes(facts, command, pack)
  return command.approval?.votes.filter((vote) => !valid.includes(vote)) ?? []
}

const beforeStart: readonly Command['state'][] = ['approval_requested', 'approval_granted']

/** Could this person's vote count now? Without a policy it is assumed. */
function isAble(facts: Facts, command: Command, approval: Approval, ask: Asked): boolean {
  const { rules, people, now } = facts
  return (
    rules.pack === null || mayAnswer(rules.pack, approval, people, ask, partiesOf(command), now)
  )
}

/** The state of a request: how many of how many, who answered, who is missing. */
export function progress(facts: Facts, command: Command): readonly Phrase[] {
  const { approval } = command
  if (approval === null) return []
  const over = lapsedGrants(facts, command)
  const votes = approval.votes.filter((vote) => !over.includes(vote))
  const granted = votes.filter((vote) => vote.choice === 'grant')
  const denied = approval.votes.filter((vote) => vote.choice === 'deny')
  const answered = new Set(approval.votes.map((vote) => vote.approver))
  const missing = approval.asked.filter((ask) => !answered.has(ask.approver))
  const count = Math.min(granted.length, approval.approvers)
  const lines = [phrase('progress', { count, needed: approval.approvers })]
  lines.push(...grantedLines(facts, command))
  lines.push(...denied.map((vote) => denialLine(voterName(facts, vote), vote.reason)))
  // Once it is decided, nobody is missing any more.
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  const isOpen = quorumResult(votes, approval, rolesOf) === 'open'
  const granters = granted.map((vote) => vote.approver)
  const roles = isOpen ? unfilledPlaces(granters, approval, rolesOf) : []
  if (answered.size > 0 && roles.length > 0)
    lines.push(phrase('progress-groups', { roles: roles.map(roleWord) }))
  if (isOpen) {
    // People who may no longer vote are named separately: nobody should wait for them.
    const able = missing.filter((ask) => isAble(facts, command, approval, ask))
    const named = (id: string, who: typeof missing) =>
      who.length === 0
        ? []
        : [phrase(id, { names: fewNames(who.map((one) => nameOf(facts, one.approver))) })]
    lines.push(...named('progress-missing', able))
    lines.push(
      ...named(
        'progress-unable',
        missing.filter((ask) => !able.includes(ask)),
      ),
    )
  }
  if (isOpen && !approval.blocked) lines.push(...unreceivedLine(facts, command))
  return lines
}
