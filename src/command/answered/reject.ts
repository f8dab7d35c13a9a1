// Ends a command without effect: states the reason, voids its tokens, tells everybody who was
// asked.

import { add, type Course, move, prove, type Step, system } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Facts } from '../facts.ts'
import type { RejectionReason } from '../lifecycle.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { heading, summary } from '../shown/command-lines.ts'
import { grantedLines } from '../shown/progress.ts'
import { rejectedLine } from '../shown/rejected-line.ts'
import { tellAsked, tellRequester } from '../told.ts'

/** Voids the tokens and deadlines of a command that has ended. */
export function closing(command: Command): Step {
  return [
    { kind: 'token_state', commandId: command.id, hash: null, state: 'void' },
    { kind: 'deadlines_over', commandId: command.id },
  ]
}

/**
 * Ends a command without effect. `lines` replace the standard reason; `actor` is who ended it. The
 * requester hears it as an outcome, or as a refusal if `kind` says so. If an agent's command was
 * never previewed, its owner is not told.
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
  const why = more.lines ?? [rejectedLine(facts.rules.pack, command)]
  const lines = [
    ...heading(facts, command),
    // A record changed from outside is shown to nobody.
    ...(reason === 'record_changed' ? [] : [phrase('not-done', { what: summary(command) })]),
    ...why,
    // As it was before it ended.
    ...grantedLines(facts, course.command),
  ]
  const isUnseen = command.agent !== undefined && command.preview === null
  return add(
    ended,
    prove(facts, command, 'command.rejected', actor, { reason }),
    ...closing(command),
    ...(isUnseen ? [] : tellRequester(facts, command, more.kind ?? 'outcome', lines)),
    ...tellAsked(facts, command, lines, [actor]),
  )
}
