// The body of a request, read up to a limit; what lies beyond is neither kept nor waited for.

import type { IncomingMessage } from 'node:http'

export const bodyMostBytes = 64 * 1024

/** Null when it is larger than a body may be. Rejects when the program goes away in the middle. */
export function bodyOf(request: IncomingMessage): Promise<string | null> {
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
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
    request.on('close', () => reject(new Error('The program went away in the middle of a body.')))
  })
}
