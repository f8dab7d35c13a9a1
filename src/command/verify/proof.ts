// Is the evidence of one command a legal and complete sequence, and to which state does it lead?

import { isAllowedMove, type State } from '../lifecycle.ts'

/** The state that each type of evidence leads to; types that change no state are absent. */
export const stateOfType: Readonly<Record<string, State>> = {
  'command.proposed': 'proposed',
  'command.previewed': 'confirmation_requested',
  'command.authorized': 'authorized',
  'approval.required': 'approval_required',
  'approval.requested': 'approval_requested',
  'approval.granted': 'approval_granted',
  'approval.denied': 'approval_denied',
  'command.started': 'started',
  'command.succeeded': 'succeeded',
  'command.failed': 'failed',
  'command.uncertain': 'uncertain',
  'command.rejected': 'rejected',
}

/** A grant or denial below the quorum changes no state. */
export const stateChangingOnQuorum: readonly string[] = ['approval.granted', 'approval.denied']

/**
 * The states that a command may be in after artifacts of these types, in order; empty if the
 * sequence is not legal. Types that change no state are skipped.
 */
export function statesAfter(types: readonly string[]): ReadonlySet<State> {
  let states: ReadonlySet<State> | null = null
  for (const type of types) {
    const to = stateOfType[type]
    if (to === undefined) continue
    if (states === null) {
      states = new Set(to === 'proposed' ? [to] : [])
      continue
    }
    const before: readonly State[] = [...states]
    const reached = before.some((from) => from === to || isAllowedMove(from, to)) ? [to] : []
    states = new Set(
      stateChangingOnQuorum.includes(type) && reached.length > 0
        ? [...before, ...reached]
        : reached,
    )
  }
  return states ?? new Set()
}
