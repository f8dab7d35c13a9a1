// People commands: rights granted and revoked, people enrolled, suspended and restored.

import { covers, grantSchema, isReservedId, personIdSchema } from '../../policy/names.ts'
import { grantsOf, type Person } from '../../policy/people.ts'
import { scopesOfRole } from '../../policy/roles.ts'
import { startChallenge } from '../answered/challenge.ts'
import { suspendPerson } from '../answered/valid-votes.ts'
import { environmentEvidence, type Step, send } from '../changes.ts'
import type { Command } from '../command.ts'
import { recheckDelegations } from '../deadlines/delegations.ts'
import { messageOf, roleWord, wordedSlots } from '../display/label.ts'
import { namedScope } from '../display/titles.ts'
import { environmentOf, type Facts, nameOf, personOf } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { answerWith, done, type Operation, refuse, slotText, withPerson } from './operation.ts'

/**
 * An operation that changes one person, tells them, and puts their new rights into evidence. `then`
 * returns the changed person, or why not.
 */
function change(
  then: (person: Person, facts: Facts, command: Command) => Person | Phrase,
): Operation {
  return withPerson((facts, command, person) => {
    const after = then(person, facts, command)
    if (!('roles' in after)) return refuse('impossible', after)
    const args = { environment: environmentOf(facts), by: nameOf(facts, command.requester) }
    const news = phrase('notice-rights', { ...args, what: doneOf(command) })
    // Suspended people are told of their suspension and its end, and of nothing in between.
    const staysSuspended = person.suspended !== undefined && after.suspended !== undefined
    const changes: Step = [
      ...(after.suspended === 'by_admin' && person.suspended === undefined
        ? suspendPerson(after, after.suspended)
        : [{ kind: 'person', person: after } as const]),
      ...(after.id === command.requester || staysSuspended
        ? []
        : [send(messageTo(after, 'notice', [news]))]),
      ...recheckDelegations(facts, person),
    ]
    return done(changes, { proof: holdings(after) })
  })
}

/** The change in words of something done; the person should not read it as an order. */
function doneOf(command: Command): Phrase {
  return phrase(`${messageOf(command.flow)}.done`, wordedSlots(command.slots))
}

/** What a person holds, for evidence that can answer who held which scope when. */
export function holdings(person: Person) {
  return {
    person: person.id,
    roles: person.roles,
    grants: person.grants,
    suspended: person.suspended ?? null,
    step_up: person.stepUp,
  }
}

export const grant: Operation = change((person, facts, command) => {
  const scope = slotText(command, 'scope')
  if (!grantSchema.safeParse(scope).success) return phrase('slot-scope')
  const scopes = scopesInUse(facts)
  // A mistyped scope would be approved, announced, and give nothing.
  if (!scopes.some((one) => covers(scope, one))) return phrase('scope-unknown', { scope, scopes })
  if (person.grants.includes(scope)) return phrase('grant-already', { name: person.name, scope })
  return { ...person, grants: [...person.grants, scope].toSorted() }
})

export const revoke: Operation = change((person, _facts, command) => {
  const scope = slotText(command, 'scope')
  if (!person.grants.includes(scope))
    return phrase('grant-not-there', {
      name: person.name,
      scope,
      roles: person.roles.map(roleWord),
    })
  return { ...person, grants: person.grants.filter((one) => one !== scope) }
})

export const addRole: Operation = change((person, facts, command) => {
  const role = roleOf(command)
  if (!isRole(facts, role)) return unknownRole(facts, role)
  if (person.roles.includes(role))
    return phrase('grant-already', { name: person.name, scope: roleWord(role) })
  return { ...person, roles: [...person.roles, role].toSorted() }
})

export const dropRole: Operation = change((person, _facts, command) => {
  const role = roleOf(command)
  if (!person.roles.includes(role))
    return phrase('role-not-there', {
      name: person.name,
      role: roleWord(role),
      roles: person.roles.map(roleWord),
    })
  const roles = person.roles.filter((one) => one !== role)
  return { ...person, roles: roles.length === 0 ? ['observer'] : roles }
})

/** All scopes that a command or an approval policy asks for. */
function scopesInUse({ rules }: Facts): readonly string[] {
  const approvals = Object.values(rules.pack?.approvals ?? {}).map((one) => one.scope)
  const commands = [...rules.flows.values()].flatMap((one) => one.scopes)
  return [...new Set([...approvals, ...commands])].toSorted()
}

/** The role in lower case, as packs write it. */
function roleOf(command: Command): string {
  return slotText(command, 'role').toLowerCase()
}

function isRole({ rules }: Facts, role: string): boolean {
  return rules.pack !== null && scopesOfRole(rules.pack, role) !== null
}

function unknownRole({ rules }: Facts, role: string): Phrase {
  return phrase('role-unknown', { role, roles: Object.keys(rules.pack?.roles ?? {}).map(roleWord) })
}

export const suspend: Operation = change((person) =>
  person.suspended === undefined
    ? { ...person, suspended: 'by_admin' }
    : phrase('already-suspended', { name: person.name }),
)

