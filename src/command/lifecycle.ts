// The states of a command and the allowed moves, in one table.

/** `authorized` to `started` are HAPF VIII.A; the other names are ours (product.md). */
export const transitions = {
  proposed: ['confirmation_requested', 'authorized', 'rejected'],
  confirmation_requested: ['authorized', 'rejected'],
  authorized: ['approval_required', 'started', 'rejected'],
  approval_required: ['approval_requested', 'rejected'],
  approval_requested: ['approval_granted', 'approval_denied', 'rejected'],
  approval_granted: ['started', 'rejected'],
  approval_denied: ['rejected'],
  started: ['succeeded', 'failed', 'uncertain'],
  uncertain: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
  rejected: [],
} as const

export type State = keyof typeof transitions

export const states = Object.keys(transitions) as readonly State[]

/**
 * Why a command ended without effect. The last eight, in order: a freeze, repeated denials, a
 * content rule, a missing target, a silent connector, a record that differs from its evidence, a
 * changed definition file, an agent's quota.
 */
export const rejectionReasons = [
  'approval_denied',
  'approval_expired',
  'confirmation_expired',
  'cancelled',
  'unauthorized',
  'policy_missing',
  'locked_down',
  'policy_changed',
  'rate_limited',
  'frozen',
  'denied_before',
  'forbidden',
  'impossible',
  'unavailable',
  'record_changed',
  'definition_changed',
  'quota_reached',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

export function isAllowedMove(from: State, to: State): boolean {
  const targets: readonly State[] = transitions[from]
  return targets.includes(to)
}

/** Would this be a move back? The table lists states so that every move goes downwards. */
export function isBackwardMove(from: State, to: State): boolean {
  return states.indexOf(to) < states.indexOf(from)
}

/** Final states never change; a recovery is a new command that names this one. */
export function isFinal(state: State): boolean {
  return transitions[state].length === 0
}
