// What connectors are to do, and when the next thing is due.

import type { Commands } from './commands.ts'
import type { Connection } from './database.ts'
import type { Store, Work } from './store.ts'

/** `recall` is called before a remembered command is used. */
export function dueReader(
  db: Connection,
  commands: Pick<Commands, 'get'>,
  recall: () => void,
): Pick<Store, 'work' | 'nextDeadline'> {
  const work = db
    .prepare<[number], [string, Work['what'], string]>(
      'SELECT id, what, command_id FROM work ORDER BY id LIMIT ? + 0',
    )
    .raw()
  const deadline = db.prepare('SELECT min(at) FROM deadlines').pluck()
  return {
    work(most) {
      recall()
      return work.all(most).flatMap(([id, what, commandId]) => {
        const command = commands.get(commandId)
        return command === null ? [] : [{ id, what, command }]
      })
    },
    nextDeadline() {
      const at = deadline.get()
      return typeof at === 'number' ? at : null
    },
  }
}
