// Names and values of flows and connectors, in the reader's words where a language has any.

import { safetyClasses } from '../../policy/names.ts'
import type { Slots } from '../command.ts'
import { isCommandName } from '../draw.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'

/** `need more approvers` and `ask_until` as the ids of messages have them. */
export function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

/** The message that words a flow: `order-cancel`, with attributes such as `.typed` and `.done`. */
export function messageOf(flow: string): string {
  return flow.replaceAll('.', '-')
}

/**
 * What a slot of a flow or a field of a connector is called: `label-…`, else its own name. A field
 * of one item in a list, or of a class, keeps that name before it: `C-7F3K status`, `S3 approvers`.
 */
export function label(name: string): Term {
  const { item, field } = partsOf(name)
  if (item !== null) return phrase('item-field', { name: item, field: label(field) })
  return { known: `label-${slug(name)}`, otherwise: name }
}

/** A field of one item in a list, or of a class, has that name before it. */
function partsOf(name: string): { readonly item: string | null; readonly field: string } {
  const at = name.indexOf(' ')
  const before = name.slice(0, Math.max(at, 0))
  const item = isCommandName(before) || safetyClasses.some((one) => one === before) ? before : null
  return { item, field: item === null ? name : name.slice(at + 1) }
}

/** A role that stays, on a card about another one. */
export const otherRole = 'other role'

/** The fields that list who decides, by their roles. */
const deciders = ['decided by', 'rights decided by']

/**
 * `value-status-open`: only a value that is exactly this word of exactly this field. Longer texts
 * are nobody's word, and never become part of an id.
 */
export function valueWord(name: string, value: string): Term {
  const own = partsOf(name).field
  const field = own === otherRole ? 'role' : own
  return /^[a-z][a-z0-9-]{0,40}$/.test(value)
    ? { known: `value-${slug(field)}-${value}`, otherwise: value }
    : value
}

/** The reader's word for a role; one that no language has a word for is said as it is. */
export function roleWord(role: string): Term {
  return valueWord('role', role)
}

/** What was typed, as a sentence about the command says it. */
export function wordedSlots(slots: Slots): Readonly<Record<string, Term>> {
  const worded = (name: string, value: string | number | boolean): Term => {
    if (typeof value === 'number') return { decimal: String(value) }
    return name === 'role' ? roleWord(String(value).toLowerCase()) : String(value)
  }
  return Object.fromEntries(
    Object.entries(slots).map(([name, value]) => [name, worded(name, value)] as const),
  )
}

/** What a value is besides the text in which it is kept. */
export type ValueKind = 'number' | 'moment' | 'text'

/** A number and a moment in the reader's writing; everything else as a word, or as it is. */
export function fieldValue(name: string, value: string, kind: ValueKind): Term {
  if (value === '') return phrase('nothing')
  if (kind === 'number') return { decimal: value }
  if (kind === 'moment') return { time: Date.parse(value) }
  return deciders.includes(partsOf(name).field)
    ? value.split(', ').map(roleWord)
    : valueWord(name, value)
}

/** One field with its value, on a line. */
export function fieldLine(name: string, value: string, kind: ValueKind = 'text'): Phrase {
  return phrase('shows', { name: label(name), value: fieldValue(name, value, kind) })
}
