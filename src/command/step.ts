// Facts and one event in, all changes to write out: the only place where decisions are made.

import type { Person } from '../policy/people.ts'
import { answered, picked, whatDecides } from './answered/answered.ts'
import { misplaced } from './answered/misplaced.ts'
import { reject } from './answered/reject.ts'
import { countRevocations } from './answered/standing.ts'
import { asked } from './asked/asked.ts'
import { askedByProgram } from './asked/door.ts'
import { preview } from './asked/previewed.ts'
import { refusedToAgent } from './asked/quota.ts'
import { finish, missingFacts, note, type Step, system } from './changes.ts'
import type { Event, MessageEvent } from './event.ts'
import type { Facts } from './facts.ts'
import {
  concludeUnproven,
  recordChanged,
  refuseUnproven,
  rollChanged,
  unprovenOf,
} from './finished/held.ts'
import { conclude } from './finished/succeed.ts'
import { heard } from './heard.ts'
import type { Intent } from './intent.ts'
import { receipted } from './lapsed/delivery.ts'
import { lapsed } from './lapsed/lapsed.ts'
import { endOfForgotten } from './lapsed/retention.ts'
import { noticed } from './noticed/noticed.ts'
import { type Phrase, phrase } from './phrase.ts'
import { withRights } from './rights.ts'
import { failureLines } from './shown/failure-lines.ts'
import { reply } from './told.ts'

/** Decides one event. `intent` is the meaning of a message; null for other events. */
export function step(facts: Facts, event: Event, intent: Intent | null): Step {
  const alarm = rollChanged(facts)
  const decided = countRevocations(facts, decide(facts, event, intent))
  if (missingFacts(decided) !== null) return decided
  const ends = endOfForgotten(facts, decided)
  return withRights(
    facts,
    alarm.length + ends.length === 0 ? decided : [...alarm, ...decided, ...ends],
  )
}

function decide(facts: Facts, event: Event, intent: Intent | null): Step {
  switch (event.kind) {
    case 'message':
      return message(facts, event, intent)
    case 'asked':
      return askedByProgram(facts, event)
    case 'tick':
      return lapsed(facts)
    case 'planned':
      return planned(facts, event)
    case 'finished':
      return finished(facts, event)
    case 'noticed':
      return noticed(facts, event.notice)
    case 'receipts':
      return receipted(facts, event)
  }
}

function message(facts: Facts, event: MessageEvent, intent: Intent | null): Step {
  const stopped = heard(facts, event)
  if (stopped !== null) return stopped
  const { sender } = facts
  if (sender === null || intent === null) throw new Error('A message needs a sender and a meaning.')
  return meant(facts, event, sender, intent)
}

function meant(facts: Facts, event: MessageEvent, sender: Person, intent: Intent): Step {
  switch (intent.kind) {
    case 'choice':
      return answered(facts, event, sender, intent)
    case 'ask':
      return asked(facts, event, sender, intent)
    case 'pick':
      return picked(facts, event, sender, intent.number)
    case 'give_up': {
      const drafts = facts.questions.filter((one) => one.kind === 'slot')
      const over: Step = drafts.map((one) => ({ kind: 'answered', questionId: one.id }))
      return [...over, ...reply(event, sender, 'answer', [phrase('given-up')])]
    }
    case 'misplaced':
      return misplaced(facts, intent.token)
    case 'reply': {
      const { lines, command } = whatDecides(facts, sender)
      const open = lines.length > 0 ? lines : [phrase('nothing-open')]
      return reply(event, sender, 'refusal', [phrase('words-decide-nothing'), ...open], command)
    }
    case 'unknown': {
      const { suggestion: text } = intent
      const refuse = (lines: readonly Phrase[], about?: string): Step =>
        reply(event, sender, 'refusal', [phrase('not-understood'), ...lines], about)
      if (text !== null) return refuse([phrase('did-you-mean', { text })])
      const { lines, command } = whatDecides(facts, sender)
      return refuse(lines, command)
    }
  }
}

function planned(facts: Facts, event: Extract<Event, { kind: 'planned' }>): Step {
  const command = facts.commands.get(event.commandId)
  if (command === undefined || command.state !== 'proposed') return []
  const unproven = unprovenOf(facts, command)
  if (unproven !== null) return refuseUnproven(facts, command, unproven)
  const course = { command, changes: [] }
  const flow = facts.rules.flows.get(command.flow)
  if (flow === undefined) return finish(reject(facts, course, 'policy_changed'))
  const { result } = event
  if (result.kind === 'planned') return finish(preview(facts, course, flow, result.preview))
  const refused = refusedToAgent(facts, course, result.reason)
  if (refused !== null) return finish(refused)
  return finish(
    reject(facts, course, result.kind, {
      kind: 'refusal',
      lines: failureLines(result.reason),
    }),
  )
}

function finished(facts: Facts, event: Extract<Event, { kind: 'finished' }>): Step {
  const command = facts.commands.get(event.commandId)
  if (command === undefined || (command.state !== 'started' && command.state !== 'uncertain'))
    return [note(facts, 'tool.denied', system, { why: 'outcome_without_start' })]
  const { outcome } = event
  if (outcome.kind === 'failed' && outcome.reason.id === recordChanged)
    return concludeUnproven(facts, command, outcome)
  return finish(conclude(facts, { command, changes: [] }, outcome, system))
}
