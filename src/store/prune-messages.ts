// Deletes old letters and message ids, which are no evidence.

import type { Pruning } from '../command/changes.ts'
import { deadlineAtLatest } from './due.ts'
import { keptMost, soonMs } from './erase.ts'
import type { Connection } from './file/database.ts'

/** The most rows of a table that are deleted in one transaction; another sweep takes the rest. */
const prunedMost = 2_000

/** Deletes old sent letters and old message ids. */
export function messagePruner(db: Connection): (pruning: Pruning, at: number) => void {
  // Letters are found in the order of writing, so that not all of them are read.
  const letters = db.prepare<[], Letter>(
    'SELECT position, recipient, at, state FROM outbox ORDER BY position',
  )
  const drop = db.prepare('DELETE FROM outbox WHERE position = ?')
  const tenants = db
    .prepare<[], [string, string]>("SELECT id, json_extract(record, '$.tenant') FROM people")
    .raw()
  const heard = db.prepare(
    'DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE at < ? LIMIT ? + 0)',
  )
  const again = deadlineAtLatest(db)

  /** Before which time a letter is old, by its recipient. */
  function limits({ letters: others, own }: Pruning): (recipient: string) => number {
    if (own.length === 0) return () => others
    const ofTenant = new Map(own.map((one) => [one.tenant, one.before]))
    const tenantOf = new Map(tenants.all())
    return (recipient) => ofTenant.get(tenantOf.get(recipient) ?? '') ?? others
  }

  function oldLetters(pruning: Pruning): readonly number[] {
    const beforeOf = limits(pruning)
    const last = Math.max(pruning.letters, ...pruning.own.map((one) => one.before))
    const old: number[] = []
    let kept = 0
    for (const { position, recipient, at, state } of letters.iterate()) {
      kept = at < last ? 0 : kept + 1
      if (state !== 'queued' && at < beforeOf(recipient)) old.push(position)
      if (kept === keptMost || old.length === prunedMost) break
    }
    return old
  }

  return (pruning, at) => {
    const old = oldLetters(pruning)
    for (const position of old) drop.run(position)
    const { changes } = heard.run(pruning.ids, prunedMost)
    if (old.length === prunedMost || changes === prunedMost)
      again({ commandId: 'sweep', what: 'sweep', at: at + soonMs })
  }
}

interface Letter {
  readonly position: number
  readonly recipient: string
  readonly at: number
  readonly state: string
}
