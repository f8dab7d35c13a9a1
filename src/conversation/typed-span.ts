// A length of time as people type it: `90m` everywhere, `90 minutes` in the words of a language.

import { parseSpan } from '../policy/span.ts'
import { folded } from './normalise.ts'

/** Words of one language for lengths of time, folded, and the sign of each: `hours` is `h`. */
export type Units = ReadonlyMap<string, string>

/** `90m`, `90 minutes`, `2horas` with the sign of its unit: `90m`; null for any other text. */
export function signedSpan(text: string, units: Units): string | null {
  const [, count, word = ''] = /^(\d{1,6}) ?(\p{L}+)$/u.exec(folded(text)) ?? []
  if (count === undefined) return null
  const signed = `${count}${units.get(word) ?? word}`
  return parseSpan(signed) === null ? null : signed
}

/** Milliseconds; null when the text is no length of time. */
export function typedSpan(text: string, units: Units): number | null {
  const signed = signedSpan(text, units)
  return signed === null ? null : parseSpan(signed)
}
