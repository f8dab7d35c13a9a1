// Names and values of flows and connectors, in the reader's language where it has a word for them.

import { safetyClasses } from '../../policy/names.ts'
import type { Slots } from '../command.ts'
import { isCommandName } from '../draw.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'

/** `need more approvers` and `ask_until` in the form of message ids. */
export function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

/** The message id of a flow: `order-cancel`. It has attributes such as `.typed` and `.done`. */
export function messageOf(flow: string): string {
  return flow.replaceAll('.', '-')
}

/**
 * The name of a slot or field: message `label-…`, else the name itself. A command or class that
 * stands before a field is kept: `C-7F3K status`, `S3 approvers`.
 */
export function label(name: string): Term {
  const { item, field } = partsOf(name)
  if (item !== null) return phrase('item-field', { name: item, field: label(field) })
  return { known: `label-${slug(name)}`, otherwise: name }
}

/** Splits off the command or class that may stand before a field's name. */
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
 * The word for a value: message `value-status-open`, else the value itself. Only short lower-case
 * values are looked up, so that free text never becomes a message id.
 */
export function valueWord(name: string, value: string): Term {
  const own = partsOf(name).field
  const field = own === otherRole ? 'role' : own
  return /^[a-z][a-z0-9-]{0,40}$/.test(value)
    ? { known: `value-${slug(field)}-${value}`, otherwise: value }
    : value
}

/** The word for a role, else the role itself. */
export function roleWord(role: string): Term {
  return valueWord('role', role)
}

/** Slot values as arguments for sentences. */
export function wordedSlots(slots: Slots): Readonly<Record<string, Term>> {
  const worded = (name: string, value: string | number | boolean): Term => {
    if (typeof value === 'number') return { decimal: String(value) }
    return name === 'role' ? roleWord(String(value).toLowerCase()) : String(value)
  }
  return Object.fromEntries(
    Object.entries(slots).map(([name, value]) => [name, worded(name, value)] as const),
  )
}

/** How to format a value that is kept as text. */
export type ValueKind = 'number' | 'moment' | 'text'

/** A number or time in the reader's format; anything else as its word, or unchanged. */
export function fieldValue(name: string, value: string, kind: ValueKind): Term {
  if (value === '') return phrase('nothing')
  if (kind === 'number') return { decimal: value }
  if (kind === 'moment') return { time: Date.parse(value) }
  return deciders.includes(partsOf(name).field)
    ? value.split(', ').map(roleWord)
    : valueWord(name, value)
}

/** A field and its value on one line. */
export function fieldLine(name: string, value: string, kind: ValueKind = 'text'): Phrase {
  return phrase('shows', { name: label(name), value: fieldValue(name, value, kind) })
}
