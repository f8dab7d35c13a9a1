// Somebody asked for a command: missing slots are asked for, then it is proposed and decided.

import { decide } from '../policy/decide.ts'
import type { Person } from '../policy/people.ts'
import { previewCard } from './cards.ts'
import {
  add,
  type Course,
  finish,
  move,
  prove,
  say,
  type Step,
} from './changes.ts'
import { type Command, fingerprintOf, type Preview, type Slots } from './command.ts'
import { countRequest, countsOf } from './counts.ts'
import { drawId, nameCandidates, pseudonym } from './draw.ts'
import type { Facts, MessageEvent, Question } from './facts.ts'
import type { Intent } from './intent.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { sha256, canonical } from '../evidence/canonical.ts'
import { type Phrase, phrase, type Term } from './phrase.ts'
import { type Recovery, recoveryOf, riskOf } from './recover.ts'
import { reject } from './reject.ts'
import { authorize } from './approve.ts'
import { policyFacts } from './start.ts'
import { type Flow, isOwn } from './spec.ts'
import { tell } from './speech.ts'

type Ask = Extract<Intent, { kind: 'ask' }>

/** How long a question about a missing slot stands. */
const slotQuestionMs = 10 * 60_000

export function asked(facts: Facts, event: MessageEvent, sender: Person, intent: Ask): Step {
  const flow = facts.rules.flows.get(intent.flow)
  if (flow === undefined) throw new Error(`No flow is called ${intent.flow}.`)
  const drafts = facts.questions.filter((one) => one.kind !== 'confirm')
  const over: Step = drafts.map((one) => ({ kind: 'answered', questionId: one.id }))
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
  const question: Question = {
    id: drawId(event.at, facts.random, 'question'),
    kind: 'slot',
    chat: placeOf(event, sender),
    person: sender.id,
    askedAt: event.at,
    expiresAt: event.at + slotQuestionMs,
    flow: intent.flow,
    slots: intent.slots,
    slot,
  }
  const choices = optionsOf(facts, sender, spec).map((text, index) =>
    phrase('numbered', { number: String(index + 1), text }),
  )
  const lines = [
    ...(why === null ? [] : [why]),
    phrase(`${intent.flow.replaceAll('.', '-')}.ask-${slot.replaceAll('_', '-')}`),
    ...choices,
    phrase('give-up-hint'),
  ]
  return [
    { kind: 'question', question },
    say(tell(sender, 'prompt', lines, { chat: chatOf(event) })),
  ]
}

/** The values that a slot may take, where they are known: choices of the flow, or people. */
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

/** A direct chat is written to as the person's own, whatever identifier it came from. */
export function chatOf(event: MessageEvent): string | null {
  return event.direct ? null : event.chat
}

/** Where a question stands: a person's own chat is one place, whatever identifier it came from. */
export function placeOf(event: MessageEvent, sender: Person): string {
  return event.direct ? sender.id : event.chat
}

/** What this person may ask, numbered; picking a number asks it. */
function menu(facts: Facts, event: MessageEvent, sender: Person, flow: Flow): Step {
  const open = [...facts.rules.flows.values()]
    .filter((one) => !one.hidden && allowed(facts, sender, one))
    .toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b)))
    .map((one) => one.command)
  const question: Question = {
    id: drawId(event.at, facts.random, 'menu'),
    kind: 'menu',
    chat: placeOf(event, sender),
    person: sender.id,
    askedAt: event.at,
    expiresAt: event.at + slotQuestionMs,
    flows: open,
  }
  const lines = [
    phrase('menu-title', {
      environment: facts.rules.environment.toUpperCase(),
      name: sender.name,
    }),
    ...open.map((name, index) =>
      phrase('numbered', {
        number: String(index + 1),
        text: phrase(`${name.replaceAll('.', '-')}.about`),
      }),
    ),
    ...(flow.does === 'aval.help' ? [phrase('help-grammar')] : [phrase('menu-hint')]),
  ]
  const kind = flow.does === 'aval.help' ? 'answer' : 'menu'
  return [{ kind: 'question', question }, say(tell(sender, kind, lines, { chat: chatOf(event) }))]
}

function allowed(facts: Facts, sender: Person, flow: Flow): boolean {
  const probe = policyFacts(facts, sender, flow, sender)
  return decide(facts.rules.pack, probe).kind === 'allowed'
}

/** Where a request came from: what makes it one request, and where it is answered. */
export interface Origin {
  readonly at: number
  readonly idempotencyKey: string
  readonly trace: Command['trace']
  readonly chat: string | null
  readonly door?: 'cli' | 'http'
}

/** One message, one key: the same message again can never become a second command. */
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
    chat: chatOf(event),
  }
}

function envelope(
  facts: Facts,
  origin: Origin,
  sender: Person,
  flow: Flow,
  slots: Slots,
  recovery: Recovery | null,
): Omit<Command, 'because'> {
  const name = nameCandidates(facts.random).find((one) => !facts.taken.has(one))
  if (name === undefined) throw new Error('Every drawn command name is taken.')
  const { rules } = facts
  const subject = subjectOf(flow, slots)
  const acts = recovery?.kind === 'acts' ? [...recovery.acts] : undefined
  const action = {
    environment: rules.environment,
    tenant: sender.tenant,
    flow: flow.command,
    version: flow.version,
    slots,
    ...(acts === undefined ? {} : { acts }),
  }
  return {
    ...action,
    id: drawId(origin.at, facts.random, 'command'),
    name,
    idempotencyKey: origin.idempotencyKey,
    requester: sender.id,
    safetyClass: riskOf(rules, flow, acts).safetyClass,
    fingerprint: fingerprintOf(action),
    trace: origin.trace,
    chat: origin.chat,
    createdAt: origin.at,
    binding: rules.binding,
    state: 'proposed',
    preview: null,
    confirmation: null,
    approval: null,
    updatedAt: origin.at,
    ...(recovery?.kind === 'acts' && recovery.target !== undefined
      ? { target: recovery.target }
      : {}),
    ...(subject === undefined ? {} : { subject }),
    ...(origin.door === undefined ? {} : { door: origin.door }),
  }
}

