// Checks which record an answer is about: a cache, a proxy or a bug may return another one.

import { z } from 'zod'
import {
  type Fields,
  filled,
  nameSchema,
  placeholdersOf,
  type Rules,
  scalarSchema,
} from './fields.ts'

/**
 * Fields of the answer and their required values: `{ id: "{order}" }`. `unnamed` states that no
 * field identifies the record, so that it cannot be checked.
 */
export const sameSchema = z.union([
  z.literal('unnamed'),
  z
    .record(nameSchema, scalarSchema)
    .refine((fields) => Object.keys(fields).length > 0, 'name a field, or write `same: unnamed`'),
])

/** The parts of an operation used here. */
interface Named {
  readonly slots: Rules
  readonly answer: Rules
  readonly same?: z.output<typeof sameSchema> | undefined
}

/** An answer about another record: the field, the expected and the received value. */
export interface OtherRecord {
  readonly field: string
  readonly asked: string
  readonly answered: string
}

/** Null if `answer` is about the record that the slots name, as far as it can be checked. */
export function otherRecord(
  operation: Named,
  slots: Fields,
  answer: Readonly<Record<string, unknown>>,
): OtherRecord | null {
  const { same } = operation
  if (same === undefined || same === 'unnamed') return null
  for (const [field, template] of Object.entries(same)) {
    const [asked, answered] = [String(filled(template, slots)), String(answer[field])]
    // Compared as text, because a service may number its records while chats give text.
    if (asked !== answered) return { field, asked, answered }
  }
  return null
}

/** The identifying fields of this record, for a sandbox twin's answer. */
export function namesOf({ answer, same }: Named, slots: Fields): Fields {
  if (same === undefined || same === 'unnamed') return {}
  const entries = Object.entries(same).flatMap(([field, template]) => {
    const value = filled(template, slots)
    if (value === null) return []
    return [[field, answer[field]?.kind === 'number' ? Number(value) : value] as const]
  })
  return Object.fromEntries(entries)
}

/** Mistakes in `same` itself, each with its fix. */
export function mistakesInSame({ slots, answer, same }: Named): readonly string[] {
  if (same === undefined || same === 'unnamed') return []
  return Object.entries(same).flatMap(([field, template]) => [
    ...mistakesInField(answer, field),
    ...placeholdersOf(template).flatMap((slot) => {
      const rule = Object.hasOwn(slots, slot) ? slots[slot] : undefined
      if (rule === undefined) return [`{${slot}} is not among the slots`]
      return rule.optional ? [`{${slot}} must not be optional`] : []
    }),
    // A fixed value would be the same for every record.
    ...(placeholdersOf(template).length === 0 ? [`${field} names no slot; write "{slot}"`] : []),
  ])
}

function mistakesInField(answer: Rules, field: string): readonly string[] {
  const rule = Object.hasOwn(answer, field) ? answer[field] : undefined
  if (rule === undefined) return [`${field} is not in the answer`]
  return rule.optional ? [`${field} must not be optional in the answer`] : []
}
