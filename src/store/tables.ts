// The tables whose rows the single writer caches.

import type { Person } from '../policy/people.ts'
import { memoized } from './cache.ts'
import { type RecordChecker, recordCheckerOf } from './command-evidence.ts'
import { type Commands, commandsOf, type Mark } from './commands.ts'
import { type DueDeadlines, dueDeadlines } from './due-deadlines.ts'
import type { Connection } from './file/database.ts'
import { type News, newsOf } from './news.ts'
import { recentEvidence } from './recent.ts'
import { type RollBook, rollBook } from './roll.ts'
import { readPerson } from './rows.ts'
import { type StateReader, stateReader } from './state-reader.ts'
import { type Tallies, talliesOf } from './tallies.ts'
import { type HeldTokens, heldTokens } from './tokens.ts'

export interface Tables {
  readonly commands: Commands
  readonly prover: RecordChecker
  readonly people: People
  readonly roll: RollBook
  readonly standing: StateReader
  readonly tallies: Tallies
  readonly news: News
  readonly held: HeldTokens
  readonly due: DueDeadlines
  /** Another process wrote: everything is read again. */
  recall(): void
  /** The transaction is committed. */
  committed(): void
  /** A transaction failed: everything is read again. */
  forget(): void
}

export interface People {
  put(person: Person): void
  all(): readonly Person[]
  find(id: string): Person | null
  forget(): void
}

/** `stands`: is the evidence that this process wrote still in the file? */
export function tablesOf(
  db: Connection,
  environment: string,
  mark: Mark,
  stands: () => boolean,
): Tables {
  const recent = recentEvidence(db)
  const commands = commandsOf(db, mark, recent)
  const roll = rollBook(db, mark, stands)
  const tables = {
    commands,
    people: peopleOf(db),
    roll,
    standing: stateReader(db, roll),
    tallies: talliesOf(db, () => recent().counted),
    news: newsOf(db),
    held: heldTokens(db),
    due: dueDeadlines(db, commands.get),
  }
  const prover = recordCheckerOf(db, commands, environment)
  return {
    ...tables,
    prover,
    recall() {
      prover.forget()
      tables.commands.recall()
      tables.people.forget()
      tables.roll.forget()
      tables.standing.forget()
      tables.tallies.recall()
      tables.news.forget()
      tables.held.forget()
      tables.due.forget()
    },
    committed() {
      commands.committed()
      roll.committed()
    },
    forget() {
      prover.forget()
      for (const table of Object.values(tables)) table.forget()
    },
  }
}

/** How many parsed records of people are cached. */
const peopleRemembered = 10_000

export function peopleOf(db: Connection): People {
  const read = db.prepare<[], string>('SELECT record FROM people ORDER BY id').pluck()
  const readOne = db.prepare<[string], string>('SELECT record FROM people WHERE id = ?').pluck()
  const write = db.prepare('INSERT OR REPLACE INTO people (id, record) VALUES (?, ?)')
  const personOf = memoized(readPerson, peopleRemembered)
  let everyone: readonly Person[] | null = null
  const forget = () => {
    everyone = null
  }
  return {
    put(person) {
      write.run(person.id, JSON.stringify(person))
      forget()
    },
    all() {
      everyone ??= read.all().map(personOf)
      return everyone
    },
    find(id) {
      if (everyone !== null) return everyone.find((one) => one.id === id) ?? null
      const record = readOne.get(id)
      return record === undefined ? null : personOf(record)
    },
    forget,
  }
}