export const restore: Operation = change((person) => {
  if (person.suspended === undefined) return phrase('not-suspended', { name: person.name })
  if (person.suspended === 'not_proven')
    return phrase('not-proven-yet', { name: person.name, id: person.id })
  const { suspended: _suspended, ...rest } = person
  return rest
})

/** An admin's approval activates an authenticator that was shown (product.md, Step-up). */
export const activate: Operation = (facts, command) => {
  const id = slotText(command, 'person')
  const person = personOf(facts, id)
  if (person?.tenant !== command.tenant || person.stepUp !== 'pending')
    return refuse('impossible', phrase('nothing-to-activate', { name: nameOf(facts, id) }))
  const { shownBy, ...shown } = person
  if (shownBy !== command.idempotencyKey) {
    const asked = [...facts.commands.values()].find((one) => one.idempotencyKey === shownBy)
    // A newer app was shown since: the approval was for another app.
    return command.door === undefined && asked?.state === 'approval_requested'
      ? refuse('impossible', phrase('app-asked-already', { command: asked.name }))
      : refuse('impossible', phrase('another-app-shown', { name: person.name }))
  }
  const after: Person = { ...shown, stepUp: 'active', appSince: facts.now }
  const body = { person: person.id, by: 'approval', command: command.name }
  const enrolled = environmentEvidence(facts, 'step_up.enrolled', person.id, body, person.tenant)
  return done([{ kind: 'person', person: after }, enrolled], { proof: holdings(after) })
}

/** The role of a new person if none is given. */
export const usualRole = 'requester'

export const enrol: Operation = (facts, command) => {
  const id = slotText(command, 'id').toLowerCase()
  const phone = slotText(command, 'phone')
  const role = command.slots['role'] === undefined ? usualRole : roleOf(command)
  const asker = personOf(facts, command.requester)
  const again = facts.people.find((one) => one.id === id && mayProveAgain(one, command.tenant))
  const taken = facts.people.find((one) => one !== again && (one.id === id || isTheirs(one, phone)))
  if (asker === undefined) return refuse('unauthorized', phrase('slot-person', { text: '' }))
  // People of another tenant are not told whose phone it is.
  const name = taken?.tenant === command.tenant ? taken.name : id
  if (taken !== undefined) return refuse('impossible', phrase('already-enrolled', { name }))
  if (isReservedId(id)) return refuse('impossible', phrase('id-reserved', { id }))
  if (!personIdSchema.safeParse(id).success)
    return refuse('impossible', phrase('person-id-wrong', { id }))
  if (!isRole(facts, role)) return refuse('impossible', unknownRole(facts, role))
  // Enrolling somebody again keeps their roles; a card that names another role would mislead.
  if (again !== undefined && !keepsRoles(again, command))
    return refuse(
      'impossible',
      phrase('roles-stay', { name: again.name, roles: again.roles.map(roleWord) }),
    )
  const person: Person = again ?? {
    id,
    name: id.slice(0, 1).toUpperCase() + id.slice(1),
    tenant: command.tenant,
    roles: [role],
    grants: [],
    locale: asker.locale,
    identifiers: [],
    stepUp: 'none',
  }
  const pending: Person = { ...person, suspended: 'not_proven' }
  return done(startChallenge(facts, pending, phone, asker), { proof: holdings(pending) })
}

function keepsRoles({ roles }: Person, command: Command): boolean {
  const only = command.slots['role'] === undefined ? roles : [roleOf(command)]
  return roles.length === only.length && roles.every((one) => only.includes(one))
}

/** Does this person have the phone, or is about to prove it? */
function isTheirs({ identifiers, enrolment }: Person, phone: string): boolean {
  return identifiers.includes(phone) || enrolment?.phone === phone
}

/** May this person get a new code: not proved yet, or with a changed number? */
function mayProveAgain(person: Person, tenant: string): boolean {
  const { suspended } = person
  const again: readonly (string | undefined)[] = ['not_proven', 'identity_changed', 'number_unseen']
  return person.tenant === tenant && again.includes(suspended)
}

/** Answers which scopes a person holds now; the history is in the evidence. */
export const scopesOf: Operation = withPerson((facts, command, person) => {
  const { pack } = facts.rules
  if (pack === null)
    return refuse('impossible', phrase('slot-person', { text: slotText(command, 'person') }))
  const scopes = grantsOf(pack, person)
  const lines = [
    phrase('scopes-title', {
      environment: environmentOf(facts),
      name: person.name,
      roles: person.roles.map(roleWord),
    }),
    ...[...new Set(scopes)]
      .toSorted()
      .map((scope) => phrase('listed', { text: namedScope(pack, scope) })),
  ]
  if (person.suspended !== undefined) lines.push(phrase('scopes-suspended'))
  if (person.delegation !== undefined && facts.now < person.delegation.until)
    lines.push(
      phrase('scopes-delegated', {
        name: nameOf(facts, person.delegation.to),
        until: { time: person.delegation.until },
      }),
    )
  return answerWith(lines)
})
