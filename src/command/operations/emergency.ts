// Break-glass: a declared emergency shortens the quorum for a while, is told to everybody, and must
// be reviewed.

import { holdsAny, type Person } from '../../policy/people.ts'
import { type Change, environmentEvidence, type Step, send } from '../changes.ts'
import type { Command } from '../command.ts'
import { drawId } from '../draw.ts'
import { type Emergency, environmentOf, type Facts, nameOf } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { phrase } from '../phrase.ts'
import { tellOthers } from '../tell.ts'
import { answerWith, done, type Operation, refuse, slotText } from './operation.ts'

/** Evidence, in the tenant's chain, that the quorum rules changed. */
function proved(
  facts: Facts,
  command: Command,
  body: Readonly<Record<string, string | number>>,
): Change {
  const named = { limit: 'emergency', command: command.name }
  const of = command.tenant
  return environmentEvidence(facts, 'limit.reached', command.requester, { ...named, ...body }, of)
}

/** The emergency of the requester's tenant; undefined for none. */
function ownOf(facts: Facts, command: Command): Emergency | undefined {
  return facts.emergencies.find((one) => one.tenant === command.tenant)
}

function instead(facts: Facts, emergency: Emergency, then: Emergency | null): Change {
  const others = facts.emergencies.filter((one) => one.id !== emergency.id)
  return { kind: 'emergencies', emergencies: then === null ? others : [...others, then] }
}

/** Tells everybody in the tenant that it is over, and possible reviewers how to review it. */
export function emergencyOver(facts: Facts, emergency: Emergency, except: string): Step {
  const over = phrase('emergency-over', { environment: environmentOf(facts) })
  const needed = facts.rules.pack?.emergency?.reviewers ?? 2
  return facts.people
    .filter((one) => one.id !== except && one.suspended === undefined)
    .filter((one) => one.tenant === emergency.tenant)
    .map((one) => {
      const hint = mayReview(facts, one, emergency) ? [phrase('review-hint', { needed })] : []
      return send(messageTo(one, 'notice', [over, ...hint]))
    })
}

function mayReview(facts: Facts, person: Person, emergency: Emergency): boolean {
  const flow = facts.rules.flows.get('emergency.review')
  const { pack } = facts.rules
  if (flow === undefined || pack === null || person.id === emergency.by) return false
  return holdsAny(pack, person, flow.scopes)
}

export const declare: Operation = (facts, command) => {
  const rule = facts.rules.pack?.emergency
  if (rule === undefined) return refuse('impossible', phrase('emergency-off'))
  if (ownOf(facts, command) !== undefined)
    return refuse('impossible', phrase('emergency-open-already'))
  const reason = slotText(command, 'reason')
  const emergency: Emergency = {
    id: drawId(facts.now, facts.random, 'emergency'),
    tenant: command.tenant,
    by: command.requester,
    reason,
    since: facts.now,
    until: facts.now + rule.lasts,
    reviewedBy: [],
  }
  const notice = phrase('emergency-notice', {
    environment: environmentOf(facts),
    by: nameOf(facts, command.requester),
    reason,
    until: { time: emergency.until },
    needed: rule.approvers,
  })
  return done([
    { kind: 'emergencies', emergencies: [...facts.emergencies, emergency] },
    {
      kind: 'deadline',
      deadline: { commandId: emergency.id, what: 'emergency', at: emergency.until },
    },
    proved(facts, command, {
      state: 'declared',
      emergency: emergency.id,
      reason,
      until: new Date(emergency.until).toISOString(),
    }),
    ...tellOthers(facts, command, notice, command.tenant),
  ])
}

/** Ends the emergency early; its review stays open. */
export const end: Operation = (facts, command) => {
  const emergency = ownOf(facts, command)
  if (emergency === undefined || facts.now >= emergency.until)
    return refuse('impossible', phrase('emergency-none'))
  const { id, until } = emergency
  return done([
    instead(facts, emergency, { ...emergency, until: facts.now }),
    { kind: 'deadline_over', deadline: { commandId: id, what: 'emergency', at: until } },
    proved(facts, command, { state: 'ended_by_hand', emergency: id }),
    ...emergencyOver(facts, emergency, command.requester),
  ])
}

/** Records one review. It closes after enough reviews by people other than the declarer. */
export const review: Operation = (facts, command) => {
  const emergency = ownOf(facts, command)
  const needed = facts.rules.pack?.emergency?.reviewers ?? 2
  if (emergency === undefined) return refuse('impossible', phrase('review-none'))
  if (facts.now < emergency.until) return refuse('impossible', phrase('review-too-early'))
  if (command.requester === emergency.by) return refuse('unauthorized', phrase('review-not-own'))
  if (emergency.reviewedBy.includes(command.requester))
    return refuse('impossible', phrase('review-again'))
  const reviewedBy = [...emergency.reviewedBy, command.requester]
  const closed = reviewedBy.length >= needed
  const missing = needed - reviewedBy.length
  return done(
    [
      instead(facts, emergency, closed ? null : { ...emergency, reviewedBy }),
      proved(facts, command, {
        state: closed ? 'review_closed' : 'reviewed',
        emergency: emergency.id,
        reviews: reviewedBy.length,
      }),
    ],
    { lines: [closed ? phrase('review-closed') : phrase('review-more', { count: missing })] },
  )
}

export const emergencyStatus: Operation = (facts, command) => {
  const emergency = ownOf(facts, command)
  const environment = environmentOf(facts)
  if (emergency === undefined) return answerWith([phrase('emergency-is-off', { environment })])
  const by = nameOf(facts, emergency.by)
  const args = { environment, by, reason: emergency.reason, until: { time: emergency.until } }
  return answerWith([
    facts.now < emergency.until
      ? phrase('emergency-is-on', args)
      : phrase('emergency-in-review', { ...args, count: emergency.reviewedBy.length }),
  ])
}
