// Parses JSON without throwing, and finds what two readers could read in two ways.

/** The parsed value; undefined if the text is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Is a member there twice in `text`, which parses as `value`, at any depth? False for what is no
 * JSON. JSON leaves open which of the two counts.
 */
export function hasTwice(text: string, value: unknown): boolean {
  if (value === undefined) return false
  const texts = text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)
  return [...texts].filter(([, colon]) => colon !== undefined).length > namesIn(value)
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce((sum: number, one: unknown) => sum + namesIn(one), own)
}
