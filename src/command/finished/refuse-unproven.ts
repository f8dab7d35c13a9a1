// A command whose record differs from its evidence has no effect. The requester and all admins of
// the tenant are told.

import { reject } from '../answered/reject.ts'
import {
  type CommandUpdate,
  commandEvidence,
  environmentEvidence,
  type Step,
  send,
  system,
  toStep,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Command } from '../command.ts'
import type { Outcome } from '../event.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { isAllowedMove, type State } from '../lifecycle.ts'
import { messageTo } from '../message-draft.ts'
import { phrase } from '../phrase.ts'
import { type Unproven, wordsErased } from '../record-check.ts'
import { tellAdmins } from '../tell.ts'
import { conclude } from './succeed.ts'

/** Rejects the command if its evidence allows that; else only records and reports the mismatch. */
export function refuseUnproven(facts: Facts, command: Command, unproven: Unproven): Step {
  const evidenced = asEvidenced(command, unproven)
  const state = endsFrom(command, unproven)
  if (state !== null)
    return toStep(
      rejectUnproven(facts, { command: withPatches(evidenced, { state }), changes: [] }, unproven),
    )
  const lines = [phrase('rejected-record-changed')]
  const answer: Step =
    facts.sender === null
      ? []
      : [send(messageTo(facts.sender, 'refusal', lines, { command: command.name }))]
  return [...denial(facts, evidenced, unproven), ...answer]
}

/** The state to reject it from, by its evidence rather than by its record; null for none. */
function endsFrom({ state }: Command, { truth }: Unproven): State | null {
  const states = truth?.states ?? []
  const open = states.find((one) => isAllowedMove(one, 'rejected'))
  if (open !== undefined) return open
  return states.includes('rejected') && isAllowedMove(state, 'rejected') ? state : null
}

/** The same in the middle of a step. */
export function rejectUnproven(
  facts: Facts,
  update: CommandUpdate,
  unproven: Unproven,
): CommandUpdate {
  if (isOfForgotten(facts, update.command, unproven)) return reject(facts, update, 'unauthorized')
  const denied = withChanges(update, ...denial(facts, update.command, unproven))
  return reject(facts, denied, 'record_changed')
}

/** Are its texts gone because its requester was forgotten? Then nobody changed a record. */
function isOfForgotten(facts: Facts, { requester }: Command, { what }: Unproven): boolean {
  return what === wordsErased && personOf(facts, requester) === undefined
}

/** Ends granted work that must not begin because the record was changed. */
export function concludeUnproven(facts: Facts, command: Command, outcome: Outcome): Step {
  const check = facts.proofs.get(command.id)
  const unproven: Unproven =
    check?.kind === 'unproven' ? check : { kind: 'unproven', what: 'changed before', truth: null }
  const evidenced = asEvidenced(command, unproven)
  const states = check?.kind === 'proven' ? [command.state] : (unproven.truth?.states ?? [])
  const denied = denial(facts, evidenced, unproven)
  if (!states.some((one) => isAllowedMove(one, 'failed'))) return denied
  return toStep(conclude(facts, { command: evidenced, changes: denied }, outcome, system))
}

/**
 * The command with the requester and tenant that evidence names, so that the right people hear of
 * it.
 */
function asEvidenced(command: Command, { truth }: Unproven): Command {
  if (truth === null) return command
  const { requester, tenant, fingerprint, idempotencyKey } = truth
  return withPatches(command, { requester, tenant, fingerprint, idempotencyKey })
}

/** Another program changed the roll (store/roll.ts): leaves evidence, and tells all admins once. */
export function handleRollChange(facts: Facts): Step {
  const { mode } = facts
  if (mode.kind === 'open' || mode.cause !== 'record_changed' || !mode.isNews) return []
  const environment = environmentOf(facts)
  return [
    environmentEvidence(facts, 'tool.denied', system, {
      why: 'record_changed',
      what: 'roll',
      ...(mode.entries.length === 0 ? {} : { entries: mode.entries }),
    }),
    ...tellAdmins(facts, '', phrase('lockdown-record-changed', { environment })),
  ]
}

/** A waiting letter was changed by another program: it is not sent. */
export function handleLetterChange(facts: Facts, letter: string): Step {
  const environment = environmentOf(facts)
  return [
    environmentEvidence(facts, 'tool.denied', system, {
      why: 'record_changed',
      what: 'letter',
      letter,
    }),
    ...tellAdmins(facts, '', phrase('notice-message-changed', { environment })),
  ]
}

/** A denial is itself evidence (DESR VIII). */
function denial(facts: Facts, command: Command, { what }: Unproven): Step {
  const environment = environmentOf(facts)
  const line = phrase('notice-record-changed', { environment, name: command.name })
  return [
    commandEvidence(facts, command, 'tool.denied', system, { why: 'record_changed', what }),
    ...tellAdmins(facts, '', line, command.tenant),
  ]
}
