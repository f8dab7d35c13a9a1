// Where a command stands and where it may go: one table,
// HAPF's names between authorized and started.

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
 * The last eight are for a freeze, a deny loop, a rule of the pack, a target that is not there, a
 * connector that is silent, a record that is not what its evidence says, a file that says what the
 * command does and was changed since, a quota of an agent.
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

export function mayGo(from: State, to: State): boolean {
  const targets: readonly State[] = transitions[from]
  return targets.includes(to)
}

/** Every move goes on in the table: a state above another one is never reached from it. */
export function goesBack(from: State, to: State): boolean {
  return states.indexOf(to) < states.indexOf(from)
}

/** Final states never change again; recovery is a new command that names this one. */
export function isFinal(state: State): boolean {
  return transitions[state].length === 0
}
