// Work that waits for connectors, and the next deadline.

import type { Command } from '../command/command.ts'
import type { Deadline } from '../command/facts.ts'
import type { Connection } from './file/database.ts'
import type { Store, Work } from './store.ts'

/**
 * Reads effects before previews and queries. `commandOf` finds a command by id; `mayAct` tells
 * whether a started command may act.
 */
export function dueReader(
  db: Connection,
  commandOf: (id: string) => Command | null,
  // Only a start gives work to a connector, whoever wrote the work row.
  mayAct: (command: Command) => boolean,
): Pick<Store, 'work' | 'nextDeadline' | 'isDue'> {
  // One query each, along the primary key; sorting by both would build a temporary index each time.
  const rows = (which: string) =>
    db
      .prepare<[number], [string, Work['what'], string]>(
        `SELECT id, what, command_id FROM work WHERE ${which} ORDER BY id LIMIT ? + 0`,
      )
      .raw()
  const effects = rows("what = 'apply'")
  const looks = rows("what <> 'apply'")
  function oldest(most: number): readonly [string, Work['what'], string][] {
    const first = effects.all(most)
    return first.length === most ? first : [...first, ...looks.all(most - first.length)]
  }
  const deadline = db.prepare('SELECT min(at) FROM deadlines').pluck()
  const due = db.prepare('SELECT 1 FROM deadlines WHERE at <= ? LIMIT 1')
  return {
    work: (most) =>
      oldest(most).flatMap(([id, what, commandId]) => {
        const command = commandOf(commandId)
        if (command === null) return []
        if (what === 'plan' || mayAct(command)) return [{ id, what, command }]
        return [{ id, what, command, unproven: true }]
      }),
    nextDeadline() {
      const at = deadline.get()
      return typeof at === 'number' ? at : null
    },
    isDue: (at) => due.get(at) !== undefined,
  }
}

/** Sets the deadline, unless it is due sooner already. */
export function deadlineAtLatest(db: Connection): (deadline: Deadline) => void {
  const put = db.prepare(
    `INSERT INTO deadlines (command_id, what, at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET at = min(at, excluded.at)`,
  )
  return ({ commandId, what, at }) => void put.run(commandId, what, at)
}
