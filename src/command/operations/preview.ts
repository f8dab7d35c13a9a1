// Previews of Aval's own commands: what they would change, for those who confirm or approve.

import { canonical } from '../../evidence/canonical.ts'
import type { PartLock } from '../../policy/lockdown.ts'
import { holds, type Person } from '../../policy/people.ts'
import type { Command, Preview } from '../command.ts'
import { otherRole } from '../display/label.ts'
import { mayReadSetter } from '../display/lockdown-lines.ts'
import { type Facts, nameOf, personOf } from '../facts.ts'
import { isOwn } from '../flow.ts'
import type { Flow } from '../spec.ts'
import { ownTenantLock } from './lockdown.ts'
import { lockNamed } from './part-lock.ts'
import { usualRole } from './people.ts'

type Looked = Pick<Command, 'requester' | 'slots' | 'tenant'>
type Difference = Preview['changes'][number]

const nothing: Preview = { shows: [], changes: [] }

/**
 * The preview of an own command; empty if it changes nothing that already exists. Pure: the same
 * facts give the same preview.
 */
export function previewOwnOperation(
  facts: Facts,
  command: Looked,
  { does }: Pick<Flow, 'does'>,
): Preview {
  switch (does) {
    case 'aval.lockdown.on':
      // `lockdown on tenant acme` is easily misread: it locks everything.
      return { shows: [['covers', 'everything']], changes: [] }
    case 'aval.emergency.declare': {
      const { approvers } = facts.rules.pack?.emergency ?? {}
      return approvers === undefined
        ? nothing
        : { shows: [['approvers', String(approvers)]], changes: [] }
    }
    case 'aval.lockdown.off':
      return facts.mode.kind === 'locked' && facts.mode.cause === 'by_request'
        ? withKept(facts, command, lifted(facts, command, facts.mode))
        : nothing
    case 'aval.lockdown.lift': {
      const lock = lockNamed(facts, command.slots)
      return lock === null ? nothing : lifted(facts, command, lock)
    }
    case 'aval.retention.release':
      return facts.legalHold === null
        ? nothing
        : {
            shows: mayReadSetter(facts.people, command.tenant, facts.legalHold.by)
              ? [['reason', facts.legalHold.reason]]
              : [],
            changes: [off('legal hold')],
          }
    case 'aval.delegation.on':
      return handedOn(facts, command)
    default:
      return ofPerson(facts, command, does)
  }
}

/**
 * A person has one delegate; a new delegation shows that it replaces the old one. A delegate
 * decides by the right of whom they answer for: one without that right is named as such.
 */
function handedOn(facts: Facts, { requester, slots }: Looked): Preview {
  const { delegation } = personOf(facts, requester) ?? {}
  const to = String(slots['person'] ?? '')
  const own = ownRight(facts, requester, to)
  const shows: Preview['shows'] = own === 'all' ? [] : [['own right to approve', own]]
  if (delegation === undefined || facts.now >= delegation.until || delegation.to === to)
    return { shows, changes: [] }
  const [before, after] = [nameOf(facts, delegation.to), nameOf(facts, to)]
  return { shows, changes: [{ field: 'delegated to', before, after }] }
}

/** How many of the approval scopes that this person holds the delegate holds too. */
function ownRight(facts: Facts, absent: string, delegate: string): 'all' | 'part' | 'none' {
  const { pack } = facts.rules
  const [from, to] = [personOf(facts, absent), personOf(facts, delegate)]
  if (pack === null || from === undefined || to === undefined) return 'all'
  const scopes = new Set(Object.values(pack.approvals).map((one) => one.scope))
  const lent = [...scopes].filter((scope) => holds(pack, from, scope))
  const own = lent.filter((scope) => holds(pack, to, scope))
  if (own.length === lent.length) return 'all'
  return own.length === 0 ? 'none' : 'part'
}

/** Are the people, lockdown or hold still as they were shown to the approvers? */
export function isAsShown(facts: Facts, command: Command, flow: Flow): boolean {
  if (!isOwn(flow) || flow.preview !== undefined || command.acts !== undefined) return true
  if (command.preview === null) return true
  return canonical(previewOwnOperation(facts, command, flow)) === canonical(command.preview)
}

function off(field: string): Difference {
  return { field, before: 'on', after: 'off' }
}

