// Compares a command's recorded approval with its evidence: who was asked on which terms, and who
// answered.

import { z } from 'zod'
import type { Approval, Command } from '../command.ts'
import { bodyOf, type CommandEvidence, type Evidence } from './command-evidence.ts'

const requirementSchema = z.looseObject({
  scope: z.string(),
  also: z.array(z.string()).optional(),
  approvers: z.int(),
})
const requestSchema = z.looseObject({
  expires_at: z.string(),
  policy_id: z.string(),
  step_up: z.string(),
  to: z.array(z.string()),
})

export function requestDifference({ approval }: Command, evidence: Evidence): string | null {
  const requests = evidence.filter((one) => one.type === 'approval.requested')
  if (approval === null) return requests.length === 0 ? null : 'its approval'
  const needs = newestTerms(evidence)
  if (needs !== null && termsOf(needs) !== termsOf(approval)) return 'the approval that it needs'
  const bodies = requests.map((one) => bodyOf(one, requestSchema))
  const newest = bodies.at(-1) ?? null
  if (newest !== null && Date.parse(newest.expires_at) !== approval.expiresAt)
    return 'the time until which it waits'
  if (newest !== null && newest.policy_id !== approval.policyId) return 'its approval'
  if (newest !== null && newest.step_up !== stepUpWord(approval)) return 'its second factor'
  const known = new Set(bodies.flatMap((body) => body?.to ?? []))
  const unknown = [...approval.asked, ...approval.votes].some((one) => !known.has(one.approver))
  return unknown && !bodies.includes(null) ? 'who was asked to approve it' : null
}

/** The terms of the newest request; one asked again states them anew. Null if erased. */
function newestTerms(evidence: Evidence): z.infer<typeof requirementSchema> | null {
  const expired = evidence.findLastIndex((one) => one.type === 'approval.expired')
  const again = evidence.slice(expired + 1).find((one) => one.type === 'approval.requested')
  const required = evidence.findLast((one) => one.type === 'approval.required')
  const saying = expired < 0 ? required : (again ?? required)
  return saying === undefined ? null : bodyOf(saying, requirementSchema)
}

function termsOf({ scope, also = [], approvers }: z.infer<typeof requirementSchema>): string {
  return [scope, ...also, approvers].join(' ')
}

/** The second factor of a request, as evidence words it. */
export function stepUpWord({ stepUp }: Pick<Approval, 'stepUp'>): string {
  return stepUp === null ? 'none' : String(stepUp)
}

/**
 * Index of the artifact after which the current round of approval began; -1 for the first round.
 * Uses the order of artifacts, not their times, so that setting the clock back changes nothing.
 */
function askedBehind({ approval, reason }: Command, evidence: Evidence): number {
  const ends = evidence.flatMap((one, at) => (one.type === 'approval.expired' ? [at] : []))
  const isOver = approval?.blocked === true || reason === 'approval_expired'
  return ends.at(isOver ? -2 : -1) ?? -1
}

/** The first person whose vote is only in the record or only in the evidence; null if all match. */
export function unprovenVoter(record: Command, evidence: Evidence): string | null {
  const { approval } = record
  if (approval === null) return null
  const behind = askedBehind(record, evidence)
  for (const vote of approval.votes) {
    const type = vote.choice === 'grant' ? 'approval.granted' : 'approval.denied'
    const given = evidence.findLastIndex(
      (one) => one.type === type && one.actor === vote.approver && Date.parse(one.time) === vote.at,
    )
    const artifact = evidence[given]
    if (artifact === undefined || given < behind || isTakenBack(evidence, given, vote.approver))
      return vote.approver
    if (!saysSo(artifact, vote)) return vote.approver
  }
  return forgottenDenier(approval, evidence, behind)
}

const revokedSchema = z.looseObject({ by_name: z.string().optional() })

/** Was the grant taken back, by its giver or because a delegation ended? */
function isTakenBack(evidence: Evidence, given: number, voter: string): boolean {
  return evidence
    .slice(given + 1)
    .filter((one) => one.type === 'approval.cancelled')
    .some((one) => one.actor === voter || bodyOf(one, revokedSchema)?.by_name === voter)
}

const answerSchema = z.looseObject({ method: z.string(), instead_of: z.string().optional() })

/** Does the body, if not erased, name the same second factor and absent person? */
function saysSo(artifact: CommandEvidence, vote: Approval['votes'][number]): boolean {
  const body = bodyOf(artifact, answerSchema)
  return body === null || (body.method === methodOf(vote) && body.instead_of === vote.insteadOf)
}

/** How a vote was given, as evidence words it. */
export function methodOf({ stepUp }: Pick<Approval['votes'][number], 'stepUp'>): string {
  return stepUp === 'none' ? 'token' : `token+${stepUp}`
}

/** Somebody who denied in this round and whose denial is missing in the record; null for none. */
function forgottenDenier(approval: Approval, evidence: Evidence, behind: number): string | null {
  const denied = evidence.find(
    (one, at) =>
      one.type === 'approval.denied' &&
      at > behind &&
      !isTakenBack(evidence, at, one.actor) &&
      !approval.votes.some((vote) => vote.choice === 'deny' && vote.approver === one.actor),
  )
  return denied?.actor ?? null
}
