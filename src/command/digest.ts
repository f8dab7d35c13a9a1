// Too many cards tire people: past a limit the ordinary ones wait, and come as one numbered digest.

import type { Person } from '../policy/people.ts'
import { approvalBody } from './cards.ts'
import { add, type Course, finish, prove, revised, type Step, say } from './changes.ts'
import type { Command } from './command.ts'
import { sandboxLine } from './command-lines.ts'
import { deliveryDeadline } from './delivery.ts'
import { drawToken, tokenHash } from './draw.ts'
import { type Deadline, environmentOf, type Facts, personOf } from './facts.ts'
import { type Phrase, phrase } from './phrase.ts'
import { stepUpWord } from './recorded-approval.ts'
import { tell } from './speech.ts'
import { countAfter } from './tallies.ts'

/** Digests go out at these steps of the clock. */
const digestEveryMs = 10 * 60_000
/** Requests in one digest; more wait for the next. */
const digestMost = 10

export const cardPrefix = 'cards/'

/** One more card for this person, counted against the limit. */
export function countCard(person: Person): Step {
  return [{ kind: 'tally', key: `${cardPrefix}${person.id}` }]
}

/** Does this person's card wait for the digest? High risk never does. */
export function waits(facts: Facts, command: Command, person: Person): boolean {
  const limit = facts.rules.pack?.limits.approver_messages
  const high = command.safetyClass === 'S3' || command.safetyClass === 'R3'
  if (limit === undefined || high) return false
  const after = facts.now - limit.within
  return countAfter(facts, `${cardPrefix}${person.id}`, after, limit.most) >= limit.most
}

/** When the next digest of this person is due: the same moment for all that wait. */
export function digestDeadline(facts: Facts, person: Person): Deadline {
  const at = (Math.floor(facts.now / digestEveryMs) + 1) * digestEveryMs
  return { commandId: `digest/${person.id}`, what: 'digest', at }
}

/** One message with every request that waits for this person, a token for each. `known` is kept. */
export function digest(facts: Facts, deadline: Deadline, known: Map<string, Command>): Step {
  const person = personOf(facts, deadline.commandId.slice('digest/'.length))
  if (person === undefined) return []
  const all = [...known.values()].filter((one) => isWaiting(facts, one, person))
  const now = all.toSorted((a, b) => a.createdAt - b.createdAt).slice(0, digestMost)
  if (now.length === 0) return []
  // Who rests gets no token: their number may be somebody else's by now.
  if (person.suspended !== undefined)
    return [{ kind: 'deadline', deadline: digestDeadline(facts, person) }]
  const items = now.map((command, index) => item(facts, command, person, index + 1))
  for (const { course } of items) known.set(course.command.id, course.command)
  const letter = tell(person, 'approval_request', [
    phrase('digest-title', {
      environment: environmentOf(facts),
      count: items.length,
    }),
    ...items.flatMap((one) => one.lines),
  ])
  const more: Step =
    all.length > now.length ? [{ kind: 'deadline', deadline: digestDeadline(facts, person) }] : []
  return [
    ...items.flatMap((one) => finish(one.course)),
    say({ ...letter, tokens: items.map((one) => one.token) }),
    ...countCard(person),
    ...more,
  ]
}

function isWaiting(facts: Facts, command: Command, person: Person): boolean {
  return (
    command.state === 'approval_requested' &&
    command.approval?.blocked === false &&
    facts.now < command.approval.expiresAt &&
    command.approval.asked.some((ask) => ask.approver === person.id && ask.waiting === true)
  )
}

interface Item {
  readonly course: Course
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
    ...approvalBody(facts, command, { token: text, insteadOf }),
  ]
  const course = add(
    { command: revised(command, { approval: { ...approval, asked } }), changes: [] },
    { kind: 'token', token: { hash, commandId: command.id, approver: person.id, state: 'open' } },
    ...deliveryDeadline(facts, command),
    prove(facts, command, 'approval.requested', command.requester, {
      to: [person.id],
      digest: true,
      policy_id: approval.policyId,
      expires_at: new Date(approval.expiresAt).toISOString(),
      step_up: stepUpWord(approval),
    }),
  )
  return { course, lines, token: { text, hash } }
}
