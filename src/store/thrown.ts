// What was thrown, in words: a sentence for people, and the code that stands in a sentence of ours.

/** Its own sentence, where it is an error. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The system's word for it, such as ENOENT; all of it where it has none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
}
