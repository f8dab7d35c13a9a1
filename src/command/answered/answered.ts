// Somebody typed `1` or `2`: to confirm their own preview, or as an approver with a token.

import type { Person } from '../../policy/people.ts'
import { handleRequest, slotQuestion } from '../asked/asked.ts'
import { authorize } from '../asked/authorize.ts'
import { commandEvidence, type Step, toStep, withChanges } from '../changes.ts'
import type { Command } from '../command.ts'
import { expireConfirmation } from '../deadlines/deadlines.ts'
import { namedOptions, tokenNeeded } from '../display/cards.ts'
import { heading, openLine, summary } from '../display/command-lines.ts'
import type { MessageEvent } from '../event.ts'
import { commandNamed, environmentOf, type Facts, type Question } from '../facts.ts'
import { refuseUnproven } from '../finished/refuse-unproven.ts'
import type { Choice } from '../intent.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { unprovenOf } from '../record-check.ts'
import { reply } from '../tell.ts'
import { commandAnsweredBy, refuseMisplacedToken } from './misplaced-token.ts'
import { answerOptions, openQuestionLines, repliesToAnother, repliesToList } from './quoted.ts'
import { reject } from './reject.ts'
import { invalidatedSince, isSentBefore } from './sent-before.ts'
import { vote } from './vote.ts'

export function handleAnswer(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  choice: Choice,
): Step {
  if (choice.token === undefined) return confirm(facts, event, sender, choice)
  const waiting = facts.quoted === undefined ? null : commandAnsweredBy(facts, choice.token)
  return waiting !== null && repliesToAnother(facts, waiting)
    ? refuseMisplacedToken(facts, choice.token, [phrase('replies-to-another')])
    : vote(facts, event, sender, choice, choice.token)
}

type Confirm = Extract<Question, { kind: 'confirm' }>

/**
 * `1` and `2` answer the only open question; if there are several, they are listed. An agent's
 * proposal arrives unasked, perhaps a moment ago, so it must be answered by name.
 */
function confirm(facts: Facts, event: MessageEvent, sender: Person, choice: Choice): Step {
  const open = facts.questions.filter((one): one is Confirm => one.kind === 'confirm')
  const named = choice.name
  const meant =
    named === undefined
      ? open.filter((one) => facts.commands.get(one.commandId)?.agent === undefined)
      : open.filter((one) => facts.commands.get(one.commandId)?.name === named)
  const refuse = (line: Phrase): Step => reply(event, sender, 'refusal', [line])
  const only = meant[0]
  if (only === undefined && named === undefined && open.length > 0)
    return listOpen(facts, event, sender, open, 'proposed-answer-by-name')
  if (only === undefined)
    return reply(event, sender, 'refusal', nothingOpen(facts, event, sender, named))
  // An open slot question or menu takes numbers too, so that the number might be meant for it.
  const others = named === undefined ? otherLines(facts) : []
  if (meant.length > 1 || others.length > 0)
    return listOpen(facts, event, sender, meant, 'several-open', others)
  if (named === undefined && repliesToList(facts))
    return listOpen(facts, event, sender, meant, 'meant-elsewhere')
  const command = facts.commands.get(only.commandId)
  if (command?.state !== 'confirmation_requested') return refuse(phrase('already-answered'))
  if (repliesToAnother(facts, command))
    return reply(event, sender, 'refusal', openQuestionLines(facts, command), command.name)
  if (facts.now >= only.expiresAt) return toStep(expireConfirmation(facts, command))
  if (named === undefined && isSentBefore(event, command, only, facts.now))
    return listOpen(facts, event, sender, meant, 'sent-before-shown')
  const since = choice.option === 1 ? invalidatedSince(facts, event, command, sender) : null
  if (since !== null) return listOpen(facts, event, sender, meant, since)
  if (choice.option === 2)
    return choice.rest === undefined
      ? toStep(reject(facts, { command, changes: [] }, 'cancelled', { actor: sender.id }))
      : refuse(phrase('say-just', { word: justTyped(choice) }))
  return confirmed(facts, event, sender, command, choice)
}

function confirmed(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  command: Command,
  choice: Choice,
): Step {
  const flow = facts.rules.flows.get(command.flow)
  const update = { command, changes: [] }
  if (flow === undefined) return toStep(reject(facts, update, 'policy_changed'))
  const unproven = unprovenOf(facts, command)
  if (unproven !== null) return refuseUnproven(facts, command, unproven)
  const wanted = command.confirmation?.acknowledge ?? null
  const given = choice.rest?.toUpperCase()
  const environment = environmentOf(facts)
  const refuse = (line: Phrase): Step => reply(event, sender, 'refusal', [line], command.name)
  if (wanted !== null && given !== wanted) return refuse(acknowledgeLine(wanted, choice))
  if (given !== undefined && given !== environment)
    return refuse(phrase('say-just', { word: justTyped(choice) }))
  const proved = withChanges(
    update,
    { kind: 'deadlines_over', commandId: command.id },
    commandEvidence(facts, command, 'command.confirmed', sender.id, {
      acknowledged: given ?? null,
      message_id: event.messageId,
    }),
  )
  return toStep(authorize(facts, proved, flow, sender.id))
}

