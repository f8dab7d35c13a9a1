// Enrolment is proved from the phone itself: an admin gets a code, the new person types it, and
// only then do the identifiers it was sent from belong to that person.

import type { Limit } from '../../policy/limits.ts'
import type { Person } from '../../policy/people.ts'
import { messageEvidence, type Step, send } from '../changes.ts'
import { drawChallenge, pseudonym, tokenHash } from '../draw.ts'
import type { MessageEvent } from '../event.ts'
import {
  type Deadline,
  environmentOf,
  type Facts,
  personIn,
  personOf,
  type TokenRecord,
} from '../facts.ts'
import { localeOfMost, messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { countAfter } from '../tallies.ts'
import { reply, tellAdmins } from '../tell.ts'

/** How long a code is valid: enough time to pass it on by voice. */
const challengeMs = 30 * 60_000

/** Stands in for the command's id in the code's token row; it outlives the enrolling command. */
const challengeOf = (person: string): string => `challenge/${person}`

/** Requires a person to prove this phone; only this admin is told the code. */
export function startChallenge(facts: Facts, person: Person, phone: string, admin: Person): Step {
  const until = facts.now + challengeMs
  const code = drawChallenge(facts.random, person.id)
  const hash = tokenHash(facts.rules.key, code)
  const commandId = challengeOf(person.id)
  const line = phrase('challenge-code', { name: person.name, code, until: { time: until } })
  const pending: Person = { ...person, identifiers: [], enrolment: { phone, until } }
  return [
    { kind: 'person', person: pending },
    { kind: 'token_state', commandId, hash: null, state: 'void' },
    { kind: 'token', token: { hash, commandId, approver: person.id, state: 'open' } },
    { kind: 'deadline', deadline: { commandId, what: 'challenge', at: until } },
    send({ ...messageTo(admin, 'answer', [line]), token: { text: code, hash } }),
  ]
}

/** The code was not typed in time: it becomes void, and the admins are told. */
export function expireChallenge(facts: Facts, deadline: Deadline): Step {
  const { commandId } = deadline
  const person = personOf(facts, personIn(deadline))
  if (person?.enrolment === undefined) return []
  const environment = environmentOf(facts)
  const over = phrase('notice-challenge-over', { environment, name: person.name })
  return [
    { kind: 'token_state', commandId, hash: null, state: 'void' },
    ...tellAdmins(facts, '', over, person.tenant),
  ]
}

/**
 * Somebody typed what may be a code. Null if it is none, or if too many were guessed lately; the
 * sender is then handled like other strangers.
 */
export function handleChallengeCode(
  facts: Facts,
  event: MessageEvent,
  isCode: boolean,
): Step | null {
  if (!isCode || event.form !== 'text') return null
  const record = [...facts.tokens.values()].find((one) => one.commandId.startsWith('challenge/'))
  const { sender } = facts
  if (sender !== null) return record?.state === 'open' ? notYours(facts, event, sender) : null
  const who = pseudonym(facts.rules.key, event.from)
  if (!event.direct || isGuessing(facts, who)) return null
  const found = record?.state === 'open' ? personOf(facts, record.approver) : undefined
  const why = found === undefined ? 'wrong_challenge' : obstacle(facts, event, found)
  if (found === undefined || record === undefined || why !== null)
    return [
      ...wrong(facts, event, who, why ?? 'wrong_challenge'),
      ...(found !== undefined && why === 'other_phone' ? elsewhere(facts, event, found) : []),
    ]
  return bound(facts, event, found, record)
}

/** All identifiers of the sender that WhatsApp gives: number and LID. */
function identifiersOf(event: MessageEvent): readonly string[] {
  return [event.from, ...(event.alias === undefined ? [] : [event.alias])]
}

/**
 * The phone numbers of the sender. Includes one that contradicts an earlier pairing: proving it is
 * what the code is for.
 */
function phonesOf(event: MessageEvent): readonly string[] {
  const disputed = event.disputed === undefined ? [] : [event.disputed]
  return [...identifiersOf(event), ...disputed].filter((one) => one.startsWith('+'))
}

/** Why a correct code is refused here; null if it is accepted. */
function obstacle(facts: Facts, event: MessageEvent, person: Person): string | null {
  const { enrolment } = person
  if (enrolment === undefined || facts.now >= enrolment.until) return 'challenge_expired'
  const phones = phonesOf(event)
  return phones.length > 0 && !phones.includes(enrolment.phone) ? 'other_phone' : null
}

/**
 * The code is right and the number is not: either WhatsApp writes the person's number otherwise
 * than the admin did, or somebody else has the code. Only the admins can tell which.
 */
function elsewhere(facts: Facts, event: MessageEvent, { id, name, tenant }: Person): Step {
  const args = { environment: environmentOf(facts), id, name, phone: phonesOf(event)[0] ?? '' }
  return tellAdmins(facts, '', phrase('notice-challenge-elsewhere', args), tenant)
}

/**
 * Accepts the code. If WhatsApp gives only a LID, nothing shows that it was typed on that phone:
 * the person stays suspended until the number is seen or an admin restores them.
 */
function bound(facts: Facts, event: MessageEvent, person: Person, record: TokenRecord): Step {
  const { commandId, hash } = record
  const at = person.enrolment?.until ?? facts.now
  const over: Step = [
    { kind: 'token_state', commandId, hash, state: 'spent' },
    { kind: 'deadline_over', deadline: { commandId, what: 'challenge', at } },
  ]
  if (phonesOf(event).length > 0) return [...over, ...inForce(facts, event, person, 'challenge')]
  const atRest: Person = { ...person, suspended: 'number_unseen', identifiers: [event.from] }
  const args = { environment: environmentOf(facts), name: person.name }
  const body = { method: 'challenge', identifiers: 1, number: 'unseen' }
  return [
    ...over,
    { kind: 'person', person: atRest },
    messageEvidence(facts, event, 'auth.accepted', person.id, body, person.tenant),
    send(messageTo(atRest, 'answer', [phrase('challenge-unseen', args)])),
    ...tellAdmins(facts, person.id, phrase('notice-number-unseen', args), person.tenant),
  ]
}

/**
 * The number to prove has now been seen: the code accepted earlier takes full effect. Null if not.
 */
export function provePhone(facts: Facts, event: MessageEvent, person: Person): Step | null {
  if (person.suspended !== 'number_unseen' || person.enrolment === undefined) return null
  const isShown = event.direct && identifiersOf(event).includes(person.enrolment.phone)
  return isShown ? inForce(facts, event, person, 'number_shown') : null
}

/** The sender's identifiers now belong to this person, whose suspension ends. */
function inForce(
  facts: Facts,
  event: MessageEvent,
  person: Person,
  method: 'challenge' | 'number_shown',
): Step {
  const { suspended: _suspended, enrolment, ...rest } = person
  const proven = enrolment === undefined ? {} : { proven: enrolment.phone }
  const after: Person = { ...rest, ...proven, identifiers: identifiersOf(event) }
  const args = { environment: environmentOf(facts), name: person.name }
  const body = { method, identifiers: after.identifiers.length }
  return [
    { kind: 'person', person: after },
    messageEvidence(facts, event, 'auth.accepted', person.id, body, person.tenant),
    send(messageTo(after, 'answer', [phrase('challenge-done', args)])),
    ...tellAdmins(facts, person.id, phrase('notice-enrolled', args), person.tenant),
  ]
}

function notYours(facts: Facts, event: MessageEvent, sender: Person): Step {
  const line = phrase('challenge-not-yours', { name: sender.name })
  const body = { why: 'challenge_of_another' }
  return [
    messageEvidence(facts, event, 'auth.denied', sender.id, body, sender.tenant),
    ...reply(event, sender, 'refusal', [line]),
  ]
}

function recent(facts: Facts, key: string, limit: Pick<Limit, 'most' | 'within'>): number {
  return countAfter(facts, key, facts.now - limit.within, limit.most)
}

function isGuessing(facts: Facts, who: string): boolean {
  const limits = facts.rules.pack?.limits
  if (limits === undefined) return true
  const { wrong_answers: own, wrong_answers_environment: all } = limits
  return recent(facts, `claim/${who}`, own) >= own.most || recent(facts, 'claim', all) >= all.most
}

/**
 * A wrong code counts as a strike: after a few this sender, and in the end all strangers, get no
 * more tries.
 */
function wrong(facts: Facts, event: MessageEvent, who: string, why: string): Step {
  const limits = facts.rules.pack?.limits
  if (limits === undefined) return []
  const { wrong_answers: own, wrong_answers_environment: all } = limits
  const left = own.most - recent(facts, `claim/${who}`, own) - 1
  const isLast = left <= 0 || recent(facts, 'claim', all) + 1 >= all.most
  const next: Phrase = isLast
    ? phrase('answers-locked', { until: { time: facts.now + own.within } })
    : phrase('tries-left', { count: left })
  const guesses = phrase('notice-challenge-guesses', { environment: environmentOf(facts) })
  return [
    { kind: 'tally', key: `claim/${who}` },
    { kind: 'tally', key: 'claim' },
    messageEvidence(facts, event, 'auth.denied', who, { why }),
    ...(isLast
      ? [
          messageEvidence(facts, event, 'limit.reached', who, { limit: 'challenge' }),
          ...tellAdmins(facts, '', guesses),
        ]
      : []),
    send({
      to: event.from,
      locale: localeOfMost(facts.people),
      chat: event.chat,
      kind: 'refusal',
      lines: [phrase('challenge-wrong'), next],
    }),
  ]
}
