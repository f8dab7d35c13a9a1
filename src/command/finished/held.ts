// What stands between a changed file and an effect: a command that is not what its evidence says
// does nothing. Who asked for it hears that, and so does every admin of the tenant.

import { reject } from '../answered/reject.ts'
import {
  add,
  type Course,
  finish,
  note,
  prove,
  revised,
  type Step,
  say,
  system,
} from '../changes.ts'
import type { Command } from '../command.ts'
import type { Outcome } from '../event.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { mayGo, type State } from '../lifecycle.ts'
import { phrase } from '../phrase.ts'
import { tell } from '../speech.ts'
import { tellAdmins } from '../told.ts'
import { conclude } from './succeed.ts'

/** A command, held against its evidence. `what` says what does not fit, for the evidence. */
export type Held =
  | { readonly kind: 'proven' }
  | { readonly kind: 'unproven'; readonly what: string; readonly truth: Truth | null }

export type Unproven = Extract<Held, { kind: 'unproven' }>

/** What evidence says of it, whatever its record says. */
export interface Truth {
  readonly requester: string
  readonly tenant: string
  readonly fingerprint: string
  readonly idempotencyKey: string
  /** Where it stands, by its evidence; none where no legal way leads through that. */
  readonly states: readonly State[]
}

/** What its evidence said is erased, so that nothing can be held against it any more. */
export const wordsErased = 'the words of its evidence'

/** The outcome of work that was not begun for this reason. */
export const recordChanged = 'record-changed'

/**
 * Null when it may go on: it was made in this very step, or it is what its evidence says. What
 * nobody has looked at may not.
 */
export function unprovenOf(
  facts: Pick<Facts, 'commands' | 'proofs'>,
  command: Pick<Command, 'id' | 'acts'>,
): Unproven | null {
  const held = facts.proofs.get(command.id)
  const isNew = !facts.commands.has(command.id) && command.acts === undefined
  if (held === undefined) return isNew ? null : { kind: 'unproven', what: 'unread', truth: null }
  return held.kind === 'proven' ? null : held
}

/** End it without effect, where its evidence can end so; else it stands still as it is. */
export function refuseUnproven(facts: Facts, command: Command, unproven: Unproven): Step {
  const told = trueForm(command, unproven)
  const state = endsFrom(command, unproven)
  if (state !== null)
    return finish(
      rejectUnproven(facts, { command: revised(told, { state }), changes: [] }, unproven),
    )
  const lines = [phrase('rejected-record-changed')]
  const answer: Step =
    facts.sender === null
      ? []
      : [say(tell(facts.sender, 'refusal', lines, { command: command.name }))]
  return [...denial(facts, told, unproven), ...answer]
}

/** From where it can end, by its evidence, whatever its record says of where it stands. */
function endsFrom({ state }: Command, { truth }: Unproven): State | null {
  const states = truth?.states ?? []
  const open = states.find((one) => mayGo(one, 'rejected'))
  if (open !== undefined) return open
  return states.includes('rejected') && mayGo(state, 'rejected') ? state : null
}

/** The same in the middle of a step. */
export function rejectUnproven(facts: Facts, course: Course, unproven: Unproven): Course {
  if (isOfForgotten(facts, course.command, unproven)) return reject(facts, course, 'unauthorized')
  const denied = add(course, ...denial(facts, course.command, unproven))
  return reject(facts, denied, 'record_changed')
}

/** Its words went with whoever asked for it, who was forgotten: nobody changed a file. */
function isOfForgotten(facts: Facts, { requester }: Command, { what }: Unproven): boolean {
  return what === wordsErased && personOf(facts, requester) === undefined
}

/** Work that was granted, and is not begun any more. */
export function concludeUnproven(facts: Facts, command: Command, outcome: Outcome): Step {
  const held = facts.proofs.get(command.id)
  const unproven: Unproven =
    held?.kind === 'unproven' ? held : { kind: 'unproven', what: 'changed before', truth: null }
  const told = trueForm(command, unproven)
  const states = held?.kind === 'proven' ? [command.state] : (unproven.truth?.states ?? [])
  const denied = denial(facts, told, unproven)
  if (!states.some((one) => mayGo(one, 'failed'))) return denied
  return finish(conclude(facts, { command: told, changes: denied }, outcome, system))
}

/** It is told to whoever really asked, and proved in the chain where it was asked. */
function trueForm(command: Command, { truth }: Unproven): Command {
  if (truth === null) return command
  const { requester, tenant, fingerprint, idempotencyKey } = truth
  return revised(command, { requester, tenant, fingerprint, idempotencyKey })
}

/** Who may do what was changed behind Aval's back: proved, and every admin hears of it, once. */
export function rollChanged(facts: Facts): Step {
  const { mode } = facts
  if (mode.kind === 'open' || mode.cause !== 'record_changed' || !mode.isNews) return []
  const environment = environmentOf(facts)
  return [
    note(facts, 'tool.denied', system, {
      why: 'record_changed',
      what: 'roll',
      ...(mode.entries.length === 0 ? {} : { entries: mode.entries }),
    }),
    ...tellAdmins(facts, '', phrase('lockdown-record-changed', { environment })),
  ]
}

/** A letter that waited was changed: it is not sent, whoever it was for. */
export function letterChanged(facts: Facts, letter: string): Step {
  const environment = environmentOf(facts)
  return [
    note(facts, 'tool.denied', system, { why: 'record_changed', what: 'letter', letter }),
    ...tellAdmins(facts, '', phrase('notice-letter-changed', { environment })),
  ]
}

/** DESR VIII: what evidence does not carry is denied, and the denial is evidence itself. */
function denial(facts: Facts, command: Command, { what }: Unproven): Step {
  const environment = environmentOf(facts)
  const line = phrase('notice-record-changed', { environment, name: command.name })
  return [
    prove(facts, command, 'tool.denied', system, { why: 'record_changed', what }),
    ...tellAdmins(facts, '', line, command.tenant),
  ]
}
