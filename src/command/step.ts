// Facts and one event in, all changes to write out: the only place where decisions are made.

import type { Person } from '../policy/people.ts'
import { handleAnswer, handlePick, howToAnswer } from './answered/answered.ts'
import { refuseMisplacedToken } from './answered/misplaced-token.ts'
import { reject } from './answered/reject.ts'
import { countRevocations } from './answered/valid-votes.ts'
import { handleRequest } from './asked/asked.ts'
import { handleProgramRequest } from './asked/program-request.ts'
import { refusedToAgent } from './asked/quota.ts'
import { showPreview } from './asked/show-preview.ts'
import {
  environmentEvidence,
  missingFacts,
  type Step,
  system,
  toStep,
  withPatches,
} from './changes.ts'
import { handleDeadlines } from './deadlines/deadlines.ts'
import { handleReceipts } from './deadlines/delivery.ts'
import { failureLines } from './display/failure-lines.ts'
import type { Event, MessageEvent } from './event.ts'
import type { Facts } from './facts.ts'
import { concludeUnproven, handleRollChange, refuseUnproven } from './finished/refuse-unproven.ts'
import { conclude } from './finished/succeed.ts'
import type { Intent } from './intent.ts'
import { interceptMessage } from './intercept.ts'
import { handleNotice } from './noticed/noticed.ts'
import { endOfForgotten } from './operations/retention.ts'
import { type Phrase, phrase } from './phrase.ts'
import { recordChanged, unprovenOf } from './record-check.ts'
import { withRights } from './rights.ts'
import { reply } from './tell.ts'

/** Decides one event. `intent` is the meaning of a message; null for other events. */
export function step(facts: Facts, event: Event, intent: Intent | null): Step {
  const alarm = handleRollChange(facts)
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
      return handleProgramRequest(facts, event)
    case 'tick':
      return handleDeadlines(facts)
    case 'planned':
      return planned(facts, event)
    case 'finished':
      return finished(facts, event)
    case 'noticed':
      return handleNotice(facts, event.notice)
    case 'receipts':
      return handleReceipts(facts, event)
  }
}

function message(facts: Facts, event: MessageEvent, intent: Intent | null): Step {
  const stopped = interceptMessage(facts, event)
  if (stopped !== null) return stopped
  const { sender } = facts
  if (sender === null || intent === null) throw new Error('A message needs a sender and a meaning.')
  return meant(facts, event, sender, intent)
}

function meant(facts: Facts, event: MessageEvent, sender: Person, intent: Intent): Step {
  switch (intent.kind) {
    case 'choice':
      return handleAnswer(facts, event, sender, intent)
    case 'ask':
      return handleRequest(facts, event, sender, intent)
    case 'pick':
      return handlePick(facts, event, sender, intent.number)
    case 'give_up': {
      const drafts = facts.questions.filter((one) => one.kind === 'slot')
      const over: Step = drafts.map((question) => ({ kind: 'answered', question }))
      return [...over, ...reply(event, sender, 'answer', [phrase('given-up')])]
    }
    case 'misplaced':
      return refuseMisplacedToken(facts, intent.token)
    case 'reply': {
      const { lines, command } = howToAnswer(facts, event, sender)
      const open = lines.length > 0 ? lines : [phrase('nothing-open')]
      return reply(event, sender, 'refusal', [phrase('words-decide-nothing'), ...open], command)
    }
    case 'unknown': {
      const { suggestion: text } = intent
      const refuse = (lines: readonly Phrase[], about?: string): Step =>
        reply(event, sender, 'refusal', [phrase('not-understood'), ...lines], about)
      if (text !== null) return refuse([phrase('did-you-mean', { text })])
      const { lines, command } = howToAnswer(facts, event, sender)
      return refuse(lines, command)
    }
  }
}

function planned(facts: Facts, event: Extract<Event, { kind: 'planned' }>): Step {
  const command = facts.commands.get(event.commandId)
  if (command === undefined || command.state !== 'proposed') return []
  const unproven = unprovenOf(facts, command)
  if (unproven !== null) return refuseUnproven(facts, command, unproven)
  const update = { command, changes: [] }
  const flow = facts.rules.flows.get(command.flow)
  if (flow === undefined) return toStep(reject(facts, update, 'policy_changed'))
  const { result } = event
  if (result.kind === 'planned') return toStep(showPreview(facts, update, flow, result.preview))
  const against = { command: withPatches(command, { failure: result.reason }), changes: [] }
  const refused = refusedToAgent(facts, against, result.reason)
  if (refused !== null) return toStep(refused)
  const more = { kind: 'refusal', lines: failureLines(result.reason) } as const
  return toStep(reject(facts, against, result.kind, more))
}

function finished(facts: Facts, event: Extract<Event, { kind: 'finished' }>): Step {
  const command = facts.commands.get(event.commandId)
  if (command === undefined || (command.state !== 'started' && command.state !== 'uncertain'))
    return [environmentEvidence(facts, 'tool.denied', system, { why: 'outcome_without_start' })]
  const { outcome } = event
  if (outcome.kind === 'failed' && outcome.reason.id === recordChanged)
    return concludeUnproven(facts, command, outcome)
  return toStep(conclude(facts, { command, changes: [] }, outcome, system))
}
