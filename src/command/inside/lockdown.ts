// Lockdown, and approvals that were suspended: who closed the environment, and how it opens again.

import type { Mode } from '../../policy/decide.ts'
import { type Change, note, prove } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Event, Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { answer, type Inside, nameOf, no, ok, tellAll } from './inside.ts'

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

export function lockdownOn(facts: Facts, command: Command): Inside {
  const reason = String(command.slots['reason'] ?? '')
  if (facts.mode.kind === 'locked') return no('impossible', lockdownLine(facts))
  const mode: Mode = {
    kind: 'locked',
    cause: 'by_request',
    by: command.requester,
    reason,
    since: facts.now,
  }
  const by = nameOf(facts, command.requester)
  const environment = facts.rules.environment.toUpperCase()
  const lines = [phrase('lockdown-notice-on', { environment, by, reason })]
  return ok([
    { kind: 'mode', mode },
    environmentEvidence(facts, command, 'lockdown.on', { reason }),
    ...tellAll(facts, command, lines),
  ])
}

export function lockdownOff(facts: Facts, command: Command): Inside {
  if (facts.mode.kind !== 'locked') return no('impossible', lockdownLine(facts))
  if (facts.mode.cause === 'failed_start') return no('impossible', lockdownLine(facts))
  const by = nameOf(facts, command.requester)
  const environment = facts.rules.environment.toUpperCase()
  return ok([
    { kind: 'mode', mode: { kind: 'open' } },
    environmentEvidence(facts, command, 'lockdown.off', {}),
    ...tellAll(facts, command, [phrase('lockdown-notice-off', { environment, by })]),
  ])
}

function lockdownLine(facts: Pick<Facts, 'mode' | 'rules' | 'people'>): Phrase {
  const { mode } = facts
  const environment = facts.rules.environment.toUpperCase()
  if (mode.kind === 'open') return phrase('lockdown-is-off', { environment })
  if (mode.cause === 'failed_start')
    return phrase('lockdown-failed-start', { environment, error: mode.error })
  const by = nameOf(facts, mode.by)
  return phrase('lockdown-is-on', {
    environment,
    by,
    reason: mode.reason,
    since: { time: mode.since },
  })
}

export const lockdownStatus = (facts: Facts): Inside => answer([lockdownLine(facts)])

export function resume(facts: Facts, command: Command): Inside {
  if (!facts.approvalsSuspended) return no('impossible', phrase('approvals-not-suspended'))
  return ok([
    { kind: 'approvals_suspended', suspended: false },
    prove(facts, command, 'limit.reached', command.requester, {
      limit: 'wrong_answers_environment',
      lifted: true,
    }),
  ])
}
