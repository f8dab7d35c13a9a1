// The state of a command in words.

import type { Command } from '../command.ts'
import type { State } from '../lifecycle.ts'
import { type Phrase, phrase } from '../phrase.ts'

/** The state in words; a blocked or uncertain command also says what to do. */
export function stateWord(target: Command): Phrase {
  if (target.state === 'approval_requested' && target.approval?.blocked === true)
    return phrase('state-blocked', { name: target.name })
  if (target.state === 'uncertain') return phrase('state-unclear', { name: target.name })
  return plainState(target.state)
}

export function plainState(state: State): Phrase {
  return phrase(`state-${state.replaceAll('_', '-')}`)
}
