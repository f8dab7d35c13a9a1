// Compares an approval in the evidence with what policy wanted: its terms, requests and grants, and
// whether they were enough at the start.

import { z } from 'zod'
import { unfilledPlaces } from '../../policy/approval.ts'
import { subjectOf } from '../asked/propose.ts'
import { bodyOf } from './command-evidence.ts'
import type { PositionedEvidence } from './reconstructed-request.ts'
import { stepUpWord } from './recorded-approval.ts'
import { type Need, needsAt, type ReplayState } from './replay-state.ts'

export const termsSchema = z.object({
  policy_id: z.string(),
  scope: z.string(),
  also: z.array(z.string()).default([]),
  approvers: z.int(),
  denials: z.int().default(1),
})

const requestSchema = z.object({
  policy_id: z.string(),
  step_up: z.string(),
  expires_at: z.iso.datetime({ precision: 3 }),
})

const grantSchema = z.object({
  method: z.string(),
  needed: z.int(),
  instead_of: z.string().optional(),
})

export function termsFault(need: Need, terms: z.output<typeof termsSchema> | null): string | null {
  if (terms === null) return null
  if (need === null) return 'policy wants no approval'
  const wanted = [need.id, need.scope, ...(need.also ?? []), need.approvers, need.denials]
  const recorded = [terms.policy_id, terms.scope, ...terms.also, terms.approvers, terms.denials]
  return wanted.join(' ') === recorded.join(' ')
    ? null
    : `policy wants ${wanted.join(' ')}, and it says ${recorded.join(' ')}`
}

export function requestFault(state: ReplayState, artifact: PositionedEvidence): string | null {
  const body = bodyOf(artifact, requestSchema)
  if (state.isExpired) {
    const needs = needsAt(state, artifact)
    if (typeof needs === 'string') return needs
    state.need = needs.approval
    state.isExpired = false
    const fault = termsFault(state.need, bodyOf(artifact, termsSchema))
    if (fault !== null) return fault
  }
  const { need } = state
  if (need === null) return 'policy wants no approval'
  if (body === null) return null
  const wanted = stepUpWord(need)
  if (body.step_up !== wanted || body.policy_id !== need.id)
    return `policy wants ${need.id} with the second factor ${wanted}, and it says ${body.policy_id} with ${body.step_up}`
  const longest = Date.parse(artifact.time) + need.expires
  return Date.parse(body.expires_at) > longest ? 'it waits for longer than policy lets it' : null
}

/** Methods of a vote with a fresh code, and with one given recently. */
const fresh: readonly string[] = ['token+code', 'token+recovery']

const recent = 'token+recent'

export function grantFault(state: ReplayState, artifact: PositionedEvidence): string | null {
  const { asked, need, factors, past, granted } = state
  const body = bodyOf(artifact, grantSchema)
  if (need === null) return 'policy wants no approval'
  const { actor } = artifact
  granted.set(actor, body?.instead_of ?? actor)
  if (actor === asked.requester.id && !need.requesterMayApprove)
    return `${actor} asked for it, and may not approve it`
  if (actor === subjectOf(asked.flow, asked.body.slots)) return `it is about ${actor}`
  if (body === null) return null
  if (body.needed !== need.approvers)
    return `policy wants ${need.approvers} approvals, and it says ${body.needed}`
  if (body.method !== 'token' && !factors.has(`${actor} ${artifact.time}`))
    return `it says ${body.method}, and nothing was shown`
  const within = typeof need.stepUp === 'number' ? need.stepUp : 0
  const since = Date.parse(artifact.time) - within
  if (body.method === recent && within > 0 && !past.showedSince(actor, artifact.position, since))
    return `it says ${recent}, and no code was shown so recently`
  const isShown =
    need.stepUp === null ||
    fresh.includes(body.method) ||
    (need.stepUp !== 'each' && body.method === recent)
  return isShown ? null : `policy wants a second factor, and it says ${body.method}`
}

/** The decision again at the start: what was granted must be enough for it. */
export function startFault(state: ReplayState, artifact: PositionedEvidence): string | null {
  const needs = needsAt(state, artifact)
  if (typeof needs === 'string') return needs
  const { approval } = needs
  if (approval === null) return null
  const requested = state.need
  const isEnough =
    requested !== null && requested.id === approval.id && requested.approvers >= approval.approvers
  if (!isEnough) return `policy wants ${approval.approvers} approvals of ${approval.id}`
  const left = new Set(
    [requested, approval].flatMap(({ groups }) => groupsLeft(state, groups, artifact)),
  )
  return left.size === 0 ? null : `policy wants somebody of ${[...left].join(', ')} among them`
}

/** The roles of a quorum that nobody stood for; whose roles are not known may have had any. */
function groupsLeft(
  { granted, past }: ReplayState,
  groups: NonNullable<Need>['groups'],
  { position }: PositionedEvidence,
): readonly string[] {
  const all = groups.map(({ role }) => role)
  const rolesOf = (place: string) =>
    [...granted].flatMap(([person, of]) =>
      of === place ? (past.rolesAt(person, position) ?? all) : [],
    )
  return all.length === 0 ? [] : unfilledPlaces([...new Set(granted.values())], { groups }, rolesOf)
}
