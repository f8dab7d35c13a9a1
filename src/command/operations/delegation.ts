// Delegation commands: who may answer for somebody, and until when.

import type { Person } from '../../policy/people.ts'
import { type Change, environmentEvidence } from '../changes.ts'
import type { Command } from '../command.ts'
import { delegationDeadline } from '../deadlines/delegations.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { phrase } from '../phrase.ts'
import { tellActivePerson } from '../tell.ts'
import { done, type Operation, refuse, slotText } from './operation.ts'

/** `delegate to carla until …`: until a date, not passed on, revocable at any time (HAPF VII.C). */
export const delegate: Operation = (facts, command) => {
  const from = personOf(facts, command.requester)
  const to = personOf(facts, slotText(command, 'person'))
  const until = Number(command.slots['until'])
  const longest = facts.rules.pack?.delegation?.longest
  if (from === undefined || longest === undefined)
    return refuse('unauthorized', phrase('delegation-unknown'))
  if (to === undefined || to.tenant !== from.tenant || to.suspended !== undefined)
    return refuse('impossible', phrase('slot-person', { text: slotText(command, 'person') }))
  if (to.id === from.id) return refuse('impossible', phrase('delegation-self'))
  if (!(until > facts.now)) return refuse('impossible', phrase('until-past'))
  if (until - facts.now > longest)
    return refuse('impossible', phrase('delegation-long', { most: { span: longest } }))
  const { delegation: earlier } = from
  // A delegation to the same person with another end stays the same one; its grants still count.
  const goesOn = earlier?.to === to.id && facts.now < earlier.until
  const since = goesOn ? earlier.since : facts.now
  const person: Person = { ...from, delegation: { to: to.id, since, until } }
  const environment = environmentOf(facts)
  const before = personOf(facts, from.delegation?.to ?? '')
  const another = before !== undefined && before.id !== to.id
  const ended = phrase('delegation-ended', { environment, name: from.name })
  const news = phrase('delegation-notice', { environment, name: from.name, until: { time: until } })
  return done(
    [
      { kind: 'person', person },
      delegated(facts, command, { to: to.id, until: new Date(until).toISOString() }),
      // Requests that wait for the earlier delegate are handed over now.
      delegationDeadline(from, another ? facts.now : until),
      ...tellActivePerson(to, [news]),
      ...(another ? tellActivePerson(before, [ended]) : []),
    ],
    { proof: { person: from.id, delegate: to.id } },
  )
}

export const endDelegation: Operation = (facts, command) => {
  const from = personOf(facts, command.requester)
  if (from?.delegation === undefined) return refuse('impossible', phrase('delegation-none'))
  const { delegation, ...rest } = from
  const to = personOf(facts, delegation.to)
  const environment = environmentOf(facts)
  const news = phrase('delegation-ended', { environment, name: from.name })
  return done([
    { kind: 'person', person: rest },
    delegated(facts, command, { to: delegation.to, until: null }),
    delegationDeadline(from, facts.now),
    ...tellActivePerson(to, [news]),
  ])
}

function delegated(
  facts: Facts,
  command: Command,
  body: { readonly to: string; readonly until: string | null },
): Change {
  return environmentEvidence(facts, 'approval.delegated', command.requester, body, command.tenant)
}
