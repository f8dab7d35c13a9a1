// A new authenticator app shown at the command line: always announced, with evidence.

import type { Person } from '../../policy/people.ts'
import { environmentEvidence, type Step, send } from '../changes.ts'
import type { AskedEvent } from '../event.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellAdmins } from '../tell.ts'

type Factor = NonNullable<AskedEvent['factor']>

/**
 * May the command line activate this admin's app at once? Only if no other admin of the tenant
 * could be asked, because each is suspended or has no active app.
 */
export function isFirstAdmin(facts: Facts, { door }: AskedEvent, person: Person): boolean {
  const another = facts.people.some(
    (one) =>
      one.id !== person.id &&
      one.tenant === person.tenant &&
      one.roles.includes('admin') &&
      one.stepUp === 'active' &&
      one.suspended === undefined,
  )
  return (
    door === 'cli' &&
    person.roles.includes('admin') &&
    person.stepUp !== 'active' &&
    person.suspended === undefined &&
    !another
  )
}

/** Activates the app at once, and tells the person and every other admin. */
export function firstApp(facts: Facts, person: Person, factor: Factor): Step {
  return [
    { kind: 'factor', person: person.id, ...factor },
    { kind: 'person', person: { ...person, stepUp: 'active', appSince: facts.now } },
    proof(facts, person, { first: true }),
    ...told(facts, person, 'notice-app-first', 'your-app-first'),
  ]
}

/**
 * Records that an app was shown; it is not active yet, and an earlier app stops working. `shownBy`
 * is the idempotency key of the request to activate it, so that an approval for an earlier app does
 * not activate this one.
 */
export function shownApp(facts: Facts, person: Person, factor: Factor, shownBy: string): Step {
  const replaces = person.stepUp === 'active'
  return [
    { kind: 'factor', person: person.id, ...factor },
    { kind: 'person', person: { ...person, stepUp: 'pending', shownBy } },
    proof(facts, person, { state: 'shown', replaces }),
    ...told(facts, person, 'notice-app-shown', 'your-app-shown'),
  ]
}

function proof(facts: Facts, person: Person, more: Readonly<Record<string, string | boolean>>) {
  const body = { person: person.id, by: 'command_line', ...more }
  return environmentEvidence(facts, 'step_up.enrolled', person.id, body, person.tenant)
}

function told(facts: Facts, person: Person, toAdmins: string, toPerson: string): Step {
  const { id, name, appSince } = person
  const args = { environment: environmentOf(facts), name, person: id }
  const replaced =
    appSince === undefined ? [] : [phrase('app-replaced', { since: { time: appSince } })]
  const lines = (line: string): readonly Phrase[] => [
    phrase(line, args),
    ...replaced,
    phrase(`${line}.hint`, args),
  ]
  return [
    send(messageTo(person, 'notice', lines(toPerson))),
    ...tellAdmins(facts, id, lines(toAdmins), person.tenant),
  ]
}
