// Finds the waiting requests that a due digest or the check of a delegation may change.

import { type Deadline, personIn } from '../command/facts.ts'
import type { Commands } from './commands.ts'
import type { Connection } from './file/database.ts'
import type { Concerned } from './open-command-book.ts'
import { concernedBy } from './open-commands.ts'

/** How many records that this process did not write are read at once. */
const learnedMost = 200

/**
 * Their ids in the order of their rows; a few more than needed, but only a part of all that wait.
 * Where it is not known whom a request concerns, as after a start, a few records are read, and the
 * text of the others is searched: in one that another program edited nothing counts anyway.
 */
export function affectedReader(
  db: Connection,
  { get, open: { waiting, learn } }: Pick<Commands, 'get' | 'open'>,
): (due: readonly Deadline[]) => readonly string[] {
  const naming = (texts: string) =>
    `EXISTS (SELECT 1 FROM json_each(${texts}) t WHERE instr(c.record, t.value) > 0)`
  const search = db
    .prepare<[string, string, string], string>(
      `SELECT c.id FROM commands c WHERE c.id IN (SELECT value FROM json_each(?))
         AND ((instr(c.record, '"waiting":true') > 0 AND ${naming('?')}) OR ${naming('?')})`,
    )
    .pluck()
  const ordered = db
    .prepare<[string], string>(
      'SELECT id FROM commands WHERE id IN (SELECT value FROM json_each(?)) ORDER BY rowid',
    )
    .pluck()

  function searched(ids: readonly string[], digests: Names, delegations: Names): Names {
    if (ids.length === 0) return []
    const cards = digests.map((person) => `"approver":${JSON.stringify(person)}`)
    const places = delegations.map((person) => `"insteadOf":${JSON.stringify(person)}`)
    const open = places.length === 0 ? [] : ['"unasked":[']
    return search.all(listOf(ids), listOf(cards), listOf([...places, ...open]))
  }

  return (due) => {
    const peopleOf = (what: Deadline['what']) =>
      due.flatMap((one) => (one.what === what ? [personIn(one)] : []))
    const [digests, delegations] = [peopleOf('digest'), peopleOf('delegation')]
    if (digests.length + delegations.length === 0) return []
    // A place without a card may be filled once any delegation is over.
    const isAffected = ({ cards, places, isUnasked }: Concerned) =>
      digests.some((one) => cards.includes(one)) ||
      delegations.some((one) => places.includes(one)) ||
      (delegations.length > 0 && isUnasked)
    const all = new Map(waiting())
    for (const id of unknownIn(all).slice(0, learnedMost)) {
      const command = get(id)
      if (command === null) continue
      const concerned = concernedBy(command.approval)
      all.set(id, concerned)
      learn(id, concerned)
    }
    const known = [...all].flatMap(([id, one]) =>
      one !== undefined && isAffected(one) ? [id] : [],
    )
    return ordered.all(listOf([...known, ...searched(unknownIn(all), digests, delegations)]))
  }
}

function unknownIn(waiting: ReadonlyMap<string, Concerned | undefined>): Names {
  return [...waiting].flatMap(([id, concerned]) => (concerned === undefined ? [id] : []))
}

type Names = readonly string[]

const listOf = (texts: Names): string => JSON.stringify(texts)
