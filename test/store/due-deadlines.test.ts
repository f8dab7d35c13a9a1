// However much is due at once, one tick takes a little of it, oldest first, and nothing is left out.

import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import type { Deadline } from '../../src/command/facts.ts'
import { type DueDeadlines, dueDeadlines } from '../../src/store/due-deadlines.ts'

const now = 1_000_000
let db: Database.Database
/** How often all deadlines were looked at. */
let readings = 0
beforeEach(() => {
  readings = 0
  const verbose = (sql: unknown) => {
    if (String(sql).includes('ORDER BY')) readings += 1
  }
  db = new Database(':memory:', { verbose })
  db.exec('CREATE TABLE deadlines (command_id, what, at, PRIMARY KEY (command_id, what))')
})
afterEach(() => {
  db.close()
})

function put(what: Deadline['what'], ...ats: readonly number[]): void {
  const insert = db.prepare('INSERT INTO deadlines VALUES (?, ?, ?)')
  for (const [index, at] of ats.entries()) insert.run(`${what}/${index}`, what, at)
}

function settle(some: readonly Deadline[]): void {
  const drop = db.prepare('DELETE FROM deadlines WHERE command_id = ? AND what = ?')
  for (const { commandId, what } of some) drop.run(commandId, what)
}

/** Settles all that is due, tick by tick. */
function drain(due: DueDeadlines): readonly (readonly Deadline[])[] {
  const ticks: (readonly Deadline[])[] = []
  for (;;) {
    const some = due.upTo(now)
    if (some.length === 0) return ticks
    settle(some)
    ticks.push(some)
  }
}

/** A command that so many people are asked about. */
function askedOf(count: number): Command {
  const asked = Array.from({ length: count }, () => ({ approver: 'beto' }))
  return { approval: { asked } } as unknown as Command
}

it('a backlog is settled oldest first, fifty by fifty, and is read a few times only', () => {
  const count = 1_010
  put('approval', ...Array.from({ length: count }, (_, index) => now - index), now + 1)
  const ticks = drain(dueDeadlines(db, () => null))
  expect(ticks.map((one) => one.length)).toEqual([...Array(20).fill(50), 10])
  const times = ticks.flat().map((one) => one.at)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(times).toHaveLength(count)
  expect(readings).toBe(2)
})

it('a tick takes few digests, and few requests that hundreds of people are told of', () => {
  put('digest', ...Array(12).fill(now))
  expect(drain(dueDeadlines(db, () => null)).map((one) => one.length)).toEqual([5, 5, 2])
  put('approval', ...Array(5).fill(now))
  const many = dueDeadlines(db, () => askedOf(500))
  expect(drain(many).map((one) => one.length)).toEqual([2, 2, 1])
  put('approval', now)
  const most = dueDeadlines(db, () => askedOf(5_000))
  expect(drain(most).map((one) => one.length)).toEqual([1])
})

it('what ended or was put off since it was read is not taken, or at its own time', () => {
  put('approval', ...Array(60).fill(now))
  const due = dueDeadlines(db, () => null)
  settle(due.upTo(now))
  const [ended = '', moved = ''] = db
    .prepare<[], string>('SELECT command_id FROM deadlines')
    .pluck()
    .all()
  settle([{ commandId: ended, what: 'approval', at: now }])
  db.prepare('UPDATE deadlines SET at = ? WHERE command_id = ?').run(now + 5, moved)
  expect(drain(due).flat()).toHaveLength(8)
  expect(due.upTo(now + 5).map((one) => one.commandId)).toEqual([moved])
})
