// Turns what the environment noticed about itself into evidence and, if people must know, notices.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Binding } from '../../policy/pack.ts'
import { suspendPerson } from '../answered/standing.ts'
import { doorRefused } from '../asked/refused-agent.ts'
import { boundAnew } from '../bound.ts'
import { type Change, note, type Step, system } from '../changes.ts'
import type { Noticed } from '../event.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { delegationsOf } from '../lapsed/hand-over.ts'
import { reboundDeadline } from '../lapsed/rebound.ts'
import { keptNow, nextSweep } from '../lapsed/retention.ts'
import { unitExpired } from '../lapsed/unit-expired.ts'
import { lockedKey } from '../locked.ts'
import { phrase } from '../phrase.ts'
import { rightsOfAll } from '../rights.ts'
import { tellAdmins } from '../told.ts'
import { rightsAlone } from './alone.ts'
import { connectorNews } from './connector-news.ts'
import { placeNews } from './place-news.ts'
import { type Redefined, redefined } from './redefined.ts'
import { sameId } from './same-id.ts'

export function noticed(facts: Facts, notice: Noticed): Step {
  switch (notice.what) {
    case 'service.start':
      return started(facts, notice)
    case 'service.stop':
      return [note(facts, 'service.stop', system, {})]
    case 'door.accepted': {
      const { caller, session, owner } = notice
      const actor = owner === undefined ? `program:${caller}` : session
      const body = { door: 'http', session, ...(owner === undefined ? {} : { owner }) }
      return [note(facts, 'auth.accepted', actor, body)]
    }
    case 'door.refused':
      return doorRefused(facts, notice)
    case 'door.denied': {
      const { why, count } = notice
      return [note(facts, 'auth.denied', system, { door: 'http', why, count })]
    }
    case 'attestation.issued': {
      const { what: _what, ...body } = notice
      return [note(facts, 'attestation.issued', system, body)]
    }
    case 'unit.expired':
      return unitExpired(facts, notice)
    case 'secret.loaded':
      return [
        note(facts, 'secret.loaded', system, {
          reference: notice.reference,
          hash: notice.hash,
        }),
      ]
    case 'egress.denied':
      return [
        note(facts, 'egress.denied', system, {
          host: notice.host,
          operation: notice.operation,
        }),
        ...tellAdmins(
          facts,
          '',
          phrase('notice-egress', {
            environment: environmentOf(facts),
            host: notice.host,
          }),
        ),
      ]
    case 'connector.stalled':
    case 'connector.resumed':
      return connectorNews(facts, notice)
    case 'checkpoint.sent':
    case 'place.stalled':
    case 'place.resumed':
    case 'place.rewound':
    case 'evidence.rejected':
      return placeNews(facts, notice)
    case 'content.changed':
      return sameId(facts, notice)
    case 'identity.changed':
      return identityChanged(facts, notice)
    case 'rights.alone':
      return rightsAlone(facts, notice)
  }
}

function started(facts: Facts, notice: Extract<Noticed, { what: 'service.start' }>): Step {
  const { binding } = facts.rules
  const enrol = facts.people.length > 0 ? [] : notice.enrol
  const { step: redefining, ...files } = redefined(facts, notice.definitions)
  return [
    ...enrol.map((person): Change => ({ kind: 'person', person })),
    note(facts, 'service.start', system, {
      locked: facts.rules.failure,
      enrolled: enrol.map((one) => one.id),
      kept: keptNow(facts),
      ...(typeof facts.roll === 'number'
        ? { rights: rightsOfAll([...facts.people, ...enrol]) }
        : {}),
      ...(notice.schema === undefined ? {} : { schema: notice.schema }),
    }),
    note(facts, 'alignment.checked', system, alignment(facts, notice.aligned, files)),
    ...redefining,
    ...nextSweep(facts),
    ...tellLocked(facts),
    ...(binding === null ? [] : [...bindings(facts, binding)]),
  ]
}

/** Announces a start without a readable policy, before somebody needs a command. */
function tellLocked(facts: Facts): Step {
  const error = facts.rules.failure
  if (error === null) return []
  const environment = environmentOf(facts)
  return [
    { kind: 'tally', key: lockedKey() },
    ...tellAdmins(facts, '', phrase('lockdown-failed-start', { environment, error })),
  ]
}

/**
 * Does what runs stand under the policy and the files that were recorded? A policy that cannot be
 * read or drifted locks prod; elsewhere, and of files, what is there is taken, and that is no
 * alignment either (DESR VIII).
 */
function alignment(
  { rules, bound }: Facts,
  isReadable: boolean,
  { changed, isNews }: Pick<Redefined, 'changed' | 'isNews'>,
): JsonObject {
  const files = changed.length === 0 ? {} : { changed: [...changed] }
  if (rules.failure !== null) return { aligned: false, why: rules.failure, ...files }
  const isBound = isReadable && (bound === null || isSameBinding(rules.binding, bound.binding))
  if (!isBound) return { aligned: false, why: 'policy_changed', ...files }
  return isNews
    ? { aligned: false, why: 'definition_changed', ...files }
    : { aligned: true, ...files }
}

function isSameBinding(one: Binding | null, other: Binding): boolean {
  return one?.digest === other.digest && one.profile === other.profile
}

/** Records the binding at this start, and tells the admins if it changed without a command. */
function bindings(facts: Facts, binding: Binding): Step {
  const before = facts.bound?.binding
  const same = before !== undefined && isSameBinding(binding, before)
  const { file } = facts.rules
  const bound: Change = { kind: 'bound', bound: boundAnew(facts.bound, { binding, file }) }
  const line = phrase('notice-drift', {
    environment: environmentOf(facts),
    pack: binding.pack,
    version: binding.version,
    profile: binding.profile,
  })
  return [
    note(facts, 'policy.bound', system, { ...binding, changed: !same }),
    ...(same ? [] : [bound]),
    ...(same || before === undefined
      ? []
      : [reboundDeadline(facts), ...tellAdmins(facts, '', line)]),
  ]
}

/** HAPF VII: a new identity key or number suspends the person until they are restored. */
function identityChanged(
  facts: Facts,
  notice: Extract<Noticed, { what: 'identity.changed' }>,
): Step {
  // The number and the LID may belong to different people. People suspended for this reason already
  // are not told again; those suspended by an admin get the stricter reason, so that restoring them
  // includes the phone.
  const named = [notice.identifier, ...(notice.alias === undefined ? [] : [notice.alias])]
  return facts.people
    .filter((one) => one.suspended !== 'identity_changed')
    .filter((one) => named.some((name) => one.identifiers.includes(name)))
    .flatMap((person): Step => {
      const args = { environment: environmentOf(facts), name: person.name }
      return [
        ...suspendPerson(person, 'identity_changed'),
        ...delegationsOf(facts, person),
        note(facts, 'auth.denied', person.id, { why: notice.change }, person.tenant),
        ...tellAdmins(facts, person.id, phrase('notice-identity', args), person.tenant),
      ]
    })
}
