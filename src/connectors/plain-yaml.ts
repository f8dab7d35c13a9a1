// The YAML that people write here, read in one pass; all that is beyond it is left to the library.

export type PlainValue =
  | string
  | number
  | boolean
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue }

interface Line {
  readonly indent: number
  readonly text: string
}

/** A value and where the next one begins: a character of a line, or a line. */
interface Read {
  readonly value: PlainValue
  readonly next: number
}

const deepest = 16
// Ranges, for V8 compiles `\p{L}` within milliseconds. Letters beyond Latin are quoted here.
const comment = /^[\x20-\x7e\u00a1-\u167f\u2010-\u2027\u2030-\u205e\u2190-\u2fff\u3001-\ud7ff]*$/
const keyAt = /([A-Za-z][\w.-]{0,99}):(?: +|$)/y
const doubleQuotedAt = /"([\x20\x21\x23-\x5b\x5d-\x7e\u00a1-\u167f\u3001-\ud7ff]*)"/y
const singleQuotedAt = /'([\x20-\x26\x28-\x7e\u00a1-\u167f\u3001-\ud7ff]*)'/y
const wordsAt = /[\w\u00c0-\u024f./+-]+(?: [\dA-Za-z\u00c0-\u024f][\w\u00c0-\u024f./+-]*)*/y
const endAt = /(?: *$)|(?: +#)/y
const commaAt = / *, */y
const closeAt = / *[\]}]/y
const wholeNumber = /^(?:0|[1-9]\d{0,14})$/
/** What no grammar of YAML takes for a number: `7d`, `1.0.0`, and what begins with a letter. */
const certainText = /^(?:[A-Za-z\u00c0-\u024f]|\d+[dhms]$|\d+\.\d+\.\d+$)/
const ambiguous = /^(?:null|true|false)$/i

/**
 * The value of a text of plain YAML: maps and lists by indents or on one line, words, quoted words
 * without escapes, whole numbers, `true`, `false` and comments. It is exactly what the library
 * reads (YAML 1.2, core schema); the test compares them. Null for any other text, right or wrong:
 * the library takes it then, and says what is wrong with it.
 */
export function readPlainYaml(text: string): PlainValue | null {
  const lines = linesOf(text)
  if (lines === null || lines.length === 0) return null
  return mapFrom(lines, 0, 0, 0)?.value ?? null
}

/** Without blank lines and comments of their own line; null when one holds what is not plain. */
function linesOf(text: string): Line[] | null {
  const lines: Line[] = []
  for (const raw of text.split('\n')) {
    if (!comment.test(raw)) return null
    const line = raw.trimStart()
    if (line !== '' && !line.startsWith('#'))
      lines.push({ indent: raw.length - line.length, text: line })
  }
  return lines
}

/** The map whose keys stand at `indent`, from the line `from` on. */
function mapFrom(lines: Line[], from: number, indent: number, depth: number): Read | null {
  const map: Record<string, PlainValue> = {}
  let at = from
  for (let line = lines[at]; line !== undefined && line.indent >= indent; line = lines[at]) {
    const key = line.indent === indent && depth < deepest ? keyIn(line.text, 0) : null
    if (key === null || Object.hasOwn(map, key.name)) return null
    const read = isEnd(line.text, key.next)
      ? below(lines, at + 1, indent, depth + 1)
      : restOf(line.text, key.next, at)
    if (read === null) return null
    map[key.name] = read.value
    at = read.next
  }
  return { value: map, next: at }
}

/** What stands under a key: deeper, or a list of the key's own indent. */
function below(lines: Line[], from: number, indent: number, depth: number): Read | null {
  const first = lines[from]
  if (first === undefined || first.indent < indent) return null
  if (first.text.startsWith('- ')) return listFrom(lines, from, first.indent, depth)
  return first.indent > indent ? mapFrom(lines, from, first.indent, depth) : null
}

function listFrom(lines: Line[], from: number, indent: number, depth: number): Read | null {
  const list: PlainValue[] = []
  let at = from
  for (let line = lines[at]; line !== undefined && line.indent >= indent; line = lines[at]) {
    if (!line.text.startsWith('- ')) break
    if (line.indent !== indent || depth >= deepest) return null
    const item = line.text.slice(1).trimStart()
    const inside = { indent: indent + line.text.length - item.length, text: item }
    const isMap = keyIn(item, 0) !== null
    if (isMap) lines[at] = inside
    const read = isMap ? mapFrom(lines, at, inside.indent, depth + 1) : restOf(item, 0, at)
    if (read === null) return null
    list.push(read.value)
    at = read.next
  }
  return { value: list, next: at }
}

/** The value that ends its line; the next line is the one after it. */
function restOf(text: string, from: number, line: number): Read | null {
  const read = valueIn(text, from, 0)
  return read !== null && isEnd(text, read.next) ? { value: read.value, next: line + 1 } : null
}

function valueIn(text: string, at: number, depth: number): Read | null {
  if (depth >= deepest) return null
  if (text[at] === '[' || text[at] === '{') return collectionIn(text, at, depth + 1)
  const quoted = match(doubleQuotedAt, text, at) ?? match(singleQuotedAt, text, at)
  if (quoted !== null) return { value: quoted[1] ?? '', next: at + quoted[0].length }
  const words = match(wordsAt, text, at)?.[0]
  const value = words === undefined ? null : scalarOf(words)
  return words === undefined || value === null ? null : { value, next: at + words.length }
}

function scalarOf(words: string): PlainValue | null {
  if (wholeNumber.test(words)) return Number(words)
  if (words === 'true' || words === 'false') return words === 'true'
  return certainText.test(words) && !ambiguous.test(words) ? words : null
}

/** `[a, b]` or `{ a: 1, b: 2 }`, on one line. */
function collectionIn(text: string, from: number, depth: number): Read | null {
  const list: PlainValue[] = []
  const map: Record<string, PlainValue> = {}
  const isList = text[from] === '['
  let at = from + 1
  while (text[at] === ' ') at += 1
  let isFirst = true
  for (;;) {
    const close = match(closeAt, text, at)?.[0]
    if (close !== undefined) {
      const value = isList ? list : map
      return close.endsWith(isList ? ']' : '}') ? { value, next: at + close.length } : null
    }
    const comma = match(commaAt, text, at)?.[0].length ?? 0
    if (comma > 0 === isFirst) return null
    const key = isList ? null : keyIn(text, at + comma)
    if (!isList && (key === null || Object.hasOwn(map, key.name))) return null
    const read = valueIn(text, key?.next ?? at + comma, depth)
    if (read === null) return null
    if (key === null) list.push(read.value)
    else map[key.name] = read.value
    at = read.next
    isFirst = false
  }
}

function keyIn(text: string, at: number): { readonly name: string; readonly next: number } | null {
  const found = match(keyAt, text, at)
  const name = found?.[1]
  if (found === null || name === undefined || ambiguous.test(name)) return null
  return { name, next: at + found[0].length }
}

/** Nothing more on this line, but perhaps a comment. */
function isEnd(text: string, at: number): boolean {
  // A key without a value has taken the spaces after it.
  const from = text[at] === '#' && text[at - 1] === ' ' ? at - 1 : at
  return match(endAt, text, from) !== null
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at
  return sticky.exec(text)
}
