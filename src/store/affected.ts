// Finds the waiting requests that a due digest or the check of a delegation may change.

import { type Deadline, personIn } from '../command/facts.ts'
import type { Connection } from './file/database.ts'
import type { OpenCommands } from './open-commands.ts'

/**
 * Their ids in the order of their rows; a few more than needed, but only a part of all that wait.
 * Searches the records' text: in one that another program edited nothing counts anyway.
 */
export function affectedReader(
  db: Connection,
  { waiting }: Pick<OpenCommands, 'waiting'>,
): (due: readonly Deadline[]) => readonly string[] {
  const naming = 'EXISTS (SELECT 1 FROM json_each(?) t WHERE instr(c.record, t.value) > 0)'
  const find = db
    .prepare<[string, string, string], string>(
      `SELECT c.id FROM commands c WHERE c.id IN (SELECT value FROM json_each(?))
         AND ((instr(c.record, '"waiting":true') > 0 AND ${naming}) OR ${naming})
       ORDER BY c.rowid`,
    )
    .pluck()
  return (due) => {
    const peopleOf = (what: Deadline['what']) =>
      due.flatMap((one) => (one.what === what ? [personIn(one)] : []))
    const [digests, delegations] = [peopleOf('digest'), peopleOf('delegation')]
    if (digests.length + delegations.length === 0) return []
    const cards = digests.map((person) => `"approver":${JSON.stringify(person)}`)
    const places = delegations.map((person) => `"insteadOf":${JSON.stringify(person)}`)
    // A place without a card may be filled once any delegation is over.
    const open = places.length === 0 ? [] : ['"unasked":[']
    return find.all(listOf(waiting()), listOf(cards), listOf([...places, ...open]))
  }
}

const listOf = (texts: Iterable<string>): string => JSON.stringify([...texts])