/** The digit, with the command's name if the answer named one. */
function justTyped({ option, name }: Choice): string {
  return name === undefined ? String(option) : `${option} ${name}`
}

/** Tells what exactly to type to confirm. */
function acknowledgeLine(word: string, choice: Choice): Phrase {
  return phrase('acknowledge-by-name', { word, typed: `${justTyped(choice)} ${word}` })
}

function nothingOpen(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  name: string | undefined,
): readonly Phrase[] {
  const waiting = waitingFor(facts, event, sender)
  if (name !== undefined) {
    const asked = waiting.filter((one) => one.name === name)
    if (asked.length > 0) return waitingLines(asked)
    const named = commandNamed(facts, name)
    const isElsewhere = named?.requester === sender.id && named.state === 'confirmation_requested'
    return [phrase(isElsewhere ? 'open-elsewhere' : 'nothing-open-named', { name })]
  }
  return waiting.length > 0 ? waitingLines(waiting) : [phrase('nothing-open')]
}

/**
 * The requests for which this person holds an unanswered card, oldest first. None in a group, whose
 * members were not asked.
 */
function waitingFor(facts: Facts, { direct }: MessageEvent, sender: Person): readonly Command[] {
  if (!direct) return []
  const waiting = [...facts.commands.values()].filter(({ state, approval }) => {
    const isAsked = approval?.asked.some((ask) => ask.approver === sender.id) === true
    const isAnswered = approval?.votes.some((vote) => vote.approver === sender.id) === true
    return state === 'approval_requested' && isAsked && !isAnswered
  })
  return waiting.toSorted((one, other) => one.createdAt - other.createdAt)
}

/** For somebody who wrote `yes` or the like: what is open to them, and how to answer it. */
export function howToAnswer(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
): { readonly lines: readonly Phrase[]; readonly command?: string } {
  const open = facts.questions.flatMap((one) => {
    const command = one.kind === 'confirm' ? facts.commands.get(one.commandId) : undefined
    return command?.state === 'confirmation_requested' ? [command] : []
  })
  const [only, ...more] = open
  if (only !== undefined && more.length === 0)
    return {
      lines: [...heading(facts, only), summary(only), ...answerOptions(facts, only)],
      command: only.name,
    }
  if (only !== undefined)
    return { lines: [phrase('several-open'), ...open.flatMap((one) => namedQuestion(facts, one))] }
  return { lines: waitingLines(waitingFor(facts, event, sender)) }
}

/** The requests that wait for an approver's answer, and how to give it; empty for none. */
function waitingLines(waiting: readonly Command[]): readonly Phrase[] {
  const approvals = waiting.flatMap(({ approval }) => approval ?? [])
  const lines = waiting.slice(0, waitingMost).map(openLine)
  return waiting.length > 0 ? [...lines, tokenNeeded(approvals)] : []
}

/** More lines would push what to type off the screen. */
const waitingMost = 5

/** One of several open confirmations, with what to type to answer it by name. */
function namedQuestion(facts: Facts, command: Command): readonly Phrase[] {
  return [...heading(facts, command), summary(command), ...namedOptions(command)]
}

/**
 * The other open question in this chat that takes numbers, and when numbers work again; empty for
 * none.
 */
function otherLines({ questions, now }: Facts): readonly Phrase[] {
  const other = questions.findLast((one) => one.kind !== 'confirm' && now < one.expiresAt)
  if (other === undefined || other.kind === 'confirm') return []
  const what = other.kind === 'slot' ? slotQuestion(other.flow, other.slot) : phrase('menu-show')
  return [what, phrase('numbers-later')]
}

function listOpen(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  open: readonly Confirm[],
  above: string,
  also: readonly Phrase[] = [],
): Step {
  const lines = open.flatMap((one) => {
    const command = facts.commands.get(one.commandId)
    return command === undefined ? [] : namedQuestion(facts, command)
  })
  return reply(event, sender, 'prompt', [phrase(above), ...also, ...lines])
}

/** A number while a menu or a list of choices is open and no confirmation is. */
export function handlePick(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  number: number,
): Step {
  const menu = facts.questions.findLast((one) => one.kind === 'menu')
  const flow = menu?.kind === 'menu' ? menu.flows[number - 1] : undefined
  if (flow === undefined)
    return reply(event, sender, 'refusal', [phrase('no-such-number', { number })])
  return handleRequest(facts, event, sender, { kind: 'ask', flow, slots: {} })
}
