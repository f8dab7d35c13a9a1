// Commands: written, and found by id, by name, by who asked, and by what waits.

import { recentMost } from '../command/asked/recover.ts'
import type { RecentNeeds } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import { isFinal } from '../command/lifecycle.ts'
import type { Connection } from './file/database.ts'
import { newest } from './memory.ts'
import { type OpenCommands, openCommandsOf, type Standing, standingOf } from './open-commands.ts'
import type { Recent } from './recent.ts'
import { recordWriter } from './record-text.ts'
import { readCommand } from './rows.ts'

/** What only a holder of the environment's key can write beside a text. */
export type Mark = (text: string) => string

/** The commands that are on their way at the same time in a busy environment. */
const remembered = 256
/** Of programs at the doors, the newest. */
const keysRemembered = 10_000

export interface Commands {
  put(command: Command): void
  get(id: string): Command | null
  /** Was it read from the file without the seal of this environment? It stays so. */
  isForeign(command: Command): boolean
  /** Did this process write all of it, or hold it against its evidence? */
  isOwn(command: Command): boolean
  /** It was held against its evidence. */
  own(command: Command): void
  /** Those with these ids and names, and those that they name themselves. */
  find(ids: Iterable<string>, names: readonly string[]): ReadonlyMap<string, Command>
  named(name: string): Command | null
  /** Those that have a command already, up to the first that has none. */
  taken(names: Iterable<string>): ReadonlySet<string>
  /**
   * The id of what a program asked under this idempotency key. Where its row is gone, or its column
   * says something else, what is remembered or proved of it still counts.
   */
  idWithKey(key: string): string | null
  /** Newest first, one more than a recovery may look at. */
  recent(tenant: string, needs: RecentNeeds): readonly Command[]
  readonly open: Pick<OpenCommands, 'of' | 'ids' | 'waiting'>
  /** Another process wrote: all is read again. */
  recall(): void
  /** What was put since is in the file for good. */
  committed(): void
  /** A transaction failed: nothing of what is remembered counts. */
  forget(): void
}

/** `evidence`: what the newest evidence says, which no row beside it takes back. */
export function commandsOf(db: Connection, mark: Mark, evidence: () => Recent): Commands {
  const known = newest<string, Command>(remembered)
  const foreign = new WeakSet<Command>()
  const own = new WeakSet<Command>()
  const put = commandWriter(db, mark)
  const byId = sealedRecord(db, mark)
  const idOf = db.prepare<[string], string>('SELECT id FROM commands WHERE name = ?').pluck()
  const recent = recentIds(db)

  function get(id: string): Command | null {
    const found = known.get(id)
    if (found !== undefined) return found
    const row = byId(id)
    if (row === null) return null
    const command = readCommand(row.record)
    if (!row.isSealed) foreign.add(command)
    known.set(id, command)
    return command
  }

  const isForeign = (command: Command) => foreign.has(command)
  const open = openCommandsOf(db, { get, isForeign }, () => evidence().open.map(withAgent))
  const keys = keysOf(db, () => evidence().keys)

  /** Whose agent asked for it is in its record alone. */
  function withAgent(standing: Standing): Standing {
    const command = get(standing.id)
    return command === null || foreign.has(command)
      ? standing
      : { ...standing, agent: standingOf(command).agent }
  }

  function named(name: string): Command | null {
    const id = idOf.get(name)
    const command = id === undefined ? null : get(id)
    // The column is not sealed: what it leads to must say the same.
    return command?.name === name ? command : null
  }

  return {
    put(command) {
      const before = get(command.id)
      // What was forged is not made true by going on from it.
      const wasForeign = before !== null && foreign.has(before)
      put(command, before, wasForeign)
      if (wasForeign) foreign.add(command)
      else if (before === null || own.has(before)) own.add(command)
      known.set(command.id, command)
      if (before === null && command.door !== undefined) keys.put(command)
      open.put(command)
    },
    get,
    isForeign,
    isOwn: (command) => own.has(command),
    own: (command) => void own.add(command),
    find(ids, names) {
      const found = new Map<string, Command>()
      const add = (command: Command | null): void => {
        if (command !== null) found.set(command.id, command)
      }
      for (const id of new Set(ids)) add(get(id))
      for (const name of names) add(named(name))
      for (const one of [...found.values()]) for (const other of besides(one, named)) add(other)
      return found
    },
    named,
    taken(names) {
      const taken = new Set<string>()
      for (const name of names) {
        if (idOf.get(name) === undefined) break
        taken.add(name)
      }
      return taken
    },
    idWithKey: keys.idWith,
    recent: (...wanted) => recent(...wanted).flatMap((id) => get(id) ?? []),
    open,
    recall: () => known.clear(),
    committed: open.committed,
    forget() {
      known.clear()
      keys.forget()
      open.forget()
    },
  }
}

