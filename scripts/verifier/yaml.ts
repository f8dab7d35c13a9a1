// Parses the small part of YAML 1.2 in which policies and commands are written. Everything else is
// refused, so that no text has two readings.

import type { Json } from './pack-file.ts'

/** A line without its comment, and its indentation. */
interface Row {
  readonly indent: number
  readonly text: string
}

/** The parsed value; null where the text is invalid or uses more than this subset of YAML. */
export function readYaml(text: string): Json {
  try {
    const reader = { rows: rowsOf(text), at: 0 }
    const value = block(reader, 0)
    return reader.at === reader.rows.length ? value : null
  } catch {
    return null
  }
}

interface Reader {
  readonly rows: readonly Row[]
  at: number
}

function beyond(): never {
  throw new Error('This is beyond the part of YAML that is read here.')
}

function rowsOf(text: string): readonly Row[] {
  if (/(?!\n)\p{Cc}|[\u2028\u2029\ufeff]/u.test(text)) beyond()
  return text.split('\n').flatMap((line): readonly Row[] => {
    const bare = withoutComment(line).trimEnd()
    const indent = bare.length - bare.trimStart().length
    return bare === '' ? [] : [{ indent, text: bare.slice(indent) }]
  })
}

/** A comment begins with `#` at the start of a line or after a space, outside of quotes. */
function withoutComment(line: string): string {
  let quote = ''
  for (let at = 0; at < line.length; at += 1) {
    const mark = line.charAt(at)
    const before = line.charAt(at - 1)
    if (quote !== '') {
      if (mark === '\\' && quote === '"') at += 1
      else if (mark === quote) quote = ''
    } else if ((mark === '"' || mark === "'") && /^[\s[{,:-]?$/.test(before)) quote = mark
    else if (mark === '#' && (before === '' || before === ' ')) return line.slice(0, at)
  }
  return quote === '' ? line : beyond()
}

function block(reader: Reader, least: number): Json {
  const first = reader.rows[reader.at]
  if (first === undefined || first.indent < least) return beyond()
  return isItem(first.text) ? sequence(reader, first.indent) : mapping(reader, first.indent)
}

const isItem = (text: string): boolean => text === '-' || text.startsWith('- ')

function sequence(reader: Reader, indent: number): Json {
  const items: Json[] = []
  for (let row = reader.rows[reader.at]; row?.indent === indent; row = reader.rows[reader.at]) {
    if (!isItem(row.text)) break
    const rest = row.text.slice(1).trimStart()
    if (rest === '' || isItem(rest)) return beyond()
    if (keyOf(rest) === null) {
      reader.at += 1
      items.push(inline(reader, rest, indent + 1))
      continue
    }
    // A mapping that begins on the line of its `-`: its further lines are indented to here.
    const inner = row.indent + row.text.length - rest.length
    const rows = reader.rows.with(reader.at, { indent: inner, text: rest })
    const nested = { rows, at: reader.at }
    items.push(mapping(nested, inner))
    reader.at = nested.at
  }
  return items
}

const keyPattern = /^([A-Za-z_][A-Za-z0-9_.-]*):(?: +(.*))?$/

function keyOf(text: string): readonly [key: string, rest: string] | null {
  const found = keyPattern.exec(text)
  return found === null ? null : [found[1] ?? '', found[2] ?? '']
}

function mapping(reader: Reader, indent: number): Json {
  const members = new Map<string, Json>()
  for (let row = reader.rows[reader.at]; row?.indent === indent; row = reader.rows[reader.at]) {
    const [key, rest] = keyOf(row.text) ?? beyond()
    if (members.has(key) || key === '__proto__') return beyond()
    reader.at += 1
    members.set(key, rest === '' ? below(reader, indent) : inline(reader, rest, indent + 1))
  }
  return Object.fromEntries(members)
}

/** The value below a key; a list may have the same indentation as its key. */
function below(reader: Reader, indent: number): Json {
  const next = reader.rows[reader.at]
  if (next === undefined || next.indent < indent) return null
  if (next.indent === indent) return isItem(next.text) ? sequence(reader, indent) : null
  return block(reader, indent + 1)
}

/** A value on the line of its key; one in brackets may span several lines. */
function inline(reader: Reader, first: string, least: number): Json {
  let text = first
  if (/^[[{]/.test(first)) {
    while (depthOf(text) > 0) {
      const row = reader.rows[reader.at]
      if (row === undefined || row.indent < least) return beyond()
      text += ` ${row.text}`
      reader.at += 1
    }
  }
  const next = reader.rows[reader.at]
  // Multi-line plain text is not supported.
  if (next !== undefined && next.indent >= least) return beyond()
  const flow = { text, at: 0 }
  const value = /^[[{]/.test(text) ? flowValue(flow) : scalar(text)
  return /^[[{]/.test(text) && flow.at !== text.length ? beyond() : value
}

function depthOf(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '')
  return bare.replace(/[^[{]/g, '').length - bare.replace(/[^\]}]/g, '').length
}

interface Flow {
  readonly text: string
  at: number
}

function flowValue(flow: Flow): Json {
  skipSpace(flow)
  const mark = flow.text.charAt(flow.at)
  if (mark === '[') return flowList(flow)
  if (mark === '{') return flowMap(flow)
  const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/y
  quoted.lastIndex = flow.at
  const plain = /[^,[\]{}"']+/y
  plain.lastIndex = flow.at
  const found = quoted.exec(flow.text)?.[0] ?? plain.exec(flow.text)?.[0] ?? beyond()
  flow.at += found.length
  return scalar(found.trimEnd())
}

function flowList(flow: Flow): Json {
  const items: Json[] = []
  flow.at += 1
  for (;;) {
    skipSpace(flow)
    if (flow.text.charAt(flow.at) === ']') break
    items.push(flowValue(flow))
    if (!takeComma(flow, ']')) break
  }
  flow.at += 1
  return items
}

function flowMap(flow: Flow): Json {
  const members = new Map<string, Json>()
  flow.at += 1
  for (;;) {
    skipSpace(flow)
    if (flow.text.charAt(flow.at) === '}') break
    const key = /([A-Za-z_][A-Za-z0-9_.-]*): +/y
    key.lastIndex = flow.at
    const [whole = '', name = ''] = key.exec(flow.text) ?? beyond()
    if (members.has(name) || name === '__proto__') return beyond()
    flow.at += whole.length
    members.set(name, flowValue(flow))
    if (!takeComma(flow, '}')) break
  }
  flow.at += 1
  return Object.fromEntries(members)
}

/** False at the end of the collection. */
function takeComma(flow: Flow, end: string): boolean {
  skipSpace(flow)
  const mark = flow.text.charAt(flow.at)
  if (mark === end) return false
  if (mark !== ',') return beyond()
  flow.at += 1
  return true
}

function skipSpace(flow: Flow): void {
  while (flow.text.charAt(flow.at) === ' ') flow.at += 1
}

/** By the core schema of YAML 1.2; other forms of numbers are refused. */
function scalar(text: string): Json {
  if (text.startsWith('"')) {
    const value: Json = /^"(?:[^"\\]|\\["\\/nt])*"$/.test(text) ? JSON.parse(text) : beyond()
    return value
  }
  if (text.startsWith("'"))
    return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : beyond()
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) && !/^-\d/.test(text)) return beyond()
  if (/: |:$| #/.test(text)) return beyond()
  if (/^(?:null|Null|NULL|~)$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text)
  if (/^-?(?:0|[1-9]\d{0,14})\.\d{1,15}$/.test(text)) return Number(text)
  return isNumber(text) ? beyond() : text
}

/** A number in a form that is refused here. */
function isNumber(text: string): boolean {
  const isWhole = /^(?:[-+]?\d+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(text)
  const isBroken = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)
  return isWhole || isBroken || /^[-+]?\.(?:inf|nan)$/i.test(text)
}
