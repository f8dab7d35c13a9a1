// Writes lines to a stream with backpressure, so that lines are not produced faster than read.

import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Writes one line after the other; waits for `drain` whenever the buffer is full. */
export async function writeLines(stream: Writable, lines: Iterable<string>): Promise<void> {
  for (const line of lines) if (!stream.write(line)) await once(stream, 'drain')
}
