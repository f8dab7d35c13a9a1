// Settles events: each once, with all changes of its step in one transaction.

import { type Change, missingFacts, type Step } from '../command/changes.ts'
import type { Event } from '../command/event.ts'
import { countedDrafts } from './counted-drafts.ts'
import type { EvidenceWriter } from './evidence.ts'
import { withMore } from './facts-reader.ts'
import type { Connection } from './file/database.ts'
import { fileLog } from './file/file-log.ts'
import { countedSince } from './queries.ts'
import { rollEvidence } from './roll.ts'
import type { Arrival, Decide, Keys, Settled, Store, StoredFacts } from './store.ts'
import type { Tables } from './tables.ts'

/**
 * How often a step may ask for more facts: a recovery asks for earlier recoveries, then for
 * denials.
 */
const needsMost = 2

export interface SettlingParts {
  /** Returns 64 new random hexadecimal digits at each call. */
  readonly randomHex: () => string
  readonly evidence: EvidenceWriter
  readonly tables: Tables
  readonly write: (change: Change, at: number) => void
  readonly known: (keys: Keys) => StoredFacts
  readonly recall: () => void
  readonly forget: () => void
}

/** Changes that delete texts, which then must not survive in the file's log. */
const erasing: ReadonlySet<string> = new Set(['erase', 'forget', 'prune_messages'])

/** `settle` and `together` of a store, over its tables. */
export function settling(
  db: Connection,
  { randomHex, evidence, tables, write, known, recall, forget }: SettlingParts,
): Pick<Store, 'settle' | 'together'> {
  const hear = db.prepare('INSERT OR IGNORE INTO inbox (key, content, at) VALUES (?, ?, ?)')
  const heard = db.prepare('SELECT content FROM inbox WHERE key = ?').pluck()
  const endWork = db.prepare('DELETE FROM work WHERE id = ?')
  const log = fileLog(db)
  const changesInAll = db.prepare('SELECT total_changes()').pluck()
  const pruneQuestions = db.prepare('DELETE FROM questions WHERE expires_at < ?')

  function settleOne(arrival: Arrival, decide: Decide): Settled {
    const { event, inbox, workId } = arrival
    const before = inbox && contentBefore(inbox, event.at)
    if (before !== undefined) return before === inbox?.content ? 'repeated' : 'other_content'
    if (workId !== undefined && endWork.run(workId).changes === 0) return 'repeated'
    const random = randomHex()
    const keys = decide.keys(event, random)
    writeStep(stepOf(event, keys, decide, random), event, random)
    if (event.kind === 'tick') {
      if (tables.tallies.prune(Math.min(keys.since, countedSince(db))))
        pruneQuestions.run(keys.since)
    }
    return 'settled'
  }

  /** The content already received under this id; undefined if none, and then this one is noted. */
  function contentBefore(
    { key, otherKey, content }: NonNullable<Arrival['inbox']>,
    at: number,
  ): unknown {
    const other = otherKey === undefined ? undefined : heard.get(otherKey)
    return other ?? (hear.run(key, content, at).changes === 0 ? heard.get(key) : undefined)
  }

  /** A daily sweep that finds nothing to erase leaves the log as it is. */
  function erase(run: () => void): void {
    const before = changesInAll.get()
    run()
    if (changesInAll.get() !== before) log.erased()
  }

  function writeStep(step: Step, { at }: Event, random: string): void {
    const turning = rollEvidence(step)
    // A roll that was changed from outside gets no new seal, which would make the change valid.
    const whole = tables.roll.isWhole()
    const draftOf = countedDrafts(step)
    for (const change of step)
      if (change.kind === 'evidence') {
        if (change !== turning) evidence.write(draftOf(change))
      } else if (erasing.has(change.kind)) erase(() => write(change, at))
      else write(change, at)
    // The artifact that names the roll comes after all rows of the roll.
    if (turning !== null)
      evidence.write(draftOf(turning), whole ? tables.roll.turn(step, random) : null)
  }

  /** Some facts turn out to be needed only when the message is understood. */
  function stepOf(event: Event, keys: Keys, decide: Decide, random: string): Step {
    let facts = known(keys)
    for (let count = 0; ; count += 1) {
      const step = decide.step(event, facts, random)
      const needs = count < needsMost ? missingFacts(step) : null
      if (needs === null) return step
      facts = withMore(tables, facts, keys, needs)
    }
  }

  function settle(arrivals: readonly Arrival[], decide: Decide): readonly Settled[] {
    recall()
    const settled = arrivals.map((arrival) => settleOne(arrival, decide))
    evidence.flush()
    return settled
  }

  /** Clears the caches if the transaction fails. */
  function guarded<T>(run: () => T): T {
    try {
      const value = run()
      if (!db.inTransaction) {
        evidence.committed()
        tables.committed()
        log.committed()
      }
      return value
    } catch (error) {
      forget()
      throw error
    }
  }

  // Made once, because creating a transaction function costs more than running it.
  const all = db.transaction((run: () => void) => run())

  /**
   * Runs inside an open transaction without a nested one, for which SQLite would copy each page
   * again. An exception inside then fails the whole transaction.
   */
  function together<T>(run: () => T): T {
    if (db.inTransaction) return guarded(run)
    const values: T[] = []
    guarded(() => all.immediate(() => void values.push(run())))
    return values[0] as T
  }

  return {
    settle: (arrivals, decide) => together(() => settle(arrivals, decide)),
    together,
  }
}
