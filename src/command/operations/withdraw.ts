// The requester withdraws a command before it is granted.

import { reject } from '../answered/reject.ts'
import { commandEvidence, toStep } from '../changes.ts'
import type { Command } from '../command.ts'
import { stateWord } from '../display/state-word.ts'
import type { Facts } from '../facts.ts'
import { isFinal } from '../lifecycle.ts'
import { phrase } from '../phrase.ts'
import { done, type OperationResult, refuse } from './operation.ts'

/** Withdraws a command of the requester's own before it starts (HAPF XIII.B). */
export function withdraw(facts: Facts, command: Command, target: Command): OperationResult {
  const { name } = target
  if (target.requester !== command.requester)
    return refuse('unauthorized', phrase('only-requester-withdraws', { name }))
  if (isFinal(target.state) || target.state === 'started' || target.state === 'uncertain')
    return refuse('impossible', phrase('too-late-to-withdraw', { name, state: stateWord(target) }))
  const wasAsked = target.approval !== null
  const ended = reject(facts, { command: target, changes: [] }, 'cancelled', {
    actor: command.requester,
  })
  const cancelled = commandEvidence(facts, target, 'approval.cancelled', command.requester, {})
  return done(wasAsked ? [cancelled, ...toStep(ended)] : toStep(ended), { lines: [] })
}
