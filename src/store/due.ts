// What connectors are to do, and when the next thing is due.

import type { Command } from '../command/command.ts'
import type { Connection } from './database.ts'
import type { Store, Work } from './store.ts'

/** Effects come before what only looks. `commandOf` finds a command by its id. */
export function dueReader(
  db: Connection,
  commandOf: (id: string) => Command | null,
): Pick<Store, 'work' | 'nextDeadline'> {
  const work = db
    .prepare<[number], [string, Work['what'], string]>(
      "SELECT id, what, command_id FROM work ORDER BY what <> 'apply', id LIMIT ? + 0",
    )
    .raw()
  const deadline = db.prepare('SELECT min(at) FROM deadlines').pluck()
  return {
    work: (most) =>
      work.all(most).flatMap(([id, what, commandId]) => {
        const command = commandOf(commandId)
        return command === null ? [] : [{ id, what, command }]
      }),
    nextDeadline() {
      const at = deadline.get()
      return typeof at === 'number' ? at : null
    },
  }
}
