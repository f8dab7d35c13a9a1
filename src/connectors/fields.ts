// Named scalar values: declared, parsed, put into templates and shown.

import { z } from 'zod'
import { isLonger } from '../policy/text-limit.ts'

export type Scalar = string | number | boolean
export type Fields = Readonly<Record<string, Scalar>>

export const scalarSchema = z.union([z.string(), z.number(), z.boolean()])
export const fieldsSchema = z.record(z.string(), scalarSchema)
export const nameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name has letters, digits and underscores')

/** The rule of one field. `max` limits the characters of an id or text. */
export const ruleSchema = z.strictObject({
  kind: z.enum(['id', 'text', 'number', 'boolean']),
  max: z.int().positive().max(10_000).optional(),
  optional: z.boolean().default(false),
})
type Rule = z.output<typeof ruleSchema>
export type Rules = Readonly<Record<string, Rule>>

/** `missing` and `wrong` name the first field that does not parse; `-` means the whole source. */
export type ParsedFields =
  | { readonly kind: 'parsed'; readonly fields: Fields }
  | { readonly kind: 'missing'; readonly field: string }
  | { readonly kind: 'wrong'; readonly field: string }

const idMaxCharacters = 64
const textMaxCharacters = 2_000
const shownMaxCharacters = 200

/** Parses the declared fields from `source`. Others are ignored; null counts as absent. */
export function parseFields(rules: Rules, source: unknown): ParsedFields {
  const given = z.record(z.string(), z.unknown()).safeParse(source)
  if (!given.success) return { kind: 'wrong', field: '-' }
  const values = given.data
  const fields: [string, Scalar][] = []
  for (const [field, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(values, field) ? (values[field] ?? null) : null
    if (value === null) {
      if (!rule.optional) return { kind: 'missing', field }
      continue
    }
    const parsed = parseField(rule, value)
    if (parsed === null) return { kind: 'wrong', field }
    fields.push([field, parsed])
  }
  return { kind: 'parsed', fields: Object.fromEntries(fields) }
}

function parseField(rule: Rule, value: unknown): Scalar | null {
  switch (rule.kind) {
    case 'id': {
      // Many services number their records while chats always give text, so a number is accepted as
      // an id.
      const id = Number.isSafeInteger(value) ? String(value) : value
      if (typeof id !== 'string' || isLonger(id, rule.max ?? idMaxCharacters)) return null
      return /^[^\s\p{C}/\\?#%]+$/u.test(id) && id !== '.' && id !== '..' ? id : null
    }
    case 'text':
      if (typeof value !== 'string' || isLonger(value, rule.max ?? textMaxCharacters)) return null
      return /\p{Cs}/u.test(value) ? null : value
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
  }
}

const placeholder = /\{([A-Za-z][A-Za-z0-9_]*)\}/g

/** The names of the slots in a template. */
export function placeholdersOf(template: Scalar): readonly string[] {
  return [...String(template).matchAll(placeholder)].map((match) => match[1] ?? '')
}

/** Fills the slots into the template, each through `encode`. Null if one is absent. */
export function fill(
  template: string,
  slots: Fields,
  encode: (text: string) => string,
): string | null {
  if (placeholdersOf(template).some((name) => !Object.hasOwn(slots, name))) return null
  return template.replace(placeholder, (_, name: string) => encode(String(slots[name])))
}

/** A template's value: `{slot}` alone keeps the slot's type, and is null if absent. */
export function filled(template: Scalar, slots: Fields): Scalar | null {
  if (typeof template !== 'string') return template
  const alone = /^\{([A-Za-z][A-Za-z0-9_]*)\}$/.exec(template)?.[1]
  if (alone !== undefined) return Object.hasOwn(slots, alone) ? (slots[alone] ?? null) : null
  return fill(template, slots, (text) => text)
}

/**
 * A value as cards may show it: one line, without characters that change how the rest is read.
 * Otherwise a customer's name could fake an option on an approver's card. It is not shortened,
 * because rules and the check before the effect compare it; shorten it only for display.
 */
export function oneLine(value: Scalar): string {
  return String(value)
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}

/** The same, shortened, for reasons and the like. */
export function shown(value: Scalar): string {
  const line = oneLine(value)
  const letters = [...line]
  if (letters.length <= shownMaxCharacters) return line
  return `${letters.slice(0, shownMaxCharacters - 1).join('')}…`
}

/** The names of fields with numeric values. */
export function numbersIn(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(fields).filter((name) => typeof fields[name] === 'number')
}

/** The named fields that exist, as cards may show them. */
export function showsOf(
  names: readonly string[],
  fields: Fields,
): readonly (readonly [string, string])[] {
  return names.flatMap((name) => {
    const value = fields[name]
    return value === undefined ? [] : [[name, oneLine(value)] as const]
  })
}
