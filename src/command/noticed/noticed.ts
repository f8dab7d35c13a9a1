// Turns what the environment noticed about itself into evidence and, if people must know, notices.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Binding } from '../../policy/pack.ts'
import { suspendPerson } from '../answered/valid-votes.ts'
import { agentRefused } from '../asked/refused-agent.ts'
import { type Change, environmentEvidence, type Step, system } from '../changes.ts'
import { recheckDelegations } from '../deadlines/delegations.ts'
import { recheckWaiting } from '../deadlines/end-outdated.ts'
import { nextSweep, retentionByTenant } from '../deadlines/sweep.ts'
import { unitExpired } from '../deadlines/unit-expired.ts'
import { isSameBinding } from '../definition.ts'
import type { NamedHeads, Noticed } from '../event.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { lockedKey } from '../locked.ts'
import { phrase } from '../phrase.ts'
import { rebind } from '../recorded-binding.ts'
import { rightsOfAll } from '../rights.ts'
import { tellAdmins } from '../tell.ts'
import { commandLineRights } from './command-line-rights.ts'
import { connectorNews } from './connector-news.ts'
import { type DefinitionChanges, definitionChanges } from './definition-changes.ts'
import { placeNews } from './place-news.ts'
import { refuseRepeatedId } from './repeated-id.ts'

export function handleNotice(facts: Facts, notice: Noticed): Step {
  switch (notice.what) {
    case 'service.start':
      return started(facts, notice)
    case 'service.stop':
      return [environmentEvidence(facts, 'service.stop', system, headsBody(notice.heads))]
    case 'door.accepted': {
      const { caller, session, owner } = notice
      const actor = owner === undefined ? `program:${caller}` : session
      const body = { door: 'http', session, ...(owner === undefined ? {} : { owner }) }
      return [environmentEvidence(facts, 'auth.accepted', actor, body)]
    }
    case 'door.refused':
      return agentRefused(facts, notice)
    case 'door.denied': {
      const { why, count } = notice
      return [environmentEvidence(facts, 'auth.denied', system, { door: 'http', why, count })]
    }
    case 'attestation.issued': {
      const { what: _what, ...body } = notice
      return [environmentEvidence(facts, 'attestation.issued', system, body)]
    }
    case 'unit.expired':
      return unitExpired(facts, notice)
    case 'secret.loaded': {
      const { reference, hash } = notice
      return [environmentEvidence(facts, 'secret.loaded', system, { reference, hash })]
    }
    case 'egress.denied': {
      const { host, operation } = notice
      const line = phrase('notice-egress', { environment: environmentOf(facts), host })
      return [
        environmentEvidence(facts, 'egress.denied', system, { host, operation }),
        ...tellAdmins(facts, '', line),
      ]
    }
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
      return refuseRepeatedId(facts, notice)
    case 'identity.changed':
      return identityChanged(facts, notice)
    case 'rights.alone':
      return commandLineRights(facts, notice)
  }
}

function started(facts: Facts, notice: Extract<Noticed, { what: 'service.start' }>): Step {
  const { binding } = facts.rules
  const enrol = facts.people.length > 0 ? [] : notice.enrol
  const { step: redefining, ...files } = definitionChanges(facts, notice.definitions)
  const aligned = alignment(facts, notice.aligned, files)
  return [
    ...enrol.map((person): Change => ({ kind: 'person', person })),
    environmentEvidence(facts, 'service.start', system, {
      locked: facts.rules.failure,
      enrolled: enrol.map((one) => one.id),
      kept: retentionByTenant(facts),
      ...(typeof facts.roll === 'number'
        ? { rights: rightsOfAll([...facts.people, ...enrol]) }
        : {}),
      ...(notice.schema === undefined ? {} : { schema: notice.schema }),
      ...headsBody(notice.heads),
    }),
    environmentEvidence(facts, 'alignment.checked', system, aligned),
    ...redefining,
    ...nextSweep(facts),
    ...tellLocked(facts),
    // Also where nothing changed since: an earlier start may have read no policy, or been killed.
    ...(binding === null ? [] : [...bindings(facts, binding), recheckWaiting(facts)]),
  ]
}

/** Names the chains of tenants, so that the environment's own chain misses one that is gone. */
function headsBody(heads: NamedHeads = {}): JsonObject {
  const named = Object.entries(heads).map(([tenant, head]) => [tenant, [...head]] as const)
  return named.length === 0 ? {} : { heads: Object.fromEntries(named) }
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
  { changed, isNews }: Pick<DefinitionChanges, 'changed' | 'isNews'>,
): JsonObject {
  const files = changed.length === 0 ? {} : { changed: [...changed] }
  if (rules.failure !== null) return { aligned: false, why: rules.failure, ...files }
  const isBound = isReadable && (bound === null || isSameBinding(rules.binding, bound.binding))
  if (!isBound) return { aligned: false, why: 'policy_changed', ...files }
  return isNews
    ? { aligned: false, why: 'definition_changed', ...files }
    : { aligned: true, ...files }
}

/** Records the binding at this start, and tells the admins if it changed without a command. */
function bindings(facts: Facts, binding: Binding): Step {
  const before = facts.bound?.binding
  const same = before !== undefined && isSameBinding(binding, before)
  const line = phrase('notice-drift', {
    environment: environmentOf(facts),
    pack: binding.pack,
    version: binding.version,
    profile: binding.profile,
  })
  // Nothing is written beside a roll that another program changed: only its edits are named.
  const isKept = same || facts.roll === null
  return [
    environmentEvidence(facts, 'policy.bound', system, { ...binding, changed: !same }),
    ...(isKept ? [] : [{ kind: 'bound', bound: rebind(facts, binding) } as const]),
    ...(same || before === undefined ? [] : tellAdmins(facts, '', line)),
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
        ...recheckDelegations(facts, person),
        environmentEvidence(facts, 'auth.denied', person.id, { why: notice.change }, person.tenant),
        ...tellAdmins(facts, person.id, phrase('notice-identity', args), person.tenant),
      ]
    })
}
