// A stored row as one text: faster to read from a database than separate columns, and to compare.

import type { StoredArtifact } from './stored-artifact.ts'

/**
 * Separates the parts of a row: position, `seq`, `time`, `hash`, `type`, `actor`, flags,
 * `command_id`, salt and body, and `bytes`. Valid columns never contain this character.
 */
export const mark = '\u001f'

/** Bits of the flags: no command, no body, no salt of 16 bytes. */
export const flag = { commandless: 1, bodiless: 2, unsalted: 4 } as const

/** The rows of one chain in the order of `seq`, page by page. */
export interface RowTexts {
  readonly pages: Iterable<readonly string[]>
  /** The exact columns of a text's row, read from the store. */
  whole(text: string): StoredArtifact
}

export const saltChars = 32
const erased = flag.bodiless + flag.unsalted
const partsOfRow = 10

/** Parses the text of a row; null if it is ambiguous and the store must be asked. */
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
