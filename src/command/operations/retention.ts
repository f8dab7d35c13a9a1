// Retention commands: legal holds, one person's right to be forgotten, and how long data is kept.

import { environmentEvidence, type Step } from '../changes.ts'
import type { Command } from '../command.ts'
import { endDelegationsTo } from '../deadlines/delegations.ts'
import { mayReadSetter, setBy } from '../display/lockdown-lines.ts'
import { environmentOf, type Facts, type LegalHold, personOf } from '../facts.ts'
import { isFinal } from '../lifecycle.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellTenants } from '../tell.ts'
import {
  answerWith,
  done,
  type Operation,
  type OperationResult,
  refuse,
  slotText,
  withPerson,
} from './operation.ts'

/** `forget NAME or PHONE`: erases one person's data; ids, times and hashes remain. */
export const forget: Operation = withPerson((facts, _command, person) => {
  if (facts.legalHold !== null)
    return refuse('impossible', holdLine(facts, facts.legalHold, person.tenant))
  return done(
    [
      {
        kind: 'erase',
        erasure: { what: 'person', tenant: person.tenant, person: person.id, why: 'forget' },
      },
      ...endDelegationsTo(facts, person),
      { kind: 'forget', person: person.id },
    ],
    {
      lines: [
        phrase('done', { what: phrase('people-forget.done', { person: person.id }) }),
        ...inTransport(facts),
      ],
      proof: { person: person.id, remains: 'ids, times, types, hashes' },
    },
  )
})

/**
 * Erases the texts of commands that ended in this step after their requester was forgotten; they
 * were kept while needed.
 */
export function endOfForgotten(facts: Facts, decided: Step): Step {
  if (facts.legalHold !== null) return []
  return decided.flatMap((change): Step => {
    if (change.kind !== 'command' || !isFinal(change.command.state)) return []
    const { requester: person, tenant } = change.command
    if (personOf(facts, person) !== undefined) return []
    return [
      { kind: 'erase', erasure: { what: 'person', tenant, person, why: 'forget' } },
      { kind: 'forget', person },
    ]
  })
}

/** Says what becomes of the data in the linked WhatsApp account; empty for the other transports. */
function inTransport({ rules }: Pick<Facts, 'rules'>): readonly Phrase[] {
  if (rules.transport === 'baileys') return [phrase('forgotten-in-session')]
  return rules.transport === 'whatsapp-web' ? [phrase('kept-in-browser')] : []
}

export const hold: Operation = (facts, command) => {
  const { requester: by, tenant } = command
  if (facts.legalHold !== null)
    return refuse('impossible', holdLine(facts, facts.legalHold, tenant))
  const set = { reason: slotText(command, 'reason'), by }
  const environment = environmentOf(facts)
  return held(facts, command, set, (reader) =>
    reader === tenant
      ? phrase('hold-notice-on', { environment, reason: set.reason })
      : phrase('hold-notice-on-elsewhere', { environment }),
  )
}

/** What is kept as proof in one tenant's dispute is given up by that tenant alone. */
export const release: Operation = (facts, command) => {
  const { legalHold } = facts
  if (legalHold === null) return refuse('impossible', phrase('hold-is-off'))
  const isTheirs = personOf(facts, legalHold.by) !== undefined
  if (isTheirs && !mayReadSetter(facts.people, command.tenant, legalHold.by))
    return refuse('unauthorized', phrase('hold-of-others'))
  const environment = environmentOf(facts)
  return held(facts, command, null, () => phrase('hold-notice-off', { environment }))
}

function held(
  facts: Facts,
  command: Command,
  set: LegalHold | null,
  lineFor: (tenant: string) => Phrase,
): OperationResult {
  return done([
    { kind: 'legal_hold', hold: set },
    environmentEvidence(facts, 'limit.reached', command.requester, {
      limit: 'legal_hold',
      legal_hold: set?.reason ?? null,
    }),
    ...tellTenants(facts, command, lineFor),
  ])
}

/** That it is on, and why to the people of whoever set it. */
function holdLine(facts: Facts, set: LegalHold, tenant: string): Phrase {
  return phrase('hold-is-on', { reason: setBy({ ...facts, tenant }, set).reason })
}

/** What is kept, how long, and whether a hold is on. */
export const retentionStatus: Operation = (facts, command) => {
  const kept = facts.rules.tenants.get(command.tenant)?.retention ?? facts.rules.retention
  return answerWith([
    phrase('retention-line', {
      environment: environmentOf(facts),
      evidence: { span: kept.evidence },
      messages: { span: kept.messages },
    }),
    facts.legalHold === null
      ? phrase('hold-is-off')
      : holdLine(facts, facts.legalHold, command.tenant),
  ])
}
