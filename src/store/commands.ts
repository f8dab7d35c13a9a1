// Commands: written, and found by id, by name, by who asked, and by what waits.

import type { RecentNeeds } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import { isFinal } from '../command/lifecycle.ts'
import { recentMost } from '../command/recover.ts'
import type { Connection } from './database.ts'
import { newest } from './memory.ts'
import { readCommand } from './rows.ts'

/** The commands that are on their way at the same time in a busy environment. */
const remembered = 256

export interface Commands {
  put(command: Command): void
  get(id: string): Command | null
  /** Those with these ids and names, and those that they name themselves. */
  find(ids: Iterable<string>, names: readonly string[]): ReadonlyMap<string, Command>
  named(name: string): Command | null
  /** Those that have a command already, up to the first that has none. */
  taken(names: Iterable<string>): ReadonlySet<string>
  /** Ids of all that wait for an approval. */
  waiting(): readonly string[]
  /** Newest first, one more than a recovery may look at. */
  recent(tenant: string, needs: RecentNeeds): readonly Command[]
  openRequests(requester: string): number
  forget(): void
}

export function commandsOf(db: Connection): Commands {
  const known = newest<string, Command>(remembered)
  const put = commandWriter(db)
  const byId = db.prepare<[string]>('SELECT record FROM commands WHERE id = ?').pluck()
  const idOf = db.prepare<[string], string>('SELECT id FROM commands WHERE name = ?').pluck()
  const waiting = db
    .prepare("SELECT id FROM commands WHERE open = 1 AND state = 'approval_requested'")
    .pluck()
  const recent = db
    .prepare<[string, number, string, string, string, number], string>(
      `SELECT id FROM commands WHERE tenant = ? AND created_at >= ? AND state <> 'rejected'
         AND flow IN (SELECT value FROM json_each(?)) AND (? = '[]' OR EXISTS (
           SELECT 1 FROM json_each(record, '$.acts') a JOIN json_each(?) m
           ON a.value ->> '$.mends' = m.value))
       ORDER BY created_at DESC LIMIT ? + 0`,
    )
    .pluck()
  const openRequests = db
    .prepare<[string]>(
      `SELECT count(*) FROM commands WHERE requester = ? AND open = 1
       AND state IN ('confirmation_requested', 'approval_requested')`,
    )
    .pluck()

  function get(id: string): Command | null {
    const found = known.get(id)
    if (found !== undefined) return found
    const record = byId.get(id)
    if (record === undefined) return null
    const command = readCommand(record)
    known.set(id, command)
    return command
  }

  function named(name: string): Command | null {
    const id = idOf.get(name)
    return id === undefined ? null : get(id)
  }

  return {
    put(command) {
      put(command, known.get(command.id))
      known.set(command.id, command)
    },
    get,
    find(ids, names) {
      const found = new Map<string, Command>()
      const add = (command: Command | null): void => {
        if (command !== null) found.set(command.id, command)
      }
      for (const id of new Set(ids)) add(get(id))
      for (const name of names) add(named(name))
      // A command that is confirmed now may name another one, which the answer itself does not; and
      // that one may be the retry of a third.
      const namedBy = ({ slots }: Command): Command | null =>
        typeof slots['command'] === 'string' ? named(slots['command']) : null
      for (const one of [...found.values()]) {
        const other = namedBy(one)
        add(other)
        if (other !== null) add(namedBy(other))
      }
      return found
    },
    named,
    taken(names) {
      const taken = new Set<string>()
      for (const name of names) {
        if (idOf.get(name) === undefined) break
        taken.add(name)
      }
      return taken
    },
    waiting: () => waiting.all().map(String),
    recent(tenant, { since, flows, mends = [] }) {
      const names = JSON.stringify(mends)
      const ids = recent.all(tenant, since, JSON.stringify(flows), names, names, recentMost + 1)
      return ids.flatMap((id) => get(id) ?? [])
    },
    openRequests: (requester) => Number(openRequests.get(requester)),
    forget: () => known.clear(),
  }
}

/** Writes a command; `before` is what is known of its row, and spares the indexes that stay. */
function commandWriter(db: Connection): (command: Command, before: Command | undefined) => void {
  const put = db.prepare(
    `INSERT INTO commands (id, name, tenant, requester, flow, state, open, created_at, key, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE
       SET state = excluded.state, open = excluded.open, record = excluded.record`,
  )
  const move = db.prepare('UPDATE commands SET state = ?, record = ? WHERE id = ?')
  return (command, before) => {
    const { id, name, tenant, requester, flow, state, createdAt } = command
    const record = JSON.stringify(command)
    const open = isFinal(state) ? 0 : 1
    if (open === 1 && before !== undefined && !isFinal(before.state)) {
      move.run(state, record, id)
      return
    }
    const key = command.door === undefined ? null : command.idempotencyKey
    put.run(id, name, tenant, requester, flow, state, open, createdAt, key, record)
  }
}
