// Finds checkpoints in whatever people kept: a file, several notes in a row, or text pasted from a
// chat.

/** Far more than anybody pastes. */
const textLimitChars = 4_000_000
const originPattern = /(?:^|\s)(aval\/[^\s+/]+\/[^\s+/]+\/[^\s+/]+)$/u
/** Chats and mail programs replace the long dash, and put marks before quoted lines. */
const signaturePattern = /^[\u2014\u2013-]{1,2} (\S+) ([A-Za-z0-9+/]+={0,2})$/u
/** A damaged signature line; no ordinary chat line looks like it. */
const damagedPattern = /^\u2014 \S+ \S{40,}$/u
const base64Pattern = /^[A-Za-z0-9+/]+={0,2}$/
const extensionsMost = 16
/** Longer than all known kinds of signature lines. */
const lineMostChars = 8_192

/**
 * The Aval notes in a text, as they were signed: surrounding text, foreign line breaks and
 * quotation marks are removed. A damaged note is returned as it is, so that it is not overlooked
 * beside intact ones. Nothing is verified.
 */
export function findNotes(text: string): readonly string[] {
  if (text.length > textLimitChars) return []
  const lines = text
    .normalize('NFC')
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map(plainLine)
  const notes: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const origin = originPattern.exec(lines[at] ?? '')?.[1]
    const note = origin === undefined ? null : noteAt(lines, at, origin)
    if (note !== null) notes.push(note)
  }
  return notes
}

function plainLine(line: string): string {
  return line
    .replace(/[\u200b-\u200f\u2060\ufeff]/gu, '')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/^[>|`*\s]+/u, '')
    .slice(0, lineMostChars)
    .replace(/[`*\s]{1,8}$/u, '')
}

function noteAt(lines: readonly string[], at: number, origin: string): string | null {
  const size = lines[at + 1] ?? ''
  const root = lines[at + 2] ?? ''
  if (!/^\d{1,16}$/.test(size)) return null
  if (!base64Pattern.test(root)) return torn(origin, size)
  const body = [origin, size, root]
  let next = at + 3
  for (; body.length < 3 + extensionsMost && (lines[next] ?? '') !== ''; next += 1)
    body.push(lines[next] ?? '')
  if (lines[next] !== '') return torn(origin, size)
  const signatures: string[] = []
  for (next += 1; next < lines.length; next += 1) {
    const [, name, base64] = signaturePattern.exec(lines[next] ?? '') ?? []
    if (name === undefined) break
    signatures.push(`— ${name} ${base64}`)
  }
  if (signatures.length === 0 || damagedPattern.test(lines[next] ?? '')) return torn(origin, size)
  return `${body.join('\n')}\n\n${signatures.join('\n')}\n`
}

/** The remains of a damaged note, which no parser accepts. */
function torn(origin: string, size: string): string {
  return `${origin}\n${size}\n\n`
}
