// A stored row as one text: a store gives that in less time than
// its parts, and most of it can be compared at once.

import type { StoredArtifact } from './stored.ts'

/**
 * Between the parts of a row: its position in the store, `seq`, `time`, `hash`, `type`, `actor`,
 * flags, `command_id`, the salt with the body behind it, and `bytes`. Neither a canonical form nor
 * a well-formed column has this character.
 */
export const mark = '\u001f'

/** What the flags add up: no command, no body, and no salt of 16 bytes. */
export const flag = { commandless: 1, bodiless: 2, unsalted: 4 } as const

/** The rows of one chain in the order of `seq`, page by page. */
export interface RowTexts {
  readonly pages: Iterable<readonly string[]>
  /** Exactly what the row of such a text has in each column. */
  whole(text: string): StoredArtifact
}

export const saltChars = 32
const erased = flag.bodiless + flag.unsalted
const partsOfRow = 10

/** The row of a text; null when only its store can tell where one part ends. */
export function readRow(text: string, tenant: string): StoredArtifact | null {
  const parts = text.split(mark)
  const [, seq, time, hash, type, actor, flags, command, salted, bytes] = parts
  if (parts.length !== partsOfRow || bytes === undefined || salted === undefined) return null
  if (!time || !hash || !type || actor === undefined || command === undefined) return null
  const commandless = Number(flags) % 2 === 1
  const rest = Number(flags) - (commandless ? flag.commandless : 0)
  if (rest !== 0 && rest !== erased) return null
  const body = { salt: salted.slice(0, saltChars), bytes: salted.slice(saltChars) }
  return {
    seq: Number(seq),
    hash,
    bytes,
    columns: { type, time, tenant, actor, command_id: commandless ? null : command },
    body: rest === 0 ? body : null,
    erased: rest === erased,
  }
}
