// The kinds of configuration units (flows/units/*.yaml): their fields and values.

import { z } from 'zod'
import type { Reason } from '../command/command.ts'
import { parseAmount } from '../conversation/amount.ts'
import { folded } from '../conversation/normalise.ts'
import { isWhole, patternSchema } from '../policy/pattern.ts'
import { riskSchema } from '../policy/risk.ts'
import { isLonger } from '../policy/text-limit.ts'
import { parseDescription } from './description.ts'
import { nameSchema, type Scalar, scalarSchema } from './fields.ts'

/**
 * `default` makes a field optional at creation; `names` are synonyms; `change` is the risk of
 * changing it.
 */
const common = {
  change: riskSchema().optional(),
  default: scalarSchema.optional(),
  names: z.array(z.string().min(1)).default([]),
}
const fieldSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('string'),
    max: z.int().positive().max(2_000),
    pattern: patternSchema(2_000).optional(),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('number'),
    min: z.number(),
    max: z.number(),
    integer: z.boolean().default(false),
    ...common,
  }),
  z.strictObject({ kind: z.literal('boolean'), ...common }),
])

/** Field names used by units themselves and by slots of their operations. */
const reserved = ['unit', 'kind', 'revision', 'field', 'value', 'lifetime', 'expires']

const unitKindSchema = z
  .strictObject({
    unit: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a kind of unit is one word'),
    version: z.int().positive(),
    fields: z.record(nameSchema, fieldSchema),
  })
  .superRefine(({ fields }, context) => {
    const words = new Set<string>(reserved)
    for (const [name, field] of Object.entries(fields)) {
      const path = ['fields', name]
      for (const word of [name, ...field.names].map(plain)) {
        if (words.has(word))
          context.addIssue({ code: 'custom', path, message: `the name ${word} is taken` })
        words.add(word)
      }
      if (
        field.default !== undefined &&
        parseUnitValue(name, field, field.default).kind !== 'value'
      )
        context.addIssue({ code: 'custom', path, message: 'its default does not fit the field' })
    }
  })

export type UnitKind = z.output<typeof unitKindSchema>
export type UnitField = z.output<typeof fieldSchema>

export type UnitValue =
  | { readonly kind: 'value'; readonly value: Scalar }
  /** The reason names the field and what is allowed. */
  | { readonly kind: 'wrong'; readonly reason: Reason }

/** Parses a unit kind. Throws an Error of one sentence with `file`, line and field. */
export function parseUnitKind(text: string, file: string): UnitKind {
  return parseDescription(unitKindSchema, text, file)
}

/** Their names, joined for people. */
export function namesOf(kinds: readonly UnitKind[]): string {
  return kinds.map(({ unit }) => unit).join(', ')
}

/** The field that a person names by `word`: its name or a synonym. Null for none. */
export function fieldNamed(kind: UnitKind, word: string): readonly [string, UnitField] | null {
  const wanted = plain(word)
  const found = Object.entries(kind.fields).find(([name, field]) =>
    [name, ...field.names].some((known) => plain(known) === wanted),
  )
  return found ?? null
}

/** Parses a value, from JSON or as typed, for one field. */
export function parseUnitValue(name: string, field: UnitField, given: unknown): UnitValue {
  switch (field.kind) {
    case 'string':
      return parseString(name, field, given)
    case 'number':
      return parseNumber(name, field, given)
    case 'boolean': {
      const value = typeof given === 'string' ? truth.get(plain(given)) : given
      if (typeof value === 'boolean') return { kind: 'value', value }
      return wrong('config-value-not-boolean', { field: name })
    }
  }
}

/**
 * Words for true and false in all shipped languages, since values mean the same whoever typed them.
 */
const truth: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'on', 'yes', 'sim', 'si', '1'].map((word) => [word, true] as const),
  ...['false', 'off', 'no', 'nao', '0'].map((word) => [word, false] as const),
])

function parseString(
  field: string,
  rule: Extract<UnitField, { kind: 'string' }>,
  given: unknown,
): UnitValue {
  // Typed text such as 007 stays text; a JSON number is refused.
  if (typeof given !== 'string' || /\p{Cs}/u.test(given))
    return wrong('config-value-not-text', { field })
  const { max, pattern } = rule
  if (isLonger(given, max)) return wrong('config-value-too-long', { field, max })
  if (pattern !== undefined && !isWhole(pattern, given))
    return wrong('config-value-pattern', { field, pattern })
  return { kind: 'value', value: given }
}

function parseNumber(
  field: string,
  rule: Extract<UnitField, { kind: 'number' }>,
  given: unknown,
): UnitValue {
  const { min, max } = rule
  const typed = typeof given === 'string' ? parseAmount(given.trim().replace(/^\+/, '')) : null
  if (typed?.kind === 'two-ways') {
    const { whole, fraction } = typed
    return wrong('slot-number-two-ways', { text: String(given), whole, fraction })
  }
  const value = typed === null ? given : typed.value
  const fits = typeof value === 'number' && value >= min && value <= max
  if (!fits || (rule.integer && !Number.isInteger(value)))
    return wrong(rule.integer ? 'config-value-integer' : 'config-value-number', { field, min, max })
  // Minus zero is written as zero, but would not be equal to it in canonical form.
  return { kind: 'value', value: value === 0 ? 0 : value }
}

function wrong(id: string, args: Readonly<Record<string, string | number>>): UnitValue {
  return { kind: 'wrong', reason: { id, args } }
}

/** Without case and accents, which people leave out. */
function plain(word: string): string {
  return folded(word.trim())
}

/** The JSON Schema (2020-12) that editors use for unit kinds. */
export function unitKindJsonSchema(): object {
  return z.toJSONSchema(unitKindSchema, { io: 'input', unrepresentable: 'any' })
}
