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
  let names = 0
  for (const one of valuesIn(value)) if (!Array.isArray(one)) names += namesOf(one).length
  return names
}

/**
 * Does a text or name hold half of a character (a lone surrogate), at any depth? Most readers
 * replace all of them by one character.
 */
export function hasHalfCharacter(value: unknown): boolean {
  for (const one of valuesIn(value))
    if ([one, ...namesOf(one)].some((text) => typeof text === 'string' && !text.isWellFormed()))
      return true
  return false
}

/** Is something named `__proto__`, at any depth? Objects of JavaScript pass over it. */
export function hasReservedName(value: unknown): boolean {
  for (const one of valuesIn(value)) if (namesOf(one).includes('__proto__')) return true
  return false
}

function namesOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

/** Everything within, with a list instead of recursion: deep nesting would exhaust the stack. */
function* valuesIn(value: unknown): Generator {
  const left = [value]
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    yield one
    if (typeof one !== 'object' || one === null) continue
    for (const inner of Object.values(one)) left.push(inner)
  }
}
