// Keeps values that are written from right to left from reordering what stands beside them.

/** Letters written from right to left: Hebrew, Arabic, N'Ko, Adlam and others. */
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * A value with such letters between isolates (UAX 9), so that `before → after` is not shown as
 * `after → before`. `visible` escapes the isolates of a pack: those in a shown text are from here.
 */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

/** The parts of a text; those at odd places are isolated values. */
export function directionParts(text: string): readonly string[] {
  return text.split(/[\u2068\u2069]/u)
}
