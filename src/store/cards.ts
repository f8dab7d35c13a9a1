// Which letters carry which approval cards, and the delivery state of letters.

import type { TokenRecord } from '../command/facts.ts'
import type { Mark } from './commands.ts'
import type { Connection } from './file/database.ts'
import { tokensIn } from './rows.ts'
import type { DeliveryState } from './store.ts'
import { tokenReader } from './tokens.ts'

/** By letter id, the tokens that a letter carries; letters without any are left out. */
export function cardsReader(
  db: Connection,
  mark: Mark,
): (letters: readonly string[]) => ReadonlyMap<string, readonly TokenRecord[]> {
  const letter = db.prepare('SELECT token_hash AS hash, speech FROM outbox WHERE id = ?')
  const token = tokenReader(db, mark)
  const hashesOf = (id: string): readonly string[] => {
    const row = letter.get(id)
    return row === undefined ? [] : tokensIn(row)
  }
  return (letters) => {
    const found = new Map<string, readonly TokenRecord[]>()
    for (const id of letters) {
      const cards = hashesOf(id).flatMap((hash) => token(hash) ?? [])
      if (cards.length > 0) found.set(id, cards)
    }
    return found
  }
}

/** Queues a letter again that the server did not take; one sent before `since` fails instead. */
export function requeueLetter(db: Connection): (id: string, since: number) => void {
  const again = db.prepare(
    `UPDATE outbox SET state = CASE WHEN at > ? THEN 'queued' ELSE 'failed' END
     WHERE id = ? AND state IN ('queued', 'sent')`,
  )
  return (id, since) => void again.run(since, id)
}

const rank = ['queued', 'sent', 'acked', 'delivered', 'read']

/** Updates a letter's delivery state; never backwards, so a late `sent` does not undo a `read`. */
export function letterMarker(db: Connection): (id: string, state: DeliveryState) => void {
  const setState = db.prepare('UPDATE outbox SET state = ? WHERE id = ? AND instr(?, state) > 0')
  return (id, state) => {
    const before = state === 'failed' ? rank : rank.slice(0, rank.indexOf(state))
    setState.run(state, id, before.join())
  }
}
