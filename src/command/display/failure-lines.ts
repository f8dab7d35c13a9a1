// Lines that say why something failed.

import type { Reason } from '../command.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'
import { fieldValue, label } from './label.ts'

/** A reason in words, with translated names of slots and fields and local times. */
export function failureLine({ id, args = {} }: Omit<Reason, 'cause'>): Phrase {
  const worded = Object.entries(args).map(([name, value]): [string, Term] => [
    name,
    wordedArgument(name, value, args),
  ])
  return phrase(id, Object.fromEntries(worded))
}

function wordedArgument(
  name: string,
  value: string | number,
  { field }: NonNullable<Reason['args']>,
): Term {
  if (typeof value === 'number') return isMoment(name) ? { time: value } : value
  if (name === 'value' && typeof field === 'string') return fieldValue(field, value, 'text')
  return name === 'slot' || name === 'field' ? label(value) : value
}

function isMoment(name: string): boolean {
  return name === 'since' || name === 'until'
}

/** The reason and, if there is one, its cause. */
export function failureLines(reason: Reason): readonly Phrase[] {
  const { cause } = reason
  return cause === undefined ? [failureLine(reason)] : [failureLine(reason), failureLine(cause)]
}
