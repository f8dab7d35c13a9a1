// What connectors are to do, and when the next thing is due.

import type { Command } from '../command/command.ts'
import type { Connection } from './file/database.ts'
import type { Store, Work } from './store.ts'

/**
 * Effects come before what only looks. `commandOf` finds a command by its id; `mayAct` says
 * whether one that was started may act.
 */
export function dueReader(
  db: Connection,
  commandOf: (id: string) => Command | null,
  // Nothing but a start gives work to a connector, whoever wrote the row that asks for it.
  mayAct: (command: Command) => boolean,
): Pick<Store, 'work' | 'nextDeadline'> {
  // Each along the key of the table: to sort by both, SQLite would build a tree at each question.
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
  }
}
