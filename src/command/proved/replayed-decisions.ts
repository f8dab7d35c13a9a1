// Repeats policy's decisions about a command from its evidence, by the same evaluator and the pack
// text in force then. A different result means that the recorded decision was not made by this
// program.

import { z } from 'zod'
import { placesLeft } from '../../policy/approval.ts'
import type { Decision, Needs } from '../../policy/decision.ts'
import { subjectOf } from '../asked/propose.ts'
import { limitAt } from './count-history.ts'
import type { History } from './history.ts'
import { bodyOf } from './proving.ts'
import {
  decisionAt,
  type PositionedEvidence,
  type ReconstructedRequest,
  reconstructRequest,
  type Texts,
  type Whose,
} from './reconstructed-request.ts'
import { stepUpWord } from './recorded-approval.ts'

const rulesSchema = z.object({ rules: z.array(z.string()) })
const confirmedSchema = z.object({
  acknowledged: z.string().nullable().optional(),
  by_asking: z.boolean().optional(),
  door: z.string().optional(),
})
const termsSchema = z.object({
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
const previewSchema = z.object({ expires_at: z.iso.datetime({ precision: 3 }).optional() })
const grantSchema = z.object({
  method: z.string(),
  needed: z.int(),
  instead_of: z.string().optional(),
})
const cancelSchema = z.object({ by_name: z.string().optional() })

/** `lacking`: kind and digest of each missing text; without them nothing was checked. */
export interface ReplayResult {
  /** The first difference from the recorded decision, in words; null for none. */
  readonly fault: string | null
  readonly lacking: readonly string[]
}

type Need = Needs['approval']
type Allowed = Extract<Decision, { kind: 'allowed' }>

/** What is known after the artifacts walked so far. */
interface Way {
  readonly asked: ReconstructedRequest
  readonly rules: readonly string[]
  readonly past: History
  /** The policy that the proposal names. */
  readonly policy: string | null
  shown: PositionedEvidence | null
  confirmation: Needs['confirmation']
  need: Need
  /** It expired and waits to be asked again, under the terms of then. */
  isExpired: boolean
  /** Who showed a second factor, and when. */
  readonly factors: Set<string>
  /** Who granted, and whose place it is: their own or that of an absent one. */
  readonly granted: Map<string, string>
}

export function replayDecisions(
  whose: Whose,
  evidence: readonly PositionedEvidence[],
  texts: Texts,
  past: History,
): ReplayResult {
  const reading = reconstructRequest(whose, evidence, texts)
  if (reading.kind === 'lacking') return { fault: null, lacking: reading.lacking }
  if (reading.kind === 'fault') return { fault: reading.fault, lacking: [] }
  if (reading.kind === 'nothing') return { fault: null, lacking: [] }
  const authorized = evidence.find((one) => one.type === 'command.authorized')
  const rules = authorized === undefined ? null : bodyOf(authorized, rulesSchema)
  const way: Way = {
    ...{ asked: reading.asked, rules: rules?.rules ?? [], past },
    policy: evidence[0]?.policy ?? null,
    ...{ shown: null, confirmation: null, need: null, isExpired: false },
    factors: new Set(),
    granted: new Map(),
  }
  for (const one of evidence) {
    const fault = faultOf(way, one)
    if (fault !== null) return { fault: `artifact ${one.seq}: ${fault}`, lacking: [] }
  }
  return { fault: null, lacking: [] }
}

/** Types that must all be under the proposal's policy binding. */
const underOne: readonly string[] = [
  ...['command.authorized', 'approval.required', 'approval.requested', 'approval.granted'],
  'command.started',
]

function faultOf(way: Way, one: PositionedEvidence): string | null {
  if (underOne.includes(one.type) && one.policy !== way.policy)
    return 'it is under another policy than what was asked'
  switch (one.type) {
    case 'command.proposed':
      return limitFault(way, one)
    case 'command.previewed':
      return previewFault(way, one)
    case 'command.confirmed':
      return confirmationFault(way, one)
    case 'command.authorized':
      return authorizedFault(way, one)
    case 'approval.required':
      return termsFault(way.need, bodyOf(one, termsSchema))
    case 'approval.requested':
      return requestFault(way, one)
    case 'approval.expired':
      way.isExpired = true
      way.granted.clear()
      return null
    case 'auth.accepted':
      way.factors.add(`${one.actor} ${one.time}`)
      return null
    case 'approval.granted':
      return grantFault(way, one)
    case 'approval.denied':
      way.granted.delete(one.actor)
      return null
    case 'approval.cancelled':
      way.granted.delete(one.actor)
      way.granted.delete(bodyOf(one, cancelSchema)?.by_name ?? '')
      return null
    case 'command.started':
      return startFault(way, one)
    default:
      return null
  }
}

function limitFault({ asked, past }: Way, one: PositionedEvidence): string | null {
  const limit = limitAt(asked, one, past)
  return limit === null ? null : `policy refuses it: the limit ${limit} was reached`
}

/** What policy says right before this artifact, or why it says no. */
function allowedAt({ asked, shown, rules, past }: Way, one: PositionedEvidence): Allowed | string {
  const decision = decisionAt(asked, one, shown, rules, past.circumstances)
  if (decision.kind === 'allowed') return decision
  const failed = decision.because.parts?.find((rule) => !rule.holds)
  return `policy refuses it: ${failed?.rule ?? decision.reason}`
}

function needsAt(way: Way, one: PositionedEvidence): Needs | string {
  const decision = allowedAt(way, one)
  return typeof decision === 'string' ? decision : decision.needs
}

function previewFault(way: Way, one: PositionedEvidence): string | null {
  way.shown = one
  const needs = needsAt(way, one)
  if (typeof needs === 'string') return needs
  way.confirmation = needs.confirmation
  return null
}

function confirmationFault(
  { confirmation, asked, shown }: Way,
  one: PositionedEvidence,
): string | null {
  const until = shown === null ? null : bodyOf(shown, previewSchema)?.expires_at
  if (typeof until === 'string' && one.time >= until) return 'it was confirmed after its time'
  const body = bodyOf(one, confirmedSchema)
  if (body === null || confirmation === null) return null
  const isProposed = body.door !== undefined && confirmation.proposed
  if (body.by_asking === true || isProposed) return 'policy wants an answer to its preview'
  const word = asked.whose.environment.toUpperCase()
  const isNamed = body.door !== undefined || !confirmation.acknowledge || body.acknowledged === word
  return isNamed ? null : `policy wants the word ${word} beside it`
}

/** The rules in a decision that say what was needed. */
const needRules: readonly string[] = [
  ...['content-rule', 'change-risk', 'agent-proposed', 'agent-acts', 'confirmation-needed'],
  ...['no-approval-needed', 'approval-needed', 'emergency-declared', 'under-suspicion'],
]

function authorizedFault(way: Way, one: PositionedEvidence): string | null {
  const decision = allowedAt(way, one)
  if (typeof decision === 'string') return decision
  const parts = (decision.because.parts ?? []).map(({ rule }) => `+${rule}`)
  const told = (all: readonly string[]) => all.filter((rule) => needRules.includes(rule.slice(1)))
  const [said, decided] = [told(way.rules), told(parts)]
  if (said.join() !== decided.join())
    return `policy decides ${decided.join(' ')}, and it says ${said.join(' ')}`
  way.need = decision.needs.approval
  return null
}

function termsFault(need: Need, terms: z.output<typeof termsSchema> | null): string | null {
  if (terms === null) return null
  if (need === null) return 'policy wants no approval'
  const wanted = [need.id, need.scope, ...(need.also ?? []), need.approvers, need.denials]
  const said = [terms.policy_id, terms.scope, ...terms.also, terms.approvers, terms.denials]
  return wanted.join(' ') === said.join(' ')
    ? null
    : `policy wants ${wanted.join(' ')}, and it says ${said.join(' ')}`
}

function requestFault(way: Way, one: PositionedEvidence): string | null {
  const body = bodyOf(one, requestSchema)
  if (way.isExpired) {
    const needs = needsAt(way, one)
    if (typeof needs === 'string') return needs
    way.need = needs.approval
    way.isExpired = false
    const fault = termsFault(way.need, bodyOf(one, termsSchema))
    if (fault !== null) return fault
  }
  const { need } = way
  if (need === null) return 'policy wants no approval'
  if (body === null) return null
  const wanted = stepUpWord(need)
  if (body.step_up !== wanted || body.policy_id !== need.id)
    return `policy wants ${need.id} with the second factor ${wanted}, and it says ${body.policy_id} with ${body.step_up}`
  const longest = Date.parse(one.time) + need.expires
  return Date.parse(body.expires_at) > longest ? 'it waits for longer than policy lets it' : null
}

/** Methods of a vote with a fresh code, and with one given recently. */
const fresh: readonly string[] = ['token+code', 'token+recovery']
const recent = 'token+recent'

function grantFault(way: Way, one: PositionedEvidence): string | null {
  const { asked, need, factors, past, granted } = way
  const body = bodyOf(one, grantSchema)
  if (need === null) return 'policy wants no approval'
  const { actor } = one
  granted.set(actor, body?.instead_of ?? actor)
  if (actor === asked.requester.id && !need.requesterMayApprove)
    return `${actor} asked for it, and may not approve it`
  if (actor === subjectOf(asked.flow, asked.body.slots)) return `it is about ${actor}`
  if (body === null) return null
  if (body.needed !== need.approvers)
    return `policy wants ${need.approvers} approvals, and it says ${body.needed}`
  if (body.method !== 'token' && !factors.has(`${actor} ${one.time}`))
    return `it says ${body.method}, and nothing was shown`
  const within = typeof need.stepUp === 'number' ? need.stepUp : 0
  const since = Date.parse(one.time) - within
  if (body.method === recent && within > 0 && !past.showedSince(actor, one.position, since))
    return `it says ${recent}, and no code was shown so recently`
  const isShown =
    need.stepUp === null ||
    fresh.includes(body.method) ||
    (need.stepUp !== 'each' && body.method === recent)
  return isShown ? null : `policy wants a second factor, and it says ${body.method}`
}

/** The decision again at the start: what was granted must be enough for it. */
function startFault(way: Way, one: PositionedEvidence): string | null {
  const needs = needsAt(way, one)
  if (typeof needs === 'string') return needs
  const { approval } = needs
  if (approval === null) return null
  const asked = way.need
  const isEnough =
    asked !== null && asked.id === approval.id && asked.approvers >= approval.approvers
  if (!isEnough) return `policy wants ${approval.approvers} approvals of ${approval.id}`
  const left = new Set([asked, approval].flatMap(({ groups }) => groupsLeft(way, groups, one)))
  return left.size === 0 ? null : `policy wants somebody of ${[...left].join(', ')} among them`
}

/** The roles of a quorum that nobody stood for; whose roles are not known may have had any. */
function groupsLeft(
  { granted, past }: Way,
  groups: NonNullable<Need>['groups'],
  { position }: PositionedEvidence,
): readonly string[] {
  const all = groups.map(({ role }) => role)
  const rolesOf = (place: string) =>
    [...granted].flatMap(([person, of]) =>
      of === place ? (past.rolesAt(person, position) ?? all) : [],
    )
  return all.length === 0 ? [] : placesLeft([...new Set(granted.values())], { groups }, rolesOf)
}
