// What is printed for people: names and reasons may hold anything, and never steer their terminal.

/** On one line, each character that steers as `\u001b`; in JSON that means the same as before. */
export function shown(text: string): string {
  // Escape sequences begin with a control character; direction marks make text read as another.
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (one) =>
    one === '\t' ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Lines on the standard output. */
export function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${shown(line)}\n`).join(''))
}

/** A word that is longer hides the mend that stands behind it. */
const wordMost = 1_000
const wordShown = 60

/** Lines on the standard error; what comes with line breaks of its own keeps them. */
export function complain(text: string): void {
  const lines = text
    .replace(/\S+/g, (word) => (word.length > wordMost ? `${word.slice(0, wordShown)}…` : word))
    .split('\n')
  process.stderr.write(`${lines.map(shown).join('\n')}\n`)
}
