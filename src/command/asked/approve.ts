// From authorized to the approval cards: what policy needs, who is asked, and with which tokens.

import type { JsonObject } from '../../evidence/artifact.ts'
import { type Asked, type Roster, roster } from '../../policy/approval.ts'
import { decide, type Needs } from '../../policy/decide.ts'
import { holds, type Person } from '../../policy/people.ts'
import { reject } from '../answered/reject.ts'
import {
  add,
  type Course,
  move,
  partiesOf,
  prove,
  revised,
  type Step,
  say,
  system,
} from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { changedSince } from '../defined.ts'
import { drawToken, tokenHash } from '../draw.ts'
import { type Facts, personOf } from '../facts.ts'
import { start } from '../finished/start.ts'
import { deliveryDeadline } from '../lapsed/delivery.ts'
import { phrase } from '../phrase.ts'
import { stepUpWord } from '../proved/recorded-approval.ts'
import { heldBy } from '../rights.ts'
import { countCard, digestDeadline, waits } from '../shown/approver-messages.ts'
import { approvalCard, stillLines, withoutApp } from '../shown/cards.ts'
import { heading, summary } from '../shown/command-lines.ts'
import type { Flow } from '../spec.ts'
import { tell } from '../speech.ts'
import { tellRequester } from '../told.ts'
import { policyFacts } from './policy-facts.ts'

/**
 * A command is confirmed, or needs no confirmation: decides again, then requests approval or
 * starts.
 */
export function authorize(facts: Facts, course: Course, flow: Flow, actor: string): Course {
  const { command } = course
  const requester = personOf(facts, command.requester)
  if (requester === undefined) return reject(facts, course, 'unauthorized')
  const decision = decide(facts.rules.pack, policyFacts(facts, command, flow, requester))
  const { because } = decision
  const decided: Course = { command: revised(command, { because }), changes: course.changes }
  if (decision.kind === 'refused') return reject(facts, decided, decision.reason)
  const changed = changedSince(facts.rules, command)
  if (changed !== null) return reject(facts, decided, changed)
  const authorized = move(decided, 'authorized', facts.now)
  const proved = add(
    authorized,
    prove(facts, command, 'command.authorized', system, {
      by: actor,
      rules: (decision.because.parts ?? []).map((one) => `${one.holds ? '+' : '-'}${one.rule}`),
      ...askedUnder(facts, flow, requester),
    }),
  )
  const need = decision.needs.approval
  if (need === null || facts.rules.pack === null) return start(facts, proved, flow)
  const required = move(proved, 'approval_required', facts.now)
  const stated = add(
    required,
    prove(facts, command, 'approval.required', system, { policy_id: need.id, ...termsOf(need) }),
  )
  const places = roster(facts.rules.pack, need, facts.people, partiesOf(command), facts)
  const { first } = places
  if (first.length < need.approvers)
    return reject(facts, stated, 'unauthorized', {
      lines: [phrase('too-few-approvers', { count: first.length, needed: need.approvers })],
    })
  const approval = approvalOf(facts, need, command, places, 1)
  return request(facts, move(stated, 'approval_requested', facts.now, { approval }), first)
}

/** The scopes of the flow that the requester holds, for evidence; one is enough to ask. */
function askedUnder(facts: Facts, flow: Flow, requester: Person) {
  const { pack } = facts.rules
  if (pack === null) return {}
  return heldBy(
    facts,
    requester,
    flow.scopes.filter((scope) => holds(pack, requester, scope)),
  )
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

/** When the fallback group is asked too, epoch milliseconds. */
export function halfOf({ requestedAt, expiresAt }: Approval): number {
  return requestedAt + Math.floor((expiresAt - requestedAt) / 2)
}

/**
 * Sends the first cards, tells the requester and sets the deadlines (HAPF VIII.A, IX, XIII).
 * `terms`: the new terms if it is asked again; the first time `approval.required` states them.
 */
export function request(
  facts: Facts,
  course: Course,
  first: readonly Asked[],
  terms: JsonObject = {},
): Course {
  const { approval } = course.command
  if (approval === null) throw new Error('A request needs an approval.')
  const asked = ask(facts, course, first, 'first', terms)
  const { command } = asked
  const reminder =
    approval.requestedAt + Math.floor(((approval.expiresAt - approval.requestedAt) * 3) / 4)
  const escalation: Step =
    approval.fallback.length === 0
      ? []
      : [
          {
            kind: 'deadline',
            deadline: { commandId: command.id, what: 'escalation', at: halfOf(approval) },
          },
        ]
  return add(
    asked,
    {
      kind: 'deadline',
      deadline: { commandId: command.id, what: 'approval', at: approval.expiresAt },
    },
    ...escalation,
    { kind: 'deadline', deadline: { commandId: command.id, what: 'reminder', at: reminder } },
    ...tellRequester(facts, command, 'approval_update', [
      ...heading(facts, command),
      summary(command),
      phrase('waiting-for', {
        names: first.map((one) => one.person.name),
        needed: approval.approvers,
      }),
      ...withoutApp(
        approval,
        first.map((one) => one.person),
      ),
      ...stillLines(facts, command),
      phrase('until', { at: { time: approval.expiresAt } }),
      phrase('withdraw-hint', { name: command.name }),
    ]),
  )
}

/** Gives each of these people their own token and a card that carries it. */
export function ask(
  facts: Facts,
  course: Course,
  people: readonly Asked[],
  group: 'first' | 'fallback',
  terms: JsonObject = {},
): Course {
  const { approval } = course.command
  if (approval === null) throw new Error('Nobody can be asked without an approval.')
  const later = new Set(
    people.filter(({ person }) => waits(facts, course.command, person)).map((one) => one.person.id),
  )
  const asks = people.map(({ person, insteadOf }) => ({
    approver: person.id,
    askedAt: facts.now,
    group,
    ...(insteadOf === undefined ? {} : { insteadOf }),
    ...(later.has(person.id) ? { waiting: true } : {}),
  }))
  const command = revised(course.command, {
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
      say(tell(person, 'approval_request', lines, about)),
      ...countCard(facts, command, person),
    ]
  })
  return add(
    { command, changes: course.changes },
    ...deliveryDeadline(facts, command),
    prove(facts, command, 'approval.requested', command.requester, {
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
