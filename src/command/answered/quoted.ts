// A reply to one message of ours never decides what another asks: whoever replies means that one.

import type { Command } from '../command.ts'
import type { Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { confirmOptions } from '../shown/cards.ts'
import { heading, summary } from '../shown/command-lines.ts'

/** Does the message reply to a letter about another command? */
export function repliesToAnother({ quoted }: Facts, { name }: Command): boolean {
  return quoted !== undefined && quoted.command !== null && quoted.command !== name
}

/** A reply to a list, an answer or another person: a bare number may be meant for that. */
export function repliesToList({ quoted }: Facts): boolean {
  return quoted?.command === null
}

/** What is open in spite of the reply, and what answers it. */
export function askedInstead(facts: Facts, command: Command): readonly Phrase[] {
  return [
    phrase('replies-to-another'),
    ...heading(facts, command),
    summary(command),
    phrase('nothing-decided'),
    ...confirmOptions(command),
  ]
}
