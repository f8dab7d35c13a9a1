// Writes commands and finds them by id, name, requester, idempotency key and state.

import { recentMost } from '../command/asked/recover.ts'
import type { RecentNeeds } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import { isFinal } from '../command/lifecycle.ts'
import { boundedCache } from './cache.ts'
import { commandCache } from './command-cache.ts'
import type { Connection } from './file/database.ts'
import { type OpenCommands, openCommandsOf } from './open-commands.ts'
import type { Recent } from './recent.ts'
import { recordWriter } from './record-text.ts'
import { readCommand } from './rows.ts'

/** A keyed seal of a text: only holders of the environment's key can compute it. */
export type Mark = (text: string) => string

/** How many idempotency keys of programs are cached. */
const keysRemembered = 10_000

export interface Commands {
  put(command: Command): void
  get(id: string): Command | null
  /** Was it read without a valid seal of this environment? Then it stays untrusted. */
  isForeign(command: Command): boolean
  /** Did this process write all of it, or compare it with its evidence? */
  isOwn(command: Command): boolean
  /** Notes that it was compared with its evidence. */
  own(command: Command): void
  /** The commands with these ids and names, and those that they name themselves. By id. */
  find(ids: Iterable<string>, names: readonly string[]): ReadonlyMap<string, Command>
  named(name: string): Command | null
  /** Those of the names that are taken, up to the first free one. */
  taken(names: Iterable<string>): ReadonlySet<string>
  /**
   * The id of the command that a program requested under this key; null for none. Cache and
   * evidence go before the row's column, which could have been removed or edited.
   */
  idWithKey(key: string): string | null
  /** Newest first; one more than a recovery may look at. */
  recent(tenant: string, needs: RecentNeeds): readonly Command[]
  readonly open: Pick<OpenCommands, 'of' | 'ids' | 'waiting' | 'learn'>
  /** Another process wrote: everything is read again. */
  recall(): void
  /** The transaction is committed. */
  committed(): void
  /** A transaction failed: clears everything cached. */
  forget(): void
}

/** `evidence`: what the newest evidence says; it overrides edited rows. */
export function commandsOf(db: Connection, mark: Mark, evidence: () => Recent): Commands {
  const known = commandCache()
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
  const open = openCommandsOf(db, { get, isForeign }, () => evidence().open)
  const keys = keysOf(db, () => evidence().keys)

  function named(name: string): Command | null {
    const id = idOf.get(name)
    const command = id === undefined ? null : get(id)
    // The name column is not sealed, so the record must say the same.
    return command?.name === name ? command : null
  }

  return {
    put(command) {
      const before = get(command.id)
      // An untrusted command stays untrusted when it is changed.
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
    recall() {
      known.clear()
      open.recall()
    },
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

/** Finds command ids by idempotency key: from evidence, from the cache, or from the column. */
function keysOf(db: Connection, proved: () => Recent['keys']) {
  const idOf = db.prepare<[string], string>('SELECT id FROM commands WHERE key = ?').pluck()
  const asked = boundedCache<string, string>(keysRemembered)
  return {
    put: ({ id, idempotencyKey }: Command) => asked.set(idempotencyKey, id),
    idWith: (key: string) => proved().get(key) ?? asked.get(key) ?? idOf.get(key) ?? null,
    forget: asked.clear,
  }
}

/**
 * The commands that this one's step may need: the one it names, the one that names (as a retry
 * does), the ones its acts recover, and the recoveries of all these.
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

/** The command that slot `command` of this one names; null for none. */
export function namedIn(
  { slots }: Command,
  named: (name: string) => Command | null,
): Command | null {
  return typeof slots['command'] === 'string' ? named(slots['command']) : null
}

/**
 * Writes a command. `before` is its earlier state; if both are open, indexed columns are not
 * rewritten.
 */
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

/** The text to seal; it holds the id, so that the seal is not valid for another command. */
function sealedText(id: string, record: string): string {
  return ['command', id, record].join('\n')
}

/** A command's stored record, and whether its seal is valid; null if there is none. */
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
