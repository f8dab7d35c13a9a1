// Does the evidence of one command tell a legal and complete way to where the command stands?

import { mayGo, type State } from '../lifecycle.ts'

/** What each type of evidence brings a command to; those that bring it nowhere are not here. */
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

/** A grant or a denial that is not yet enough changes no state. */
export const maybe: readonly string[] = ['approval.granted', 'approval.denied']

/**
 * The states that a command may be in after artifacts of these types, in order; none when no legal
 * way leads through them. Types that change no state are passed over.
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
    const reached = before.some((from) => from === to || mayGo(from, to)) ? [to] : []
    states = new Set(maybe.includes(type) && reached.length > 0 ? [...before, ...reached] : reached)
  }
  return states ?? new Set()
}
