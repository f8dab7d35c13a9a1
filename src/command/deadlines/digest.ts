// One message in place of many: requests that wait for an approver, numbered, each with a token;
// before them one line for each request with news.

import { mayAnswer } from '../../policy/approval.ts'
import type { Person } from '../../policy/people.ts'
import {
  type CommandUpdate,
  commandEvidence,
  partiesOf,
  type Step,
  send,
  toStep,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Command } from '../command.ts'
import { countMessage, digestDeadline } from '../display/approver-messages.ts'
import { approvalBody } from '../display/cards.ts'
import { sandboxLine } from '../display/command-lines.ts'
import { drawToken, tokenHash } from '../draw.ts'
import { type Deadline, environmentOf, type Facts, personIn, personOf } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { stepUpWord } from '../verify/recorded-approval.ts'
import { deliveryDeadline } from './delivery.ts'
import { countedNews, listedNews, type News } from './digest-news.ts'
import { endOutdated } from './end-outdated.ts'

/** The most requests in one digest; the others wait for the next. */
const digestMost = 10
/**
 * The most characters of request data: WhatsApp's limit is 65,536, and a value may appear twice.
 */
const digestCharacters = 30_000
/** The most commands with news in one digest, a line each; the others wait for the next. */
const newsMost = 20
/** More news than in five digests is only counted: it would take hours, and hide what is new. */
const listedMost = 100
/** The most commands that one digest counts. */
export const countedMost = 500
/** A suspended person is told after their return only news younger than this. */
const restMs = 24 * 3_600_000

/**
 * Sends one person's digest. Tokens exist only once it is sent. Adds changed commands to `known`.
 */
export function digest(facts: Facts, deadline: Deadline, known: Map<string, Command>): Step {
  const person = personOf(facts, personIn(deadline))
  if (person === undefined) return []
  const untold = facts.untold?.get(person.id) ?? []
  if (person.suspended !== undefined) return afterRest(facts, person, untold, known)
  const ended = endOutdated(facts, cardsOf(facts, person, known), known)
  const waiting = cardsOf(facts, person, known)
  const ready = waiting.filter((one) => mayAnswerNow(facts, one, person))
  const now = fitting(ready.toSorted((a, b) => a.createdAt - b.createdAt))
  const items = now.map((command, index) => item(facts, command, person, index + 1))
  for (const { update } of items) known.set(update.command.id, update.command)
  const isMuch = untold.length > listedMost
  const news = untold.slice(0, isMuch ? countedMost : newsMost)
  const about = news
    .flatMap((id) => known.get(id) ?? [])
    .filter((one) => one.tenant === person.tenant)
  const told = isMuch ? countedNews(about, person) : listedNews(facts, about, person)
  return [
    ...ended,
    ...items.flatMap((one) => toStep(one.update)),
    ...news.map((commandId) => ({ kind: 'told', person: person.id, commandId }) as const),
    ...letter(facts, person, items, told, ready.length - now.length),
    ...(waiting.length > items.length || untold.length > news.length
      ? nextDigest(facts, person)
      : []),
  ]
}

/** As many requests as fit into one message, because cards show values uncut. */
function fitting(ready: readonly Command[]): readonly Command[] {
  let room = digestCharacters
  return ready.slice(0, digestMost).filter(({ slots, acts, preview }, index) => {
    room -= JSON.stringify([slots, acts, preview]).length
    return index === 0 || room >= 0
  })
}

function nextDigest(facts: Facts, person: Person): Step {
  return [{ kind: 'deadline', deadline: digestDeadline(facts, person) }]
}

/**
 * Postpones a suspended person's digest, because their number may belong to somebody else; drops it
 * if all its news is old.
 */
function afterRest(
  facts: Facts,
  person: Person,
  untold: readonly string[],
  known: ReadonlyMap<string, Command>,
): Step {
  const since = facts.now - restMs
  const isFresh = untold.some((id) => (known.get(id)?.updatedAt ?? 0) > since)
  if (isFresh || cardsOf(facts, person, known).length > 0) return nextDigest(facts, person)
  return [{ kind: 'told', person: person.id, commandId: null }]
}

function letter(
  facts: Facts,
  person: Person,
  items: readonly Item[],
  { count, lines }: News,
  later: number,
): Step {
  if (items.length === 0 && count === 0) return []
  const environment = environmentOf(facts)
  const title = phrase('digest-title', { environment, count: items.length })
  const newsTitle = phrase('digest-news-title', { environment, count })
  const sandbox = count === 0 ? [] : sandboxLine(facts, person)
  const about = [...sandbox, ...lines]
  const speech =
    items.length === 0
      ? messageTo(person, 'approval_update', [newsTitle, ...about])
      : messageTo(person, 'approval_request', [
          title,
          ...(later === 0 ? [] : [phrase('digest-later', { count: later })]),
          ...(count === 0 ? [] : [phrase('digest-news'), ...about]),
          ...items.flatMap((one) => one.lines),
        ])
  const tokens = items.map((one) => one.token)
  return [send(items.length === 0 ? speech : { ...speech, tokens }), ...countMessage(person)]
}

/** The commands for which this person's card waits. */
function cardsOf(
  facts: Facts,
  person: Person,
  known: ReadonlyMap<string, Command>,
): readonly Command[] {
  return [...known.values()].filter((one) => isWaiting(facts, one, person))
}

function isWaiting(facts: Facts, command: Command, person: Person): boolean {
  return (
    command.state === 'approval_requested' &&
    command.approval?.blocked === false &&
    facts.now < command.approval.expiresAt &&
    command.approval.asked.some((ask) => ask.approver === person.id && ask.waiting === true)
  )
}

/** May this person's vote count now? If not, the card waits until their rights are back. */
function mayAnswerNow(facts: Facts, command: Command, person: Person): boolean {
  const { approval } = command
  const { pack } = facts.rules
  const ask = approval?.asked.findLast((one) => one.approver === person.id)
  if (approval === null || pack === null || ask === undefined) return false
  return mayAnswer(pack, approval, facts.people, ask, partiesOf(command), facts.now)
}

interface Item {
  readonly update: CommandUpdate
  readonly lines: readonly Phrase[]
  readonly token: { readonly text: string; readonly hash: string }
}

function item(facts: Facts, command: Command, person: Person, number: number): Item {
  const { approval } = command
  if (approval === null) throw new Error('A digest lists requests only.')
  const text = drawToken(facts.random, `${command.id}/${approval.round}/digest/${person.id}`)
  const hash = tokenHash(facts.rules.key, text)
  const asked = approval.asked.map((ask) =>
    ask.approver === person.id ? { ...ask, askedAt: facts.now, waiting: false } : ask,
  )
  const { insteadOf } = asked.findLast((ask) => ask.approver === person.id) ?? {}
  const lines = [
    phrase('digest-item', {
      number: String(number),
      class: command.safetyClass,
      name: command.name,
    }),
    ...sandboxLine(facts, command),
    ...approvalBody(facts, command, { reader: person, token: text, insteadOf }),
  ]
  const update = withChanges(
    { command: withPatches(command, { approval: { ...approval, asked } }), changes: [] },
    { kind: 'token', token: { hash, commandId: command.id, approver: person.id, state: 'open' } },
    ...deliveryDeadline(facts, command),
    commandEvidence(facts, command, 'approval.requested', command.requester, {
      to: [person.id],
      digest: true,
      policy_id: approval.policyId,
      expires_at: new Date(approval.expiresAt).toISOString(),
      step_up: stepUpWord(approval),
    }),
  )
  return { update, lines, token: { text, hash } }
}
