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

/** Counts with a list instead of recursion: what is nested deeply would exhaust the stack. */
function namesIn(value: unknown): number {
  let names = 0
  const left = [value]
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    if (typeof one !== 'object' || one === null) continue
    if (!Array.isArray(one)) names += Object.keys(one).length
    for (const inner of Object.values(one)) left.push(inner)
  }
  return names
}
