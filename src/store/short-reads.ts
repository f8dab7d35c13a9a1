// Short reads over a read-only connection: they never wait for a flush of the disk.

import type { Command } from '../command/command.ts'
import { memoized, onForeignWrite } from './cache.ts'
import { isInProgress } from './command-evidence.ts'
import { sealedRecord } from './commands.ts'
import { dueReader } from './due.ts'
import { openReadOnly } from './file/database.ts'
import { outgoingReader } from './outbox.ts'
import { standingState } from './roll.ts'
import { readCommand } from './rows.ts'
import { stateReader } from './state-reader.ts'
import type { Store } from './store.ts'
import { peopleOf } from './tables.ts'
import type { Vault } from './tokens.ts'

export type ShortReads = Pick<
  Store,
  'outgoing' | 'work' | 'nextDeadline' | 'isDue' | 'people' | 'locked' | 'bound' | 'close'
>

/** How many commands are cached; enough for those waiting for connectors in a busy environment. */
const commandsRemembered = 128

const busyMs = 100

/** Opens the reads; they see everything committed before. Throws as `openReadOnly` does. */
export function openShortReads(
  file: string,
  environment: string,
  vault: Pick<Vault, 'mark' | 'open'>,
): ShortReads {
  const { mark } = vault
  const db = openReadOnly(file, environment)
  // Short, because the caller is the event loop that receives messages; failed reads are retried a
  // second later.
  db.pragma(`busy_timeout = ${busyMs}`)
  const { all, find, forget } = peopleOf(db)
  const recall = onForeignWrite(db, forget)
  const standing = stateReader(db, standingState(db, mark))
  const row = sealedRecord(db, mark)
  const sealed = new WeakSet<Command>()
  const commandOf = memoized(readCommand, commandsRemembered)
  const isUnderWay = isInProgress(db)
  const get = (id: string) => {
    const found = row(id)
    if (found === null) return null
    const command = commandOf(found.record)
    if (found.isSealed) sealed.add(command)
    return command
  }
  const fresh =
    <Args extends readonly unknown[], T>(read: (...args: Args) => T) =>
    (...args: Args): T => {
      recall()
      return read(...args)
    }
  const people = { all: fresh(all), find: fresh(find) }
  return {
    outgoing: outgoingReader(db, people, vault),
    ...dueReader(db, get, (command) => sealed.has(command) && isUnderWay(command)),
    people: people.all,
    locked: standing.locked,
    bound: standing.bound,
    close: () => db.close(),
  }
}
