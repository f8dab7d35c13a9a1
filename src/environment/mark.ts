// Keyed seals of texts: HMAC-SHA-256.

import { hash } from 'node:crypto'
import type { Mark } from '../store/commands.ts'

const blockBytes = 64
const hashBytes = 32

/**
 * HMAC-SHA-256 (RFC 2104, RFC 4231) of a text's UTF-8 bytes, in lower-case hexadecimal. `key`: at
 * most 64 bytes. Two one-shot hashes take half the time of Node's Hmac object, and every event
 * waits for some of these.
 */
export function markWith(key: Uint8Array): Mark {
  if (key.length > blockBytes) throw new RangeError('The key of a seal has at most 64 bytes.')
  const outer = Buffer.alloc(blockBytes + hashBytes)
  let inner = Buffer.alloc(16 * 1024)
  for (let index = 0; index < blockBytes; index += 1) {
    outer[index] = (key[index] ?? 0) ^ 0x5c
    inner[index] = (key[index] ?? 0) ^ 0x36
  }
  return (text) => {
    // A UTF-16 unit takes at most three bytes in UTF-8.
    const most = blockBytes + 3 * text.length
    if (inner.length < most) inner = Buffer.concat([inner.subarray(0, blockBytes)], most)
    const end = blockBytes + inner.write(text, blockBytes)
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), blockBytes, 'binary')
    return hash('sha256', outer, 'hex')
  }
}
