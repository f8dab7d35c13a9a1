// Ends a command without effect: states the reason, voids its tokens, tells everybody who was
// asked.

import {
  type CommandUpdate,
  commandEvidence,
  type Step,
  system,
  transition,
  withChanges,
} from '../changes.ts'
import type { Command } from '../command.ts'
import { heading, summary } from '../display/command-lines.ts'
import { grantedLines } from '../display/progress.ts'
import { rejectedLine } from '../display/rejected-line.ts'
import type { Facts } from '../facts.ts'
import type { RejectionReason } from '../lifecycle.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellAsked, tellRequester } from '../tell.ts'

/** Voids the tokens and deadlines of a command that has ended. */
export function voidTokensAndDeadlines(command: Command): Step {
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
  update: CommandUpdate,
  reason: RejectionReason,
  more: {
    readonly actor?: string
    readonly lines?: readonly Phrase[]
    readonly kind?: 'refusal'
  } = {},
): CommandUpdate {
  const { actor = system, kind = 'outcome' } = more
  const ended = transition(update, 'rejected', facts.now, { reason })
  const { command } = ended
  const why = more.lines ?? [rejectedLine(facts.rules.pack, command)]
  const lines = [
    ...heading(facts, command),
    // A record changed from outside is shown to nobody.
    ...(reason === 'record_changed' ? [] : [phrase('not-done', { what: summary(command) })]),
    ...why,
    // As it was before it ended.
    ...grantedLines(facts, update.command),
  ]
  const isUnseen = command.agent !== undefined && command.preview === null
  return withChanges(
    ended,
    commandEvidence(facts, command, 'command.rejected', actor, {
      reason,
      ...(command.failure === undefined ? {} : { cause: command.failure.id }),
    }),
    ...voidTokensAndDeadlines(command),
    ...(isUnseen ? [] : tellRequester(facts, command, kind, lines)),
    ...tellAsked(facts, command, lines, [actor]),
  )
}
