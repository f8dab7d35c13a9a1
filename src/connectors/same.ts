// Which record an answer is about: a cache, a proxy or a bug may answer about another one.

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
 * Fields of the answer, each with what it must be: `{ id: "{order}" }`. `unnamed` says openly that
 * no field of the answer names its record, so that nobody can tell.
 */
export const sameSchema = z.union([
  z.literal('unnamed'),
  z
    .record(nameSchema, scalarSchema)
    .refine((fields) => Object.keys(fields).length > 0, 'name a field, or write `same: unnamed`'),
])

/** What this file needs to know of an operation. */
interface Named {
  readonly slots: Rules
  readonly answer: Rules
  readonly same?: z.output<typeof sameSchema> | undefined
}

/** An answer that names another record: in which field, which one was asked for and which came. */
export interface OtherRecord {
  readonly field: string
  readonly asked: string
  readonly answered: string
}

/** Null when `answer` is about the record that the slots name, as far as it says. */
export function otherRecord(
  operation: Named,
  slots: Fields,
  answer: Readonly<Record<string, unknown>>,
): OtherRecord | null {
  const { same } = operation
  if (same === undefined || same === 'unnamed') return null
  for (const [field, template] of Object.entries(same)) {
    const [asked, answered] = [String(filled(template, slots)), String(answer[field])]
    // A chat always says text where a service may number its records: both are one name.
    if (asked !== answered) return { field, asked, answered }
  }
  return null
}

/** What an answer about this record says in these fields, for a twin that makes one. */
export function namesOf({ answer, same }: Named, slots: Fields): Fields {
  if (same === undefined || same === 'unnamed') return {}
  const entries = Object.entries(same).flatMap(([field, template]) => {
    const value = filled(template, slots)
    if (value === null) return []
    return [[field, answer[field]?.kind === 'number' ? Number(value) : value] as const]
  })
  return Object.fromEntries(entries)
}

/** What is wrong with `same` itself: each message says what, and what to write. */
export function mistakesInSame({ slots, answer, same }: Named): readonly string[] {
  if (same === undefined || same === 'unnamed') return []
  return Object.entries(same).flatMap(([field, template]) => [
    ...mistakesInField(answer, field),
    ...placeholdersOf(template).flatMap((slot) => {
      const rule = Object.hasOwn(slots, slot) ? slots[slot] : undefined
      if (rule === undefined) return [`{${slot}} is not among the slots`]
      return rule.optional ? [`{${slot}} must not be optional`] : []
    }),
    // A fixed value is the same whatever was asked for.
    ...(placeholdersOf(template).length === 0 ? [`${field} names no slot; write "{slot}"`] : []),
  ])
}

function mistakesInField(answer: Rules, field: string): readonly string[] {
  const rule = Object.hasOwn(answer, field) ? answer[field] : undefined
  if (rule === undefined) return [`${field} is not in the answer`]
  return rule.optional ? [`${field} must not be optional in the answer`] : []
}