function recentIds(db: Connection): (tenant: string, needs: RecentNeeds) => readonly string[] {
  const recent = db
    .prepare<[string, number, string, string, string, number], string>(
      `SELECT id FROM commands WHERE tenant = ? AND created_at >= ? AND state <> 'rejected'
         AND flow IN (SELECT value FROM json_each(?)) AND (? = '[]' OR EXISTS (
           SELECT 1 FROM json_each(record, '$.acts') a JOIN json_each(?) m
           ON a.value ->> '$.mends' = m.value))
       ORDER BY created_at DESC LIMIT ? + 0`,
    )
    .pluck()
  return (tenant, { since, flows, mends = [] }) => {
    const names = JSON.stringify(mends)
    return recent.all(tenant, since, JSON.stringify(flows), names, names, recentMost + 1)
  }
}

/** What was asked under which key: as proved, as asked here, and else as the columns say. */
function keysOf(db: Connection, proved: () => Recent['keys']) {
  const idOf = db.prepare<[string], string>('SELECT id FROM commands WHERE key = ?').pluck()
  const asked = newest<string, string>(keysRemembered)
  return {
    put: ({ id, idempotencyKey }: Command) => asked.set(idempotencyKey, id),
    idWith: (key: string) => proved().get(key) ?? asked.get(key) ?? idOf.get(key) ?? null,
    forget: asked.clear,
  }
}

/**
 * A command that is confirmed now may name another one, which the answer itself does not; that one
 * may be the retry of a third; and of each it is asked what was tried or taken back already.
 */
function besides(one: Command, named: (name: string) => Command | null): readonly Command[] {
  const other = namedIn(one, named)
  const third = other === null ? null : namedIn(other, named)
  const mended = (one.acts ?? []).map((act) => named(act.mends))
  const near = [one, other, third, ...mended].flatMap((each) => each ?? [])
  return [
    ...near,
    ...near.flatMap((each) => each.recoveries?.flatMap((name) => named(name) ?? []) ?? []),
  ]
}

/** The command that another one is about, by its words. */
export function namedIn(
  { slots }: Command,
  named: (name: string) => Command | null,
): Command | null {
  return typeof slots['command'] === 'string' ? named(slots['command']) : null
}

/** Writes a command; `before` is what is known of its row, and spares the indexes that stay. */
function commandWriter(
  db: Connection,
  mark: Mark,
): (command: Command, before: Command | null, isForeign: boolean) => void {
  const put = db.prepare(
    `INSERT INTO commands
       (id, name, tenant, requester, flow, state, open, created_at, key, record, seal)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE
       SET state = excluded.state, open = excluded.open, record = excluded.record,
           seal = excluded.seal`,
  )
  const move = db.prepare('UPDATE commands SET state = ?, record = ?, seal = ? WHERE id = ?')
  const recordOf = recordWriter()
  return (command, before, isForeign) => {
    const { id, name, tenant, requester, flow, state, createdAt } = command
    const record = recordOf(command)
    const seal = isForeign ? '' : mark(sealedText(id, record))
    const open = isFinal(state) ? 0 : 1
    if (open === 1 && before !== null && !isFinal(before.state)) {
      move.run(state, record, seal, id)
      return
    }
    const key = command.door === undefined ? null : command.idempotencyKey
    put.run(id, name, tenant, requester, flow, state, open, createdAt, key, record, seal)
  }
}

/** The seal holds for one row: that of another command is none. */
function sealedText(id: string, record: string): string {
  return ['command', id, record].join('\n')
}

/** The record of a command as it stands in the file, and whether Aval itself wrote it. */
export function sealedRecord(
  db: Connection,
  mark: Mark,
): (id: string) => { readonly record: string; readonly isSealed: boolean } | null {
  const row = db
    .prepare<[string], [string, string]>('SELECT record, seal FROM commands WHERE id = ?')
    .raw()
  return (id) => {
    const found = row.get(id)
    if (found === undefined) return null
    const [record, seal] = found
    return { record, isSealed: mark(sealedText(id, record)) === seal }
  }
}