/** What another tenant locked is opened for all but itself. */
function withKept(facts: Facts, { tenant }: Looked, preview: Preview): Preview {
  if (ownTenantLock(facts, tenant) === null) return preview
  return { ...preview, shows: [...preview.shows, ['stays locked', 'that-tenant']] }
}

type Lock = Pick<PartLock, 'reason' | 'by' | 'since'>

/**
 * The lock to be lifted, with its start: an approval to lift one lockdown does not cover the next.
 */
function lifted(facts: Facts, { tenant }: Looked, { reason, by, since }: Lock): Preview {
  const who: Preview['shows'] = mayReadSetter(facts.people, tenant, by)
    ? [
        ['reason', reason],
        ['locked by', nameOf(facts, by)],
      ]
    : [['locked by', 'another-tenant']]
  return {
    shows: [...who, ['locked since', new Date(since).toISOString()]],
    moments: ['locked since'],
    changes: [off('lockdown')],
  }
}

/** The person whose rights would change, with their present roles. */
function ofPerson(facts: Facts, { slots, tenant }: Looked, does: string): Preview {
  const person = personOf(facts, String(slots['person'] ?? slots['id'] ?? '').toLowerCase())
  if (!does.startsWith('aval.people.') && does !== 'aval.retention.forget') return nothing
  if (person === undefined || person.tenant !== tenant) return newcomer(slots, does)
  const changes = differences(person, slots, does)
  const dropped = changes.flatMap(({ field, before }) => (field === 'role' ? [before] : []))
  const kept = person.roles.filter((role) => !dropped.includes(role))
  const field = changes.some((one) => one.field === 'role') ? otherRole : 'role'
  const roles = kept.map((role): Preview['shows'][number] => [field, role])
  // What was typed may be the id of one and the name of another.
  const isPlain = person.name.toLowerCase() === person.id
  const named: Preview['shows'] = isPlain ? roles : [['name', person.name], ...roles]
  return does === 'aval.people.activate' ? replacing(person, named) : { shows: named, changes }
}

const replaced = 'replaces app of'

/**
 * Warns that the new app replaces one in use: normal after a lost phone, but also what a thief
 * does.
 */
function replacing({ appSince }: Person, shows: Preview['shows']): Preview {
  if (appSince === undefined) return { shows, changes: [] }
  const since = new Date(appSince).toISOString()
  return { shows: [[replaced, since], ...shows], changes: [], moments: [replaced] }
}

/** The default role, shown if an enrolment names none. */
function newcomer({ role }: Command['slots'], does: string): Preview {
  const isUnsaid = does === 'aval.people.enrol' && role === undefined
  return isUnsaid ? { shows: [['role', usualRole]], changes: [] } : nothing
}

function differences(person: Person, slots: Command['slots'], does: string): Difference[] {
  const role = String(slots['role'] ?? '').toLowerCase()
  const scope = String(slots['scope'] ?? '')
  switch (does) {
    case 'aval.people.add_role':
      return [{ field: 'role', before: null, after: role }]
    case 'aval.people.drop_role':
      return [{ field: 'role', before: role, after: null }]
    case 'aval.people.grant':
      return [{ field: 'scope', before: null, after: scope }]
    case 'aval.people.revoke':
      return [{ field: 'scope', before: scope, after: null }]
    case 'aval.people.suspend':
      return [{ field: 'rights', before: rightsOf(person), after: 'suspended' }]
    case 'aval.people.restore':
      return [{ field: 'rights', before: rightsOf(person), after: 'in-force' }]
    case 'aval.retention.forget':
      return [{ field: 'rights', before: rightsOf(person), after: 'erased' }]
    case 'aval.people.enrol':
      return [{ field: 'phone', before: phoneOf(person), after: String(slots['phone'] ?? '') }]
    default:
      return []
  }
}

/** `in-force`, or why the person is suspended: `suspended-identity-changed`. */
function rightsOf({ suspended }: Person): string {
  return suspended === undefined ? 'in-force' : `suspended-${suspended.replaceAll('_', '-')}`
}

/** The phone numbers before the change; null for none. */
function phoneOf({ identifiers }: Person): string | null {
  const phones = identifiers.filter((one) => one.startsWith('+'))
  return phones.length === 0 ? null : phones.join(', ')
}
