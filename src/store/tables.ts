// The tables of which the one writer remembers what it read and wrote.

import { isForged, type Person } from '../policy/people.ts'
import { type Prover, proverOf } from './command-evidence.ts'
import { type Commands, commandsOf, type Mark } from './commands.ts'
import type { Connection } from './database.ts'
import { readPerson } from './rows.ts'
import { type StandingReader, standingReader } from './standing.ts'
import { type Tallies, talliesOf } from './tallies.ts'

export interface Tables {
  readonly commands: Commands
  readonly prover: Prover
  readonly people: People
  readonly standing: StandingReader
  readonly tallies: Tallies
  /** A transaction failed or another process wrote: all is read again. */
  forget(): void
}

export interface People {
  put(person: Person): void
  all(): readonly Person[]
  forget(): void
}

export function tablesOf(db: Connection, environment: string, mark: Mark): Tables {
  const commands = commandsOf(db, mark)
  const tables = {
    commands,
    people: peopleOf(db, mark),
    standing: standingReader(db, mark),
    tallies: talliesOf(db),
  }
  return {
    ...tables,
    prover: proverOf(db, commands, environment),
    forget() {
      for (const table of Object.values(tables)) table.forget()
    },
  }
}

/** Without a `mark` nobody's seal is looked at. */
export function peopleOf(db: Connection, mark: Mark | null): People {
  const read = db
    .prepare<[], [string, string, string]>('SELECT id, record, seal FROM people ORDER BY id')
    .raw()
  const write = db.prepare('INSERT OR REPLACE INTO people (id, record, seal) VALUES (?, ?, ?)')
  const sealOf = (record: string) => mark?.(`person\n${record}`) ?? ''
  let everyone: readonly Person[] | null = null
  const forget = () => {
    everyone = null
  }
  /** Whoever's record somebody else wrote rests, with whatever rights stand in it. */
  function personIn([id, record, seal]: [string, string, string]): Person {
    const person = readPerson(record)
    const isSealed = mark === null || (seal === sealOf(record) && person.id === id)
    return isSealed ? person : { ...person, suspended: 'record_changed' }
  }
  function all(): readonly Person[] {
    everyone ??= read.all().map(personIn)
    return everyone
  }
  return {
    put(person) {
      // What was forged is not made true by going on from it.
      const isForeign = all().some((one) => one.id === person.id && isForged(one))
      const record = JSON.stringify(person)
      write.run(person.id, record, isForeign ? '' : sealOf(record))
      forget()
    },
    all,
    forget,
  }
}
