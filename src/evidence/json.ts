// A text as the JSON value that it says.

/** Undefined where the text is no JSON, as whatever somebody edited or sent may be. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
