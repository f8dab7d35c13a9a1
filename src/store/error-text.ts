// Describes anything thrown: as a sentence or as a code.

/** The message of an error; anything else as text. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The system's error code, such as ENOENT; the whole text if there is none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
}

/** The limit of open files is reached; says nothing about the file, and a later try may succeed. */
export function isTooManyFiles(thrown: unknown): boolean {
  return /^(EMFILE|ENFILE)$/.test(codeOf(thrown))
}
