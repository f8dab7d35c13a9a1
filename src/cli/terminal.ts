// Prints for people: control characters in names or reasons never reach their terminal.

/**
 * Escapes each control character as `\u001b`, so that the text is one line; JSON keeps its meaning.
 */
export function escapeControls(text: string): string {
  // Escape sequences begin with a control character; direction marks make text look like another.
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (one) =>
    one === '\t' ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Prints lines on standard output. */
export function printLines(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${escapeControls(line)}\n`).join(''))
}

/** Longer words are shortened: they would hide the advice after them. */
const wordMost = 1_000
const wordShown = 60

/** Prints on standard error; line breaks in the text are kept. */
export function printError(text: string): void {
  const lines = text
    .replace(/\S+/g, (word) => (word.length > wordMost ? `${word.slice(0, wordShown)}…` : word))
    .split('\n')
  process.stderr.write(`${lines.map(escapeControls).join('\n')}\n`)
}
