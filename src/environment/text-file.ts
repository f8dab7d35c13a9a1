// Reads text files that people name or write; errors say how to fix them.

import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import { codeOf, isTooManyFiles } from '../store/error-text.ts'
import { SetUpError } from './set-up-error.ts'

/** The text of a file that a person named or wrote; `mend` ends the error's sentence. */
export function readTextFile(file: string, mend = 'put a file there that this user may read') {
  let bytes: Buffer | null
  try {
    bytes = readBounded(file)
  } catch (error) {
    if (isTooManyFiles(error)) throw error
    const code = codeOf(error)
    const own = 'run aval as its owner, or change its owner'
    throw new SetUpError(`${file} cannot be read (${code}); ${code === 'EACCES' ? own : mend}.`)
  }
  if (bytes === null) throw new SetUpError(`${file} has more than ${textMost} bytes; ${mend}.`)
  // Wrong encodings are refused, because an accented name would be stored wrongly for ever.
  if (!isUtf8(bytes)) throw new SetUpError(`${file} ${notUtf8(bytes)}`)
  return bytes.toString('utf8')
}

function notUtf8(bytes: Buffer): string {
  const at = utf8Length(bytes)
  const line = bytes.subarray(0, at).toString('utf8').split('\n').length
  return `is not written in UTF-8 (byte ${at + 1}, in line ${line}); save it as UTF-8.`
}

/** How many bytes at the beginning are whole characters of UTF-8. */
function utf8Length(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    const end = at + (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)
    if (!isUtf8(bytes.subarray(at, end))) break
    at = end
  }
  return at
}

/** In bytes; far above any of Aval's own files, far below the memory. */
const textMost = 64 * 1_048_576

/** Null if the file is larger; stops at endless files such as devices. */
function readBounded(file: string): Buffer | null {
  const source = openSync(file, 'r')
  try {
    const part = Buffer.allocUnsafe(65_536)
    const parts: Buffer[] = []
    let bytes = 0
    for (;;) {
      const read = readSync(source, part, 0, part.length, null)
      if (read === 0) return Buffer.concat(parts, bytes)
      bytes += read
      if (bytes > textMost) return null
      parts.push(Buffer.from(part.subarray(0, read)))
    }
  } finally {
    closeSync(source)
  }
}
