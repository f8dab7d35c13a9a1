// Somebody asked for a command: missing slots are asked for, then it is proposed and decided.

import { canonical, sha256 } from '../../evidence/canonical.ts'
import { decide } from '../../policy/decide.ts'
import type { Person } from '../../policy/people.ts'
import type { Step } from '../changes.ts'
import { messageOf, valueWord } from '../display/label.ts'
import { drawId, pseudonym } from '../draw.ts'
import type { MessageEvent } from '../event.ts'
import { environmentOf, type Facts, type Question } from '../facts.ts'
import { isOwn } from '../flow.ts'
import type { Intent } from '../intent.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import { chatOf, reply } from '../tell.ts'
import { policyFacts } from './policy-facts.ts'
import { type Origin, propose } from './propose.ts'

type Ask = Extract<Intent, { kind: 'ask' }>

/** How long a question about a missing slot stays open. */
const slotQuestionMs = 10 * 60_000

export function handleRequest(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  intent: Ask,
): Step {
  const flow = facts.rules.flows.get(intent.flow)
  if (flow === undefined) throw new Error(`No flow is called ${intent.flow}.`)
  const drafts = facts.questions.filter((one) => one.kind !== 'confirm')
  const over: Step = drafts.map((question) => ({ kind: 'answered', question }))
  if (flow.does === 'aval.menu' || flow.does === 'aval.help')
    return [...over, ...menu(facts, event, sender, flow)]
  if (intent.wrong !== undefined)
    return [...over, ...askSlot(facts, event, sender, intent, intent.wrong.slot, intent.wrong.why)]
  const missing = Object.entries(flow.slots).find(
    ([name, slot]) => !slot.optional && intent.slots[name] === undefined,
  )
  if (missing !== undefined)
    return [...over, ...askSlot(facts, event, sender, intent, missing[0], null)]
  return [...over, ...propose(facts, originOf(facts, event, sender), sender, flow, intent.slots)]
}

/** Ask for one slot, with numbered choices where the list is known. */
function askSlot(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  intent: Ask,
  slot: string,
  why: Phrase | null,
): Step {
  const spec = facts.rules.flows.get(intent.flow)?.slots[slot]
  const listed = optionsOf(facts, sender, spec)
  const question: Question = {
    id: drawId(event.at, facts.random, 'question'),
    kind: 'slot',
    chat: questionChat(event, sender),
    person: sender.id,
    askedAt: event.at,
    expiresAt: event.at + slotQuestionMs,
    flow: intent.flow,
    slots: intent.slots,
    slot,
    ...(listed.length === 0 ? {} : { listed }),
  }
  const choices = listed.map((option, index) =>
    phrase('numbered', { number: String(index + 1), text: valueWord(slot, option) }),
  )
  const lines = [
    ...(why === null ? [] : [why]),
    slotQuestion(intent.flow, slot),
    phrase('give-up-hint'),
    ...choices,
  ]
  return [{ kind: 'question', question }, ...reply(event, sender, 'prompt', lines)]
}

/** The question for a missing slot, as a message id of the flow. */
export function slotQuestion(flow: string, slot: string): Phrase {
  return phrase(`${messageOf(flow)}.ask-${slot.replaceAll('_', '-')}`)
}

/**
 * The values that a slot may take, if they can be listed: choices of the flow, or people; else
 * empty.
 */
export function optionsOf(
  facts: Pick<Facts, 'people'>,
  sender: Person,
  slot: Flow['slots'][string] | undefined,
): readonly string[] {
  if (slot?.kind === 'choice') return slot.options
  if (slot?.kind === 'person')
    return facts.people.filter((one) => one.tenant === sender.tenant).map((one) => one.id)
  return []
}

/**
 * The chat that a question belongs to. A direct chat is the person's id, whatever identifier was
 * used.
 */
function questionChat(event: MessageEvent, sender: Person): string {
  return event.direct ? sender.id : event.chat
}

/** Lists the commands that this person may ask for, numbered; a number picks one. */
function menu(facts: Facts, event: MessageEvent, sender: Person, flow: Flow): Step {
  const helping = flow.does === 'aval.help'
  const open = [...facts.rules.flows.values()]
    .filter((one) => !one.hidden && (helping || !one.rare) && allowed(facts, sender, one))
    .toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b)))
    .map((one) => one.command)
  const question: Question = {
    id: drawId(event.at, facts.random, 'menu'),
    kind: 'menu',
    chat: questionChat(event, sender),
    person: sender.id,
    askedAt: event.at,
    expiresAt: event.at + slotQuestionMs,
    flows: open,
  }
  const lines = [
    phrase('menu-title', {
      environment: environmentOf(facts),
      name: sender.name,
    }),
    // The list is short then, and says why.
    ...(facts.mode.kind === 'locked' ? [phrase('rejected-locked-down')] : []),
    phrase(helping ? 'help-grammar' : 'menu-hint'),
    ...open.map((name, index) =>
      phrase('numbered', {
        number: String(index + 1),
        text: phrase(`${messageOf(name)}.about`),
      }),
    ),
  ]
  return [
    { kind: 'question', question },
    ...reply(event, sender, helping ? 'answer' : 'menu', lines),
  ]
}

function allowed(facts: Facts, sender: Person, flow: Flow): boolean {
  const probe = policyFacts(facts, sender, flow, sender)
  return decide(facts.rules.pack, probe).kind === 'allowed'
}

/**
 * The origin of a command asked in chat; the message determines the idempotency key, so that a
 * repeated message never becomes a second command.
 */
function originOf(facts: Facts, event: MessageEvent, sender: Person): Origin {
  const { environment, key } = facts.rules
  const { transport, chat, from, messageId } = event
  return {
    at: event.at,
    idempotencyKey: sha256(canonical({ environment, transport, chat, from, messageId, key })),
    trace: {
      chat: event.direct ? sender.id : pseudonym(key, chat),
      message_id: messageId,
      transport,
    },
    sentAt: event.sentAt,
    chat: chatOf(event),
  }
}
