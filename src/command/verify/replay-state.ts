// What is known of a command while policy's decisions about it are repeated.

import type { Decision, Needs } from '../../policy/decision.ts'
import type { History } from './history.ts'
import {
  decisionAt,
  type PositionedEvidence,
  type ReconstructedRequest,
} from './reconstructed-request.ts'

export type Need = Needs['approval']

type Allowed = Extract<Decision, { kind: 'allowed' }>

/** What is known after the artifacts walked so far. */
export interface ReplayState {
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

/** What policy says right before this artifact, or why it says no. */
export function allowedAt(
  { asked, shown, rules, past }: ReplayState,
  artifact: PositionedEvidence,
): Allowed | string {
  const decision = decisionAt(asked, artifact, shown, rules, past.circumstances)
  if (decision.kind === 'allowed') return decision
  const failed = decision.because.parts?.find((rule) => !rule.holds)
  return `policy refuses it: ${failed?.rule ?? decision.reason}`
}

export function needsAt(state: ReplayState, artifact: PositionedEvidence): Needs | string {
  const decision = allowedAt(state, artifact)
  return typeof decision === 'string' ? decision : decision.needs
}
