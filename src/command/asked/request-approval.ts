// Requests an approval: its terms and deadlines, and for each approver a card with a token.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { CardHolder, Roster } from '../../policy/approval.ts'
import type { Needs } from '../../policy/decision.ts'
import { onCallRole } from '../../policy/roles.ts'
import {
  type CommandUpdate,
  commandEvidence,
  type Step,
  send,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { deliveryDeadline } from '../deadlines/delivery.ts'
import { isLiftable } from '../decidable.ts'
import { countCard, digestDeadline, isDeferredToDigest } from '../display/approver-messages.ts'
import { approvalCard, suspendedLines, withoutApp } from '../display/cards.ts'
import { heading, summary } from '../display/command-lines.ts'
import { fewNames } from '../display/few-names.ts'
import { roleWord } from '../display/label.ts'
import { drawToken, tokenHash } from '../draw.ts'
import type { Facts } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellRequester } from '../tell.ts'
import { stepUpWord } from '../verify/recorded-approval.ts'

/**
 * Sends the first cards, tells the requester and sets the deadlines (HAPF VIII.A, IX, XIII).
 * `terms`: the new terms if it is asked again; the first time `approval.required` states them.
 */
export function requestApproval(
  facts: Facts,
  update: CommandUpdate,
  first: readonly CardHolder[],
  terms: JsonObject = {},
): CommandUpdate {
  const { approval } = update.command
  if (approval === null) throw new Error('A request needs an approval.')
  const asked = sendCards(facts, update, first, 'first', terms)
  const { command } = asked
  const commandId = command.id
  const people = first.map((one) => one.person)
  const reminder =
    approval.requestedAt + Math.floor(((approval.expiresAt - approval.requestedAt) * 3) / 4)
  const half = { commandId, what: 'escalation', at: fallbackTime(approval) } as const
  const escalation: Step =
    approval.fallback.length === 0 && !fallsBackOnDuty(facts, approval)
      ? []
      : [{ kind: 'deadline', deadline: half }]
  return withChanges(
    asked,
    { kind: 'deadline', deadline: { commandId, what: 'approval', at: approval.expiresAt } },
    ...escalation,
    { kind: 'deadline', deadline: { commandId, what: 'reminder', at: reminder } },
    ...tellRequester(facts, command, 'approval_update', [
      ...heading(facts, command),
      summary(command),
      phrase('waiting-for', {
        names: fewNames(people.map((one) => one.name)),
        needed: approval.approvers,
      }),
      ...withoutApp(approval, people),
      ...suspendedLines(facts, command),
      phrase('until', { at: { time: approval.expiresAt } }),
      phrase('withdraw-hint', { name: command.name }),
    ]),
  )
}

/** Gives each of these people their own token and a card that carries it. */
export function sendCards(
  facts: Facts,
  update: CommandUpdate,
  people: readonly CardHolder[],
  group: 'first' | 'fallback',
  terms: JsonObject = {},
): CommandUpdate {
  const { approval } = update.command
  if (approval === null) throw new Error('Nobody can be asked without an approval.')
  const later = new Set(
    people
      .filter(({ person }) => isDeferredToDigest(facts, update.command, person))
      .map((one) => one.person.id),
  )
  const asks = people.map(({ person, insteadOf }) => ({
    approver: person.id,
    askedAt: facts.now,
    group,
    ...(insteadOf === undefined ? {} : { insteadOf }),
    ...(later.has(person.id) ? { waiting: true } : {}),
  }))
  const command = withPatches(update.command, {
    approval: { ...approval, asked: [...approval.asked, ...asks] },
  })
  const cards = people.flatMap(({ person, insteadOf }): Step => {
    if (later.has(person.id)) return [{ kind: 'deadline', deadline: digestDeadline(facts, person) }]
    const text = drawToken(facts.random, `${command.id}/${approval.round}/${person.id}`)
    const hash = tokenHash(facts.rules.key, text)
    const lines = approvalCard(facts, command, { reader: person, token: text, insteadOf })
    const about = { command: command.name, token: { text, hash } }
    return [
      { kind: 'token', token: { hash, commandId: command.id, approver: person.id, state: 'open' } },
      send(messageTo(person, 'approval_request', lines, about)),
      ...countCard(facts, command, person),
    ]
  })
  return withChanges(
    { command, changes: update.changes },
    ...deliveryDeadline(facts, command),
    commandEvidence(facts, command, 'approval.requested', command.requester, {
      to: people.map((one) => one.person.id),
      instead_of: people.flatMap((one) => one.insteadOf ?? []),
      round: approval.round,
      group,
      policy_id: approval.policyId,
      expires_at: new Date(approval.expiresAt).toISOString(),
      step_up: stepUpWord(approval),
      ...terms,
    }),
    ...cards,
  )
}

