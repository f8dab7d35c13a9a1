// Repeats policy's decisions about a command from its evidence, by the same evaluator and the pack
// text in force then. A different result means that the recorded decision was not made by this
// program.

import { z } from 'zod'
import { bodyOf } from './command-evidence.ts'
import { limitAt } from './count-history.ts'
import type { History } from './history.ts'
import {
  type PositionedEvidence,
  type RequestScope,
  reconstructRequest,
  type Texts,
} from './reconstructed-request.ts'
import { allowedAt, needsAt, type ReplayState } from './replay-state.ts'
import {
  grantFault,
  requestFault,
  startFault,
  termsFault,
  termsSchema,
} from './replayed-approvals.ts'

const rulesSchema = z.object({ rules: z.array(z.string()) })

const confirmedSchema = z.object({
  acknowledged: z.string().nullable().optional(),
  by_asking: z.boolean().optional(),
  door: z.string().optional(),
})

const previewSchema = z.object({ expires_at: z.iso.datetime({ precision: 3 }).optional() })

const cancelSchema = z.object({ by_name: z.string().optional() })

/** `lacking`: kind and digest of each missing text; without them nothing was checked. */
export interface ReplayResult {
  /** The first difference from the recorded decision, in words; null for none. */
  readonly fault: string | null
  readonly lacking: readonly string[]
}

export function replayDecisions(
  scope: RequestScope,
  evidence: readonly PositionedEvidence[],
  texts: Texts,
  past: History,
): ReplayResult {
  const reading = reconstructRequest(scope, evidence, texts)
  if (reading.kind === 'lacking') return { fault: null, lacking: reading.lacking }
  if (reading.kind === 'fault') return { fault: reading.fault, lacking: [] }
  if (reading.kind === 'nothing') return { fault: null, lacking: [] }
  const authorized = evidence.find(({ type }) => type === 'command.authorized')
  const rules = authorized === undefined ? null : bodyOf(authorized, rulesSchema)
  const state: ReplayState = {
    ...{ asked: reading.asked, rules: rules?.rules ?? [], past },
    policy: evidence[0]?.policy ?? null,
    ...{ shown: null, confirmation: null, need: null, isExpired: false },
    factors: new Set(),
    granted: new Map(),
  }
  for (const artifact of evidence) {
    const fault = faultOf(state, artifact)
    if (fault !== null) return { fault: `artifact ${artifact.seq}: ${fault}`, lacking: [] }
  }
  return { fault: null, lacking: [] }
}

/** Types that must all be under the proposal's policy binding. */
const underOne: readonly string[] = [
  ...['command.authorized', 'approval.required', 'approval.requested', 'approval.granted'],
  'command.started',
]

function faultOf(state: ReplayState, artifact: PositionedEvidence): string | null {
  if (underOne.includes(artifact.type) && artifact.policy !== state.policy)
    return 'it is under another policy than what was asked'
  switch (artifact.type) {
    case 'command.proposed':
      return limitFault(state, artifact)
    case 'command.previewed':
      return previewFault(state, artifact)
    case 'command.confirmed':
      return confirmationFault(state, artifact)
    case 'command.authorized':
      return authorizedFault(state, artifact)
    case 'approval.required':
      return termsFault(state.need, bodyOf(artifact, termsSchema))
    case 'approval.requested':
      return requestFault(state, artifact)
    case 'approval.expired':
      state.isExpired = true
      state.granted.clear()
      return null
    case 'auth.accepted':
      state.factors.add(`${artifact.actor} ${artifact.time}`)
      return null
    case 'approval.granted':
      return grantFault(state, artifact)
    case 'approval.denied':
      state.granted.delete(artifact.actor)
      return null
    case 'approval.cancelled':
      state.granted.delete(artifact.actor)
      state.granted.delete(bodyOf(artifact, cancelSchema)?.by_name ?? '')
      return null
    case 'command.started':
      return startFault(state, artifact)
    default:
      return null
  }
}

function limitFault({ asked, past }: ReplayState, artifact: PositionedEvidence): string | null {
  const limit = limitAt(asked, artifact, past)
  return limit === null ? null : `policy refuses it: the limit ${limit} was reached`
}

function previewFault(state: ReplayState, artifact: PositionedEvidence): string | null {
  state.shown = artifact
  const needs = needsAt(state, artifact)
  if (typeof needs === 'string') return needs
  state.confirmation = needs.confirmation
  return null
}

function confirmationFault(
  { confirmation, asked, shown }: ReplayState,
  artifact: PositionedEvidence,
): string | null {
  const until = shown === null ? null : bodyOf(shown, previewSchema)?.expires_at
  if (typeof until === 'string' && artifact.time >= until) return 'it was confirmed after its time'
  const body = bodyOf(artifact, confirmedSchema)
  if (body === null || confirmation === null) return null
  const isProposed = body.door !== undefined && confirmation.proposed
  if (body.by_asking === true || isProposed) return 'policy wants an answer to its preview'
  const word = asked.scope.environment.toUpperCase()
  const isNamed = body.door !== undefined || !confirmation.acknowledge || body.acknowledged === word
  return isNamed ? null : `policy wants the word ${word} beside it`
}

/** The rules in a decision that say what was needed. */
const needRules: readonly string[] = [
  ...['content-rule', 'change-risk', 'agent-proposed', 'agent-acts', 'confirmation-needed'],
  ...['no-approval-needed', 'approval-needed', 'emergency-declared', 'under-suspicion'],
]

function authorizedFault(state: ReplayState, artifact: PositionedEvidence): string | null {
  const decision = allowedAt(state, artifact)
  if (typeof decision === 'string') return decision
  const parts = (decision.because.parts ?? []).map(({ rule }) => `+${rule}`)
  const needsAmong = (all: readonly string[]) =>
    all.filter((rule) => needRules.includes(rule.slice(1)))
  const [recorded, decided] = [needsAmong(state.rules), needsAmong(parts)]
  if (recorded.join() !== decided.join())
    return `policy decides ${decided.join(' ')}, and it says ${recorded.join(' ')}`
  state.need = decision.needs.approval
  return null
}
