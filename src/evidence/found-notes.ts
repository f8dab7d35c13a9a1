// Checkpoints out of whatever people kept: a file, several in a row, or a text pasted from a chat.

/** More than anybody pastes. */
const textLimitChars = 4_000_000
const originPattern = /(?:^|\s)(aval\/[^\s+/]+\/[^\s+/]+\/[^\s+/]+)$/u
/** Chats and mail programs turn the long dash into others, and put marks before a quoted line. */
const signaturePattern = /^[\u2014\u2013-]{1,2} (\S+) ([A-Za-z0-9+/]+={0,2})$/u
/** A signature that somebody damaged so that it is none: no chat begins a line like that. */
const damagedPattern = /^\u2014 \S+ \S{40,}$/u
const base64Pattern = /^[A-Za-z0-9+/]+={0,2}$/
const extensionsMost = 16
/** Longer than the signature lines of any kind that is known. */
const lineMostChars = 8_192

/**
 * The notes of Aval that stand in a text, as they were signed: what stands around them, line breaks
 * of other systems and marks of quotation are left behind. One that is torn is given as it stands,
 * so that it is not passed over beside whole ones. Nothing is verified.
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

/** What is left of a note, which no reader takes for one. */
function torn(origin: string, size: string): string {
  return `${origin}\n${size}\n\n`
}
