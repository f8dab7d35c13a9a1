// What the build has parsed already, each by the SHA-256 of the very text that it was parsed from.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { sha256 } from '../evidence/canonical.ts'

/** Beside the built program, and part of it; run from its sources, the program has none. */
const folder = fileURLToPath(new URL('prepared/', import.meta.url))

/** By whose grammar a text was read; the same text may mean something else to another. */
export type Grammar = 'flow' | 'api' | 'unit' | 'pack' | 'words'

function fileOf(grammar: Grammar, text: string): string {
  return join(folder, `${grammar}-${sha256(text)}.json`)
}

/**
 * The value of `text`: as the build kept it where it met this very text, else as `parse` reads it.
 * A file that was changed by one byte since the build is another text, and parsed anew.
 */
export function preparedOr<Value>(grammar: Grammar, text: string, parse: () => Value): Value {
  const file = fileOf(grammar, text)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : parse()
}

/** The same for texts that a start reads together: what was kept of them lies in one file. */
export function preparedAmong<Value>(
  grammar: Grammar,
): (text: string, parse: () => Value) => Value {
  const file = join(folder, `${grammar}.json`)
  const kept: Readonly<Record<string, Value>> = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {}
  return (text, parse) => kept[sha256(text)] ?? parse()
}

/**
 * The same, when it is asked for. What the build has not met is parsed now, so that whoever wrote
 * it hears at the start what is wrong with it.
 */
export function preparedLater<Value>(
  grammar: Grammar,
  text: string,
  parse: () => Value,
): () => Value {
  if (existsSync(fileOf(grammar, text))) return () => preparedOr(grammar, text, parse)
  const value = parse()
  return () => value
}

/** Keep a value for the starts to come. */
export function prepare(grammar: Grammar, text: string, value: unknown): void {
  keep(fileOf(grammar, text), value)
}

/** Keep values for the starts to come, by the texts that they were parsed from. */
export function prepareAmong(grammar: Grammar, values: ReadonlyMap<string, unknown>): void {
  const bySum = [...values].map(([text, value]) => [sha256(text), value] as const)
  keep(join(folder, `${grammar}.json`), Object.fromEntries(bySum))
}

/** Throws when JSON would lose something of the value. */
function keep(file: string, value: unknown): void {
  const json = JSON.stringify(value)
  if (!isDeepStrictEqual(JSON.parse(json), value))
    throw new Error(`${file} would hold what JSON cannot: that must not be prepared.`)
  mkdirSync(folder, { recursive: true })
  // One wide character would make V8 read the whole text as wide, and keep it so.
  const narrow = json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  writeFileSync(file, narrow)
}
