// Lines on their way to a reader who may be slow: no more of them are made than are taken.

import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Writes one after the other, and waits whenever the stream says that it has enough. */
export async function putAll(stream: Writable, lines: Iterable<string>): Promise<void> {
  for (const line of lines) if (!stream.write(line)) await once(stream, 'drain')
}