/** The person whose rights a command of the people family would change. */
function subjectOf(flow: Flow, slots: Slots): string | undefined {
  const { person } = slots
  return flow.does.startsWith('aval.people.') && typeof person === 'string' ? person : undefined
}

function proposalBody(command: Command): JsonObject {
  return {
    command: command.flow,
    version: command.version,
    safety_class: command.safetyClass,
    slots: command.slots,
    ...(command.acts === undefined ? {} : { acts: command.acts.map((one) => ({ ...one })) }),
  }
}

/** Propose a command: evidence first, then the decision, then a preview or a refusal. */
export function propose(
  facts: Facts,
  origin: Origin,
  sender: Person,
  flow: Flow,
  slots: Slots,
): Step {
  const recovery = recoveryOf(facts, sender, flow, slots)
  const bare = envelope(facts, origin, sender, flow, slots, recovery)
  const counts = countsOf(facts, sender, flow.risk, bare)
  const decision = decide(facts.rules.pack, policyFacts(facts, bare, flow, sender, counts))
  const command: Command = { ...bare, because: decision.because }
  const counted: Step =
    flow.risk === 'S0' || !flow.confirm ? [] : countRequest(facts, sender, flow.risk)
  const proposed: Course = {
    command,
    changes: [
      ...counted,
      prove(facts, command, 'command.proposed', sender.id, proposalBody(command)),
    ],
  }
  if (decision.kind === 'refused') {
    const limited: Step =
      decision.reason === 'rate_limited'
        ? [prove(facts, command, 'limit.reached', sender.id, { limit: 'requests' })]
        : []
    const lines = refusalLines(decision.reason, flow)
    return finish(
      reject(facts, add(proposed, ...limited), decision.reason, { kind: 'refusal', lines }),
    )
  }
  if (recovery?.kind === 'no') {
    const more = { kind: 'refusal', lines: [recovery.line] } as const
    return finish(reject(facts, proposed, 'impossible', more))
  }
  if (decision.needs.confirmation === null) return finish(authorize(facts, proposed, flow, sender.id))
  if (isOwn(flow) && recovery === null && flow.preview === undefined)
    return finish(preview(facts, proposed, flow, noPreview))
  return finish(add(proposed, { kind: 'work', what: 'plan', commandId: command.id }))
}

const noPreview: Preview = { shows: [], changes: [] }

function refusalLines(reason: string, flow: Flow): readonly Phrase[] {
  const args: Record<string, Term> = { scopes: flow.scopes.join(' / ') || '-' }
  const id = reason === 'unauthorized' ? 'not-entitled' : `rejected-${reason.replaceAll('_', '-')}`
  return [phrase(id, args)]
}

/** Show what would happen and ask for a confirmation (G6, preview first). */
export function preview(facts: Facts, course: Course, flow: Flow, shown: Preview): Course {
  const { command } = course
  const sender = facts.people.find((one) => one.id === command.requester)
  if (sender === undefined) return reject(facts, course, 'unauthorized')
  const probe = policyFacts(facts, command, flow, sender)
  const decision = decide(facts.rules.pack, probe)
  if (decision.kind === 'refused') return reject(facts, course, decision.reason)
  const wanted = decision.needs.confirmation
  if (wanted === null) return authorize(facts, course, flow, command.requester)
  if (command.door !== undefined) return confirmedByDoor(facts, course, flow, shown)
  const expiresAt = facts.now + wanted.expiresMs
  const acknowledge = wanted.acknowledge ? facts.rules.environment.toUpperCase() : null
  const confirmation = { expiresAt, acknowledge }
  const asking = move(course, 'confirmation_requested', facts.now, { preview: shown, confirmation })
  const sandbox = facts.rules.tenants.get(command.tenant)?.sandbox === true
  const question: Question = {
    id: drawId(facts.now, facts.random, `confirm/${command.id}`),
    kind: 'confirm',
    chat: command.chat ?? sender.id,
    person: sender.id,
    askedAt: facts.now,
    expiresAt,
    commandId: command.id,
  }
  return add(
    asking,
    prove(facts, asking.command, 'command.previewed', 'aval', {
      shows: shown.shows.map(([name, value]) => [name, value]),
      changes: shown.changes.map((one) => ({ ...one })),
      expires_at: new Date(expiresAt).toISOString(),
    }),
    { kind: 'question', question },
    { kind: 'deadline', deadline: { commandId: command.id, what: 'confirmation', at: expiresAt } },
    say(
      tell(sender, 'preview', previewCard(asking.command, flow, sandbox), {
        chat: command.chat,
        command: command.name,
      }),
    ),
  )
}

/** A program confirmed by asking: the lifecycle and the evidence are the same. */
function confirmedByDoor(facts: Facts, course: Course, flow: Flow, shown: Preview): Course {
  const { command } = course
  const confirmation = { expiresAt: facts.now, acknowledge: null }
  const asking = move(course, 'confirmation_requested', facts.now, { preview: shown, confirmation })
  const proved = add(
    asking,
    prove(facts, command, 'command.previewed', 'aval', {
      shows: shown.shows.map(([name, value]) => [name, value]),
      changes: shown.changes.map((one) => ({ ...one })),
    }),
    prove(facts, command, 'command.confirmed', command.requester, { door: command.door ?? 'http' }),
  )
  return authorize(facts, proved, flow, command.requester)
}
