// Tells the outcome of a command to its requester and to everybody who was asked about it.

import type { Person } from '../../policy/people.ts'
import { retriedOf } from '../asked/retry.ts'
import { type Change, send } from '../changes.ts'
import type { Command } from '../command.ts'
import { informApprover } from '../display/approver-messages.ts'
import { agentActedLine } from '../display/cards.ts'
import { heading } from '../display/command-lines.ts'
import type { Picture } from '../display/picture.ts'
import { grantedLines } from '../display/progress.ts'
import { type Facts, personOf } from '../facts.ts'
import { type MessageKind, messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { concernedIds, isDeferredWhileSuspended } from '../tell.ts'

/** Says whether an agent acted by itself, or who approved. */
export function whoLines(facts: Facts, command: Command): readonly Phrase[] {
  return [...agentActedLine(command), ...grantedLines(facts, command)]
}

export function tellOutcome(
  facts: Facts,
  command: Command,
  kind: MessageKind,
  lines: readonly Phrase[],
  more: { readonly hint?: (person: Person) => readonly Phrase[]; readonly picture?: Picture } = {},
): readonly Change[] {
  if (lines.length === 0) return []
  const about = command.safetyClass === 'S0' ? {} : { command: command.name }
  const picture = more.picture === undefined ? {} : { picture: more.picture }
  const messages = concernedIds(command)
    .flatMap((id) => personOf(facts, id) ?? [])
    .flatMap((person) => {
      const all = [...lines, ...(more.hint?.(person) ?? [])]
      const isRequesters = person.id === command.requester
      const later = isRequesters && isDeferredWhileSuspended(person, command)
      if (later && command.safetyClass === 'S0') return []
      return isRequesters && !later
        ? send(messageTo(person, kind, all, { chat: command.chat, ...about, ...picture }))
        : informApprover(facts, command, person, kind, all, picture)
    })
  return [...messages, ...tellRetried(facts, command, kind, lines)]
}

/** Tells a retry's outcome to those who were asked about the command it retried. */
function tellRetried(
  facts: Facts,
  retry: Command,
  kind: MessageKind,
  lines: readonly Phrase[],
): readonly Change[] {
  const failed = retriedOf(facts, retry)
  if (failed === null) return []
  const already = concernedIds(retry)
  const all = [
    ...heading(facts, failed),
    ...lines.slice(heading(facts, retry).length),
    ...grantedLines(facts, failed),
    phrase('retried-by', { name: retry.name }),
  ]
  return concernedIds(failed)
    .filter((id) => !already.includes(id))
    .flatMap((id) => personOf(facts, id) ?? [])
    .flatMap((person) => informApprover(facts, failed, person, kind, all))
}
