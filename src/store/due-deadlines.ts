// Which deadlines one tick settles: so few that other events need not wait long for it.

import type { Command } from '../command/command.ts'
import type { Deadline } from '../command/facts.ts'
import type { Connection } from './file/database.ts'
import { deadlineSchema } from './rows.ts'

/** What one tick settles at most, counted by `weightOf`; the next tick takes the rest. */
const weightMost = 50
/** A digest, or the check of a delegation, changes several requests. */
const ofManyRequests = 10
/** So many people are told as fast as one request is settled. */
const peopleOfOne = 25
/** How many are read at once: in a backlog, each reading looks at all deadlines. */
const aheadMost = 2_000

export interface DueDeadlines {
  /** Deadlines due at this time, oldest first. */
  upTo(at: number): readonly Deadline[]
  /** A transaction failed, or another process wrote: all is read again. */
  forget(): void
}

export function dueDeadlines(
  db: Connection,
  commandOf: (id: string) => Command | null,
): DueDeadlines {
  const read = db.prepare(
    'SELECT command_id AS commandId, what, at FROM deadlines WHERE at <= ? ORDER BY at, command_id, what LIMIT ? + 0',
  )
  const stored = db
    .prepare<[string, string], number>('SELECT at FROM deadlines WHERE command_id = ? AND what = ?')
    .pluck()
  /** Read already and not yet settled. Some may be over or have moved meanwhile. */
  let ahead: readonly Deadline[] = []

  function weightOf({ commandId, what }: Deadline): number {
    if (what === 'digest' || what === 'delegation') return ofManyRequests
    const asked = commandOf(commandId)?.approval?.asked.length ?? 0
    return Math.max(1, asked / peopleOfOne)
  }

  /** At least one, if any that was read ahead still stands. */
  function taken(at: number): readonly Deadline[] {
    const found: Deadline[] = []
    let [count, weight] = [0, 0]
    for (const one of ahead) {
      if (one.at > at) break
      const stands = stored.get(one.commandId, one.what) === one.at
      weight += stands ? weightOf(one) : 0
      if (found.length > 0 && weight > weightMost) break
      if (stands) found.push(one)
      count += 1
    }
    ahead = ahead.slice(count)
    return found
  }

  return {
    upTo(at) {
      const found = taken(at)
      if (found.length > 0) return found
      ahead = read.all(at, aheadMost).map((row) => deadlineSchema.parse(row))
      return taken(at)
    },
    forget() {
      ahead = []
    },
  }
}
