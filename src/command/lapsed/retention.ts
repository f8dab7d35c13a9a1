// How long words and evidence are kept: a daily sweep, a legal
// hold, and one person's right to be forgotten.

import type { JsonObject } from '../../evidence/artifact.ts'
import { environmentChain, note, type Pruning, type Step } from '../changes.ts'
import type { Command } from '../command.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { answer, given, type Inside, no, type Operation, ok, withPerson } from '../inside/inside.ts'
import { isFinal } from '../lifecycle.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellTenants } from '../told.ts'
import { handedBack } from './hand-over.ts'

const sweepEveryMs = 24 * 3_600_000

/**
 * The ids of messages are digests, and hold no words. What WhatsApp could not deliver it keeps for
 * about so long: who forgets an id sooner would hear its message once more.
 */
const idsKeptMs = 30 * 24 * 3_600_000

/** The next sweep; a start puts off none that is due, however often it comes. */
export function nextSweep(facts: Facts): Step {
  const at = facts.now + sweepEveryMs
  return [{ kind: 'deadline_at_latest', deadline: { commandId: 'sweep', what: 'sweep', at } }]
}

/** What is older than its retention goes, tenant by tenant, unless a legal hold keeps it. */
export function sweep(facts: Facts): Step {
  const { retention, tenants } = facts.rules
  if (facts.legalHold !== null) return nextSweep(facts)
  const all = [environmentChain, ...tenants.keys()]
  return [
    ...all.map((tenant) => {
      const { evidence: kept } = tenants.get(tenant)?.retention ?? retention
      const before = facts.now - kept
      const why = 'retention'
      return { kind: 'erase', erasure: { what: 'older', tenant, before, kept, why } } as const
    }),
    { kind: 'prune_messages', pruning: pruningOf(facts) },
    ...nextSweep(facts),
  ]
}

/** By tenant, how long bodies of evidence are kept, in milliseconds; `-` for all others. */
export function keptNow({ rules }: Pick<Facts, 'rules'>): JsonObject {
  const own = [...rules.tenants].flatMap(([tenant, { retention }]) =>
    retention === undefined ? [] : [[tenant, retention.evidence] as const],
  )
  return { [environmentChain]: rules.retention.evidence, ...Object.fromEntries(own) }
}

function pruningOf({ now, rules: { retention, tenants } }: Facts): Pruning {
  const own = [...tenants].flatMap(([tenant, { retention: kept }]) =>
    kept === undefined ? [] : [{ tenant, before: now - kept.messages }],
  )
  return {
    ids: now - Math.max(idsKeptMs, retention.messages),
    letters: now - retention.messages,
    own,
  }
}

/** `forget NAME or PHONE`: one person's data goes everywhere; ids, times and hashes remain. */
export const forget: Operation = withPerson((facts, _command, person) => {
  if (facts.legalHold !== null)
    return no('impossible', phrase('hold-is-on', { reason: facts.legalHold }))
  return ok(
    [
      {
        kind: 'erase',
        erasure: { what: 'person', tenant: person.tenant, person: person.id, why: 'forget' },
      },
      ...handedBack(facts, person),
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
 * What had begun when its requester was forgotten was needed to its end, and what waited has ended
 * since: its words go now.
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

/** What becomes of the linked account's own memory; where people are played there is none. */
function inTransport({ rules }: Pick<Facts, 'rules'>): readonly Phrase[] {
  if (rules.transport === 'baileys') return [phrase('forgotten-in-session')]
  return rules.transport === 'whatsapp-web' ? [phrase('kept-in-browser')] : []
}

export const hold: Operation = (facts, command) => {
  const reason = given(command, 'reason')
  if (facts.legalHold !== null)
    return no('impossible', phrase('hold-is-on', { reason: facts.legalHold }))
  return held(facts, command, reason)
}

export const release: Operation = (facts, command) =>
  facts.legalHold === null ? no('impossible', phrase('hold-is-off')) : held(facts, command, null)

function held(facts: Facts, command: Command, reason: string | null): Inside {
  const environment = environmentOf(facts)
  // Why is told to its own tenant; people of others read that nothing is erased.
  const lineFor = (tenant: string): Phrase => {
    if (reason === null) return phrase('hold-notice-off', { environment })
    return tenant === command.tenant
      ? phrase('hold-notice-on', { environment, reason })
      : phrase('hold-notice-on-elsewhere', { environment })
  }
  return ok([
    { kind: 'legal_hold', reason },
    note(facts, 'limit.reached', command.requester, {
      limit: 'legal_hold',
      legal_hold: reason,
    }),
    ...tellTenants(facts, command, lineFor),
  ])
}

/** What is kept, how long, and whether a hold is on. */
export const retentionStatus: Operation = (facts, command) => {
  const kept = facts.rules.tenants.get(command.tenant)?.retention ?? facts.rules.retention
  return answer([
    phrase('retention-line', {
      environment: environmentOf(facts),
      evidence: { span: kept.evidence },
      messages: { span: kept.messages },
    }),
    facts.legalHold === null
      ? phrase('hold-is-off')
      : phrase('hold-is-on', { reason: facts.legalHold }),
  ])
}
