// Commands, found by id, by name, by who asked, and by what waits.

import type { Command } from '../command/command.ts'
import type { Connection } from './database.ts'

const recentMost = 50

export interface CommandsReader {
  /** Those with these ids and names, and those that they name themselves. */
  find(ids: Iterable<string>, names: readonly string[]): ReadonlyMap<string, Command>
  named(name: string): Command | null
  taken(names: readonly string[]): ReadonlySet<string>
  /** Ids of all that wait for an approval. */
  waiting(): readonly string[]
  /** What succeeded in a tenant since then, in epoch milliseconds, newest first. */
  recent(tenant: string, since: number): readonly Command[]
  openRequests(requester: string): number
}

/** `commandOf` parses a record. */
export function commandsReader(
  db: Connection,
  commandOf: (record: unknown) => Command,
): CommandsReader {
  const byId = db.prepare<[string]>('SELECT record FROM commands WHERE id = ?').pluck()
  const byName = db.prepare<[string]>('SELECT record FROM commands WHERE name = ?').pluck()
  const nameTaken = db.prepare<[string]>('SELECT 1 FROM commands WHERE name = ?').pluck()
  const waiting = db
    .prepare("SELECT id FROM commands WHERE open = 1 AND state = 'approval_requested'")
    .pluck()
  const recent = db
    .prepare<[string, number, number]>(
      `SELECT record FROM commands WHERE tenant = ? AND created_at >= ? AND state = 'succeeded'
       ORDER BY created_at DESC LIMIT ? + 0`,
    )
    .pluck()
  const openRequests = db
    .prepare<[string]>(
      `SELECT count(*) FROM commands WHERE requester = ? AND open = 1
       AND state IN ('confirmation_requested', 'approval_requested')`,
    )
    .pluck()

  return {
    find(ids, names) {
      const found = new Map<string, Command>()
      const add = (value: unknown): readonly Command[] => {
        if (value === undefined) return []
        const command = commandOf(value)
        found.set(command.id, command)
        return [command]
      }
      for (const id of new Set(ids)) add(byId.get(id))
      for (const name of names) add(byName.get(name))
      // A command that is confirmed now may name another one, which the answer itself does not; and
      // that one may be the retry of a third.
      const namedBy = ({ slots }: Command) =>
        typeof slots['command'] === 'string' ? add(byName.get(slots['command'])) : []
      const named = [...found.values()].flatMap(namedBy)
      named.forEach(namedBy)
      return found
    },
    named(name) {
      const value = byName.get(name)
      return value === undefined ? null : commandOf(value)
    },
    taken: (names) => new Set(names.filter((name) => nameTaken.get(name) !== undefined)),
    waiting: () => waiting.all().map(String),
    recent: (tenant, since) => recent.all(tenant, since, recentMost).map(commandOf),
    openRequests: (requester) => Number(openRequests.get(requester)),
  }
}
