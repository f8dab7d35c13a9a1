// Which previews wait for their requester's `1`. No row says so but the command itself, which is
// sealed: nobody leads an answer to another preview than the one that was shown.

import type { Command } from '../command/command.ts'
import type { Question } from '../command/facts.ts'
import type { Connection } from './database.ts'

/** How many of one person's are looked at. */
const previewsMost = 50

/** What one person asked and is not decided yet. */
export interface Open {
  /**
   * How many wait for this person's confirmation, or for the approval of others: those of one agent
   * of theirs, by its name; without one, all but those of agents.
   */
  requests(agent: string | undefined): number
  /**
   * As questions, oldest first, in this place. One whose record is gone or forged still stands: so
   * that a bare `1` cannot come to mean the other one.
   */
  questions(place: string): readonly Question[]
}

export interface Previews {
  put(command: Command): void
  of(requester: string): Open
  /** A transaction failed: what this process wrote may not be there. */
  forget(): void
}

export function previewsOf(
  db: Connection,
  { get, isForeign }: { get(id: string): Command | null; isForeign(command: Command): boolean },
): Previews {
  const open = db
    .prepare<[string], [id: string, state: string, agent: string]>(
      `SELECT id, state, CASE WHEN key IS NULL OR record ->> '$.agent' IS NULL THEN ''
         ELSE record ->> '$.caller' END FROM commands WHERE requester = ? AND open = 1
       AND state IN ('confirmation_requested', 'approval_requested') ORDER BY rowid`,
    )
    .raw()
  /** By requester, what this process asked and nobody answered: the columns can be edited. */
  const asked = new Map<string, Set<string>>()

  function question(id: string, requester: string, place: string): readonly Question[] {
    const command = get(id)
    const isKnown = command !== null && !isForeign(command)
    const isOpen = command?.state === 'confirmation_requested' && command.requester === requester
    if (isKnown && !(isOpen && (command.chat ?? requester) === place)) return []
    const [askedAt, expiresAt] = [command?.updatedAt ?? 0, command?.confirmation?.expiresAt ?? 0]
    const about = { id, person: requester, chat: place, askedAt, expiresAt }
    const byName = command?.agent === undefined ? {} : { byName: true }
    return [{ ...about, kind: 'confirm', commandId: id, ...byName }]
  }

  return {
    put({ id, requester, state }) {
      const mine = asked.get(requester) ?? new Set<string>()
      if (state === 'confirmation_requested') asked.set(requester, mine.add(id))
      else if (mine.delete(id) && mine.size === 0) asked.delete(requester)
    },
    of(requester) {
      const rows = open.all(requester)
      return {
        requests: (agent = '') => rows.filter(([, , one]) => one === agent).length,
        questions(place) {
          const ids = rows.flatMap(([id, state]) =>
            state === 'confirmation_requested' ? [id] : [],
          )
          return [...new Set([...ids, ...(asked.get(requester) ?? [])])]
            .slice(0, previewsMost)
            .flatMap((id) => question(id, requester, place))
            .toSorted((one, other) => one.askedAt - other.askedAt)
        },
      }
    },
    forget: () => asked.clear(),
  }
}
