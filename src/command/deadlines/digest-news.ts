// The state of a request as one line of a digest, as of the time when the digest is sent.

import type { Person } from '../../policy/people.ts'
import { undoneBy } from '../asked/undone-by.ts'
import type { Approval, Command } from '../command.ts'
import { summary } from '../display/command-lines.ts'
import { voterName } from '../display/progress.ts'
import { rejectedLater } from '../display/rejected-line.ts'
import { plainState } from '../display/state-word.ts'
import type { Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'

/** What a digest tells of how many commands. */
export interface News {
  readonly count: number
  readonly lines: readonly Phrase[]
}

/** A line for each; somebody who is neither requester nor asked any more is told only that. */
export function listedNews(facts: Facts, commands: readonly Command[], person: Person): News {
  const lines = commands.map((command) => {
    const { name } = command
    if (!concerns(command, person)) return phrase('digest-not-asked', { name })
    return phrase('digest-line', { name, what: summary(command), how: how(facts, command) })
  })
  return { count: lines.length, lines }
}

/** How many of the commands that concern this person ended how; few of a kind by their names. */
export function countedNews(commands: readonly Command[], person: Person): News {
  const theirs = commands.filter((one) => concerns(one, person))
  const kinds = new Map<string, readonly [kind: Phrase, ...names: string[]]>()
  for (const one of theirs) {
    const kind = kindOf(one)
    kinds.set(kind.id, [...(kinds.get(kind.id) ?? ([kind] as const)), one.name])
  }
  const lines = [...kinds.values()]
    .toSorted((one, other) => other.length - one.length)
    .map(([how, ...names]) => {
      const line = { how, count: names.length }
      return names.length > namedMost
        ? phrase('digest-count', line)
        : phrase('digest-count-named', { ...line, names })
    })
  return {
    count: theirs.length,
    lines: lines.length === 0 ? [] : [...lines, phrase('digest-counted-hint')],
  }
}

/** So many names fit on a line of a phone. */
const namedMost = 4

function concerns({ requester, approval }: Command, { id }: Person): boolean {
  return requester === id || approval?.asked.some((one) => one.approver === id) === true
}

/** What became of a command, in a word. */
function kindOf({ state, approval, reason }: Command): Phrase {
  if (reason === 'approval_denied') return phrase('state-approval-denied')
  if (reason === 'cancelled') return phrase('digest-withdrawn')
  if (reason === 'approval_expired' || approval?.blocked === true) return phrase('digest-expired')
  return plainState(state)
}

function how(facts: Facts, command: Command): Phrase {
  const { state, approval, reason, retriedBy } = command
  const word = plainState(state)
  if (approval === null)
    return state === 'rejected' ? rejectedLater(facts.rules.pack, command) : word
  switch (state) {
    case 'approval_requested':
      return approval.blocked ? phrase('digest-expired') : openSoFar(approval)
    case 'succeeded':
      return doneOrUndone(facts, command, approval)
    case 'failed':
      return retriedBy === undefined ? word : phrase('retried-by', { name: retriedBy })
    case 'rejected':
      if (reason === 'approval_denied') return denied(facts, approval)
      if (reason === 'approval_expired') return phrase('digest-expired')
      return reason === 'cancelled'
        ? phrase('digest-withdrawn')
        : rejectedLater(facts.rules.pack, command)
    default:
      return word
  }
}

function doneOrUndone(facts: Facts, command: Command, approval: Approval): Phrase {
  const by = undoneBy(facts, command)
  return by?.isOver === true
    ? phrase('undone-by', { by: by.name })
    : phrase('digest-done', { names: voters(facts, approval, 'grant') })
}

/** With the reasons given: the reader hears them nowhere else. */
function denied(facts: Facts, approval: Approval): Phrase {
  const names = voters(facts, approval, 'deny')
  const reasons = approval.votes.flatMap((one) => (one.choice === 'deny' ? (one.reason ?? []) : []))
  return reasons.length === 0
    ? phrase('digest-denied', { names })
    : phrase('digest-denied-because', { names, reason: reasons.join('; ') })
}

function openSoFar({ votes, approvers: needed, expiresAt }: Approval): Phrase {
  if (votes.length === 0) return phrase('digest-waits', { at: { time: expiresAt } })
  const granted = votes.filter((one) => one.choice === 'grant').length
  return phrase('progress', { count: Math.min(granted, needed), needed })
}

function voters({ people }: Facts, { votes }: Approval, choice: 'grant' | 'deny') {
  return votes.filter((one) => one.choice === choice).map((one) => voterName({ people }, one))
}
