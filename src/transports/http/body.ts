// Reads a request's body up to a limit.

import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

export const bodyMostBytes = 64 * 1024

/**
 * Null if it is too large, undefined if it is not UTF-8. Rejects if the program disconnects before
 * its end.
 */
export function bodyOf(request: IncomingMessage): Promise<string | null | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bodyMostBytes) return Promise.resolve(null)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= bodyMostBytes) return void chunks.push(chunk)
      request.pause()
      resolve(null)
    })
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      resolve(isUtf8(bytes) ? bytes.toString('utf8') : undefined)
    })
    request.on('error', reject)
    request.on('close', () => reject(new Error('The program went away in the middle of a body.')))
  })
}
