// The RFC 8785 canonical form, which has only one reading. Duplicate members, which parsers treat
// differently, are refused.

import { isObject, type Json, parsedOrNull } from './pack-file.ts'

/** Nothing that Aval writes is nested deeper. */
const nestingLimit = 100

/** Throws when it is nested deeper than `depth` more levels. */
export function canonical(value: Json, depth = nestingLimit): string {
  if (depth < 0) throw new RangeError('This is nested too deep.')
  const inner = (one: Json) => canonical(one, depth - 1)
  if (Array.isArray(value)) return `[${value.map(inner).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${inner(one)}`).join()}}`
}

export function isCanonical(text: string): boolean {
  try {
    return canonical(parsedOrNull(text)) === text
  } catch {
    return false
  }
}
