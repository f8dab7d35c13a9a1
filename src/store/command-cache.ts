// Caches commands by id.

import type { Command } from '../command/command.ts'
import { isFinal } from '../command/lifecycle.ts'
import { type BoundedCache, boundedCache } from './cache.ts'

/**
 * How many open commands are cached, and how many that have ended. An open one that was read again
 * must be compared with its evidence again.
 */
const openMost = 1_000
const endedMost = 256

/** Apart, so that commands that have ended do not push out open ones. */
export function commandCache(): Omit<BoundedCache<string, Command>, 'delete'> {
  const open = boundedCache<string, Command>(openMost)
  const ended = boundedCache<string, Command>(endedMost)
  return {
    get: (id) => open.get(id) ?? ended.get(id),
    // The id is that of the row: a forged record may name another one.
    set(id, command) {
      open.delete(id)
      ended.delete(id)
      const cache = isFinal(command.state) ? ended : open
      cache.set(id, command)
    },
    clear() {
      open.clear()
      ended.clear()
    },
  }
}
