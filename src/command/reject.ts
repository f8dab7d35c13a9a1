// A command that will not happen: the reason, the tokens void, and everybody who was asked is told.

import { heading, summary } from './cards.ts'
import {
  add,
  type Change,
  type Course,
  move,
  personOf,
  prove,
  type Step,
  say,
  system,
} from './changes.ts'
import type { Command } from './command.ts'
import type { Facts } from './facts.ts'
import type { RejectionReason } from './lifecycle.ts'
import { type Phrase, phrase } from './phrase.ts'
import { grantedLine } from './progress.ts'
import { rejectedLine } from './rejected-line.ts'
import { tell } from './speech.ts'

/** Close the questions, tokens and deadlines of a command that has ended. */
export function closing(command: Command): Step {
  return [
    { kind: 'questions_over', commandId: command.id },
    { kind: 'token_state', commandId: command.id, hash: null, state: 'void' },
    { kind: 'deadlines_over', commandId: command.id },
  ]
}

/** Tell those who were asked, except whoever just answered and the requester. */
export function tellAsked(
  facts: Facts,
  command: Command,
  lines: readonly Phrase[],
  except: readonly string[] = [],
): readonly Change[] {
  const asked = (command.approval?.asked ?? []).map((ask) => ask.approver)
  return [...new Set(asked)]
    .filter((id) => id !== command.requester && !except.includes(id))
    .flatMap((id) => personOf(facts, id) ?? [])
    .map((person) => say(tell(person, 'approval_update', lines, { command: command.name })))
}

/**
 * End a command without effect. `lines` say more than the reason alone; `actor` is who ended it.
 * The requester hears the outcome, or a refusal when nothing had been shown yet; of what an agent
 * proposed in vain only the agent hears, so that no agent fills its owner's phone.
 */
export function reject(
  facts: Facts,
  course: Course,
  reason: RejectionReason,
  more: {
    readonly actor?: string
    readonly lines?: readonly Phrase[]
    readonly kind?: 'refusal'
  } = {},
): Course {
  const actor = more.actor ?? system
  const ended = move(course, 'rejected', facts.now, { reason })
  const { command } = ended
  const why = more.lines ?? [rejectedLine(command)]
  const lines = [
    ...heading(facts, command),
    phrase('not-done', { what: summary(command) }),
    ...why,
    ...grantedLine(facts, command),
  ]
  const requester = personOf(facts, command.requester)
  const isUnseen = command.agent !== undefined && command.preview === null
  const toRequester =
    requester === undefined || isUnseen
      ? []
      : [
          say(
            tell(requester, more.kind ?? 'outcome', lines, {
              chat: command.chat,
              command: command.name,
            }),
          ),
        ]
  return add(
    ended,
    prove(facts, command, 'command.rejected', actor, { reason }),
    ...closing(command),
    ...toRequester,
    ...tellAsked(facts, command, lines, [actor]),
  )
}
