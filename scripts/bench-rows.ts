// Measures what SQLite's driver alone takes for the rows of durable messages: read from a file that
// Aval wrote, and written to an empty one with prepared statements.

import { join } from 'node:path'
import { type Connection, openDatabase, openReadOnly } from '../src/store/file/database.ts'
import { carriedOut, openStoryteller } from './bench-commands.ts'
import { bareDecide, bareMessage, messagesOfCommand, types } from './bench-message.ts'
import { rawFlushes, warming } from './bench-warm.ts'
import { makeHome } from './bench-world.ts'

type Row = readonly unknown[]

/** The rows of one message, in the order of their inserts. */
interface Written {
  readonly inbox: Row
  readonly command: Row
  readonly artifacts: readonly Row[]
  readonly bodies: readonly Row[]
  readonly letter: Row
}

/** Flushes `perFlush` messages at a time, without threads, checks or any code of Aval's. */
export function sameRows(seconds: number, perFlush: number): object {
  const home = makeHome()
  const messages = messagesWritten(home)
  const db = openDatabase(join(home.home, 'again.db'), 'test')
  const write = writing(db)
  let done = 0
  const flush = () => {
    write(messages.slice(done, done + perFlush))
    done += perFlush
  }
  const isMore = () => done + perFlush <= messages.length
  for (const warm = messages.length / 4; done < warm; ) flush()
  const limit = rawFlushes()
  const before = done
  const began = performance.now()
  while (isMore() && performance.now() - began < seconds * 1000) flush()
  const elapsed = (performance.now() - began) / 1000
  db.close()
  home.remove()
  return { ...limit, perSecond: (done - before) / elapsed }
}

/** As many as the warm-up has time for. */
function messagesWritten(home: ReturnType<typeof makeHome>): readonly Written[] {
  const teller = openStoryteller(home)
  const decide = bareDecide(carriedOut(teller))
  const at = Date.UTC(2026, 0, 6)
  let count = 0
  for (const warm = warming(); warm(); count += 1)
    teller.store.settle([bareMessage(count, at + count)], decide)
  teller.store.close()
  const db = openReadOnly(home.file, 'test')
  const newest = (table: string, most: number) =>
    (
      db.prepare(`SELECT * FROM ${table} ORDER BY position DESC LIMIT ?`).raw().all(most) as Row[]
    ).reverse()
  const artifacts = newest('artifacts', count * types.length)
  const bodies = newest('bodies', count * types.length)
  const letters = newest('outbox', count)
  const inbox = db.prepare('SELECT * FROM inbox WHERE at >= ?').raw().all(at) as Row[]
  const commands = db
    .prepare("SELECT * FROM commands WHERE name LIKE 'C-bare-%' ORDER BY id")
    .raw()
    .all() as Row[]
  db.close()
  return letters.map((letter, index) => {
    const own = (rows: readonly Row[]) =>
      rows.slice(index * types.length, (index + 1) * types.length)
    return {
      inbox: inbox[index] ?? [],
      command: commands[Math.floor(index / messagesOfCommand)] ?? [],
      artifacts: own(artifacts),
      bodies: own(bodies),
      letter,
    }
  })
}

function writing(db: Connection): (messages: readonly Written[]) => void {
  const insert = (table: string, columns: number, more = '') =>
    db.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')}) ${more}`)
  const width = (table: string) => db.prepare(`SELECT * FROM ${table}`).columns().length
  const into = (table: string, more?: string) => insert(table, width(table), more)
  const inbox = into('inbox')
  const command = into(
    'commands',
    'ON CONFLICT (id) DO UPDATE SET record = excluded.record, seal = excluded.seal',
  )
  const [artifact, body, letter] = [into('artifacts'), into('bodies'), into('outbox')]
  db.prepare("INSERT INTO chains VALUES ('acme', 0, '', '')").run()
  const head = db.prepare('UPDATE chains SET size = size + ?, head = ?, tree = ?')
  const all = db.transaction((messages: readonly Written[]) => {
    for (const one of messages) {
      inbox.run(...one.inbox)
      command.run(...one.command)
      for (const [index, row] of one.artifacts.entries()) {
        artifact.run(...row)
        body.run(...(one.bodies[index] ?? []))
      }
      letter.run(...one.letter)
    }
    head.run(messages.length * types.length, 'f'.repeat(64), 'f'.repeat(640))
  })
  return (messages) => void all.immediate(messages)
}
