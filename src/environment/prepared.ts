// Values that the build parsed already, by the SHA-256 of their source text.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { sha256 } from '../evidence/canonical.ts'

/** Beside the built program; does not exist when run from source. */
const folder = fileURLToPath(new URL('prepared/', import.meta.url))

/** The grammar that a text was parsed with; the same text may mean something else in another. */
export type Grammar = 'flow' | 'api' | 'unit' | 'pack' | 'words'

function fileOf(grammar: Grammar, text: string): string {
  return join(folder, `${grammar}-${sha256(text)}.json`)
}

/** The parsed value of `text`: from the build if it parsed exactly this text, else from `parse`. */
export function preparedOr<Value>(grammar: Grammar, text: string, parse: () => Value): Value {
  const file = fileOf(grammar, text)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : parse()
}

/** The same for texts that are read together at a start; their values share one file. */
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
 * The same, but parsed when first needed. A text unknown to the build is parsed now, so that its
 * errors show at the start.
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

/** Stores a parsed value for later starts. */
export function prepare(grammar: Grammar, text: string, value: unknown): void {
  keep(fileOf(grammar, text), value)
}

/** Stores parsed values for later starts, by their source texts. */
export function prepareAmong(grammar: Grammar, values: ReadonlyMap<string, unknown>): void {
  const bySum = [...values].map(([text, value]) => [sha256(text), value] as const)
  keep(join(folder, `${grammar}.json`), Object.fromEntries(bySum))
}

/** Throws if JSON would lose something of the value. */
function keep(file: string, value: unknown): void {
  const json = JSON.stringify(value)
  if (!isDeepStrictEqual(JSON.parse(json), value))
    throw new Error(`${file} would hold what JSON cannot: that must not be prepared.`)
  mkdirSync(folder, { recursive: true })
  // Non-ASCII characters are escaped: one wide character would make V8 store the whole text as
  // wide.
  const narrow = json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  writeFileSync(file, narrow)
}
