// Regular expressions written by authors of packs and unit kinds. RE2 matches them in linear time;
// a backtracking engine would stall everybody on one such as `(a+)+$`.

import { RE2JS } from 're2js'
import { z } from 'zod'

/**
 * The most RE2 instructions a pattern may compile to: about one per letter, times its repetitions.
 */
const programMost = 2_000

/** Why a pattern is refused; null if it is accepted. */
function patternFault(pattern: string): string | null {
  try {
    // Refuses syntax that only RE2 knows: JavaScript readers would take it for something else.
    new RegExp(pattern, 'u')
  } catch {
    return 'it is not a regular expression'
  }
  try {
    if (compiled(pattern, 0).programSize() <= programMost) return null
    return 'it repeats too much; write smaller numbers'
  } catch {
    return 'RE2 does not take it; write it without look-around, back-references and \\u'
  }
}

/** A zod schema for a pattern of at most `most` characters; reports why a pattern is refused. */
export function patternSchema(most: number) {
  return z
    .string()
    .max(most)
    .superRefine((pattern, context) => {
      const message = patternFault(pattern)
      // No further checks on a pattern that cannot be used.
      if (message !== null) context.addIssue({ code: 'custom', message, continue: false })
    })
}

/** Does the pattern match anywhere in the text, ignoring case? */
export function isFoundIn(pattern: string, text: string): boolean {
  return compiled(pattern, RE2JS.CASE_INSENSITIVE).matcher(text).find()
}

/** Does the pattern match the whole text? */
export function isWhole(pattern: string, text: string): boolean {
  return compiled(pattern, 0).matcher(text).matches()
}

function compiled(pattern: string, flags: number): RE2JS {
  return RE2JS.compile(pattern, flags)
}