/** Fewer can be asked than must approve; an admin is told what brings somebody else in. */
export function tooFewApprovers(
  facts: Facts,
  tenant: string,
  { approvers: needed, ask, fallback }: NonNullable<Needs['approval']>,
  count: number,
): readonly Phrase[] {
  const role = [...ask, ...fallback].find((one) => one !== onCallRole) ?? onCallRole
  const more =
    facts.mode.kind === 'locked'
      ? phrase(isLiftable(facts, tenant, 'lockdown.off') ? 'no-more-approvers' : 'too-few-can-lift')
      : phrase('more-approvers', { role: roleWord(role) })
  return [phrase('too-few-approvers', { count, needed }), more]
}

/** The approval's terms, for evidence. */
export function termsOf(need: NonNullable<Needs['approval']>): JsonObject {
  return {
    scope: need.scope,
    ...alsoOf(need),
    approvers: need.approvers,
    ...(need.denials > 1 ? { denials: need.denials } : {}),
  }
}

function alsoOf({ also }: NonNullable<Needs['approval']>): Pick<Approval, 'also'> {
  return also === undefined ? {} : { also: [...also] }
}

/** A new approval request without votes, under the current terms. */
export function approvalOf(
  facts: Facts,
  need: NonNullable<Needs['approval']>,
  command: Pick<Command, 'fingerprint'>,
  { fallback, unasked }: Pick<Roster, 'fallback' | 'unasked'>,
  round: number,
): Approval {
  const ofGroup = (group: 'first' | 'fallback') => unasked.filter((one) => one.group === group)
  const now = ofGroup('first')
  return {
    policyId: need.id,
    scope: need.scope,
    ...alsoOf(need),
    approvers: need.approvers,
    denials: need.denials,
    requesterMayApprove: need.requesterMayApprove,
    stepUp: need.stepUp,
    fingerprint: command.fingerprint,
    requestedAt: facts.now,
    expiresAt: facts.now + need.expires,
    asked: [],
    fallback: [
      ...fallback.map(({ person, insteadOf }) => ({
        person: person.id,
        ...(insteadOf === undefined ? {} : { insteadOf }),
      })),
      // Who answers for them is looked up again at half time.
      ...ofGroup('fallback').map(({ person }) => ({ person })),
    ],
    ...(now.length === 0 ? {} : { unasked: now }),
    groups: need.groups,
    whenExpired: need.when_expired,
    blocked: false,
    round,
    votes: [],
  }
}

/** Is whoever is on call at half time asked then? */
export function fallsBackOnDuty({ rules: { pack } }: Facts, { policyId }: Approval): boolean {
  const policies = Object.entries(pack?.approvals ?? {})
  return policies.some(([id, one]) => id === policyId && one.fallback.includes(onCallRole))
}

/** When the fallback group is asked too, epoch milliseconds. */
export function fallbackTime({ requestedAt, expiresAt }: Approval): number {
  return requestedAt + Math.floor((expiresAt - requestedAt) / 2)
}
