// Replies that quote a message: a reply to one message never decides what another one asks.

import type { Command } from '../command.ts'
import { confirmOptions, namedOptions } from '../display/cards.ts'
import { heading, summary } from '../display/command-lines.ts'
import type { Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'

/** Does the message reply to a letter about another command? */
export function repliesToAnother({ quoted }: Facts, { name }: Command): boolean {
  return quoted !== undefined && quoted.command !== null && quoted.command !== name
}

/** Does the message reply to something that asks nothing? A bare number may be meant for that. */
export function repliesToList({ quoted }: Facts): boolean {
  return quoted?.command === null
}

/** The lines that show the open question, instead of taking the reply as its answer. */
export function openQuestionLines(facts: Facts, command: Command): readonly Phrase[] {
  return [
    phrase('replies-to-another'),
    ...heading(facts, command),
    summary(command),
    phrase('nothing-decided'),
    ...answerOptions(facts, command),
  ]
}

/** A bare number answers only where nothing else that is asked in this chat takes one. */
export function answerOptions({ questions, now }: Facts, command: Command): readonly Phrase[] {
  const asked = questions.filter((one) => one.kind === 'confirm' || now < one.expiresAt)
  return asked.length > 1 ? namedOptions(command) : confirmOptions(command)
}
