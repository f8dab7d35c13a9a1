// Patterns that authors of packs and of unit kinds write. RE2 matches them in a time that grows as
// the text does: one that goes back and forth in a text, such as `(a+)+$`, would stall everybody.

import { RE2JS } from 're2js'
import { z } from 'zod'

/** Instructions of one pattern: about one for each of its letters, repeated as often as it says. */
const programMost = 2_000

/** Why a pattern is refused; null where it is none to refuse. */
function patternFault(pattern: string): string | null {
  try {
    // What means something to RE2 alone would be read as something else by whoever knows the usual.
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

/** A pattern of at most so many characters; what is wrong with one is said with its field. */
export function patternSchema(most: number) {
  return z
    .string()
    .max(most)
    .superRefine((pattern, context) => {
      const message = patternFault(pattern)
      // Nothing is held against a pattern that cannot be used.
      if (message !== null) context.addIssue({ code: 'custom', message, continue: false })
    })
}

/** Is it somewhere in the text, in small letters or capitals? */
export function isFoundIn(pattern: string, text: string): boolean {
  return compiled(pattern, RE2JS.CASE_INSENSITIVE).matcher(text).find()
}

/** Is it the whole text? */
export function isWhole(pattern: string, text: string): boolean {
  return compiled(pattern, 0).matcher(text).matches()
}

function compiled(pattern: string, flags: number): RE2JS {
  return RE2JS.compile(pattern, flags)
}
