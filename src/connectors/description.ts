// Parses a YAML file by a strict schema; errors give file, line, field and fix.

import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { reservedMessage, reservedPath } from '../policy/reserved-name.ts'

type Path = readonly PropertyKey[]

/** No JIT compilation, which is not worth it for a schema that is used once. */
const once = { jitless: true } as const

/**
 * Parses `text` (YAML 1.2) by `schema`. Throws an Error of one sentence with `file`, line and field
 * of the first mistake; unknown keys are mistakes in strict schemas.
 */
export function parseDescription<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  file: string,
): z.output<Schema> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  // The library only warns about unknown tags, such as !ENV; here they are errors.
  const broken = document.errors[0] ?? document.warnings[0]
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0])
    throw new Error(`${file}, line ${line}: this is not valid YAML (${broken.message}); mend it.`)
  }
  const values = valuesOf(document, file)
  const reserved = reservedPath(values)
  if (reserved !== null) {
    const { line } = lines.linePos(offsetOf(document, reserved))
    throw new Error(`${file}, line ${line}: ${reservedMessage}; choose another.`)
  }
  const parsed = schema.safeParse(values, once)
  if (parsed.success) return parsed.data
  throw new Error(describeFirst(parsed.error, document, lines, file))
}

/** The first mistake of a text that is YAML and does not fit its schema, as one sentence. */
export function mistakeIn(error: z.ZodError, text: string, file: string): string {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  return describeFirst(error, document, lines, file)
}

function describeFirst(
  { issues: [issue] }: z.ZodError,
  document: Document,
  lines: LineCounter,
  file: string,
): string {
  return issue === undefined
    ? `${file}: it does not parse.`
    : describe(issue, document, lines, file)
}

/** Aliases are refused: they can make a small file expand without limit. */
function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    throw new Error(`${file}: it uses a YAML alias (*name); write the value out.`)
  }
}

function describe(
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
  file: string,
): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const { line } = lines.linePos(offsetOf(document, path))
  const field = path.map(String).join('.') || 'the file'
  const at = `${file}, line ${line}: ${field}`
  if (unknown !== undefined) return `${at} is not known here; remove it or correct its spelling.`
  if (path.length > 0 && saysLittle(issue) && !document.hasIn(path))
    return `${at} is missing; add it.`
  return `${at} is wrong: ${reasonOf(issue, document.getIn(path)).replace(/\.$/, '')}.`
}

/** Is it one of zod's general messages, for which "is missing" says more? */
function saysLittle({ code, message }: z.core.$ZodIssue): boolean {
  return code !== 'custom' && /^Invalid (input|option)/.test(message)
}

/** The message of an issue; for an invalid key it is one level deeper. */
function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  const reason = (issue.code === 'invalid_key' ? issue.issues[0]?.message : null) ?? issue.message
  if (issue.code !== 'invalid_type') return reason
  // YAML reads a bare 1.0 or +5511… as a number.
  if (issue.expected === 'string')
    return typeof value === 'number' ? `${reason}; ${quoted}` : reason
  const form = forms[issue.expected]
  return form === undefined ? reason : `${reason}; ${form}`
}

const quoted = 'put it in quotes'

/** How a value of the expected type is written in YAML. */
const forms: Readonly<Record<string, string>> = {
  array: 'write a list, each item behind a dash or all in [ ]',
  object: 'write fields with their values, each on a line or all in { }',
  boolean: 'write true or false, without quotes',
}

/** The character offset of the deepest existing part of the path. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents
  let offset = 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) break
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step]
      offset = isMap(node) || isScalar(node) ? (node.range?.[0] ?? offset) : offset
    } else break
  }
  return offset
}
