// The facts that one event needs, read by key.

import type { Bound } from '../command/bound.ts'
import type { Command } from '../command/command.ts'
import type { Question, StepUpFacts, TokenRecord } from '../command/facts.ts'
import type { Mode } from '../policy/decide.ts'
import type { Person } from '../policy/people.ts'
import type { Connection } from './database.ts'
import {
  deadlineSchema,
  readBound,
  readCommand,
  readEmergency,
  readMode,
  readPerson,
  readQuestion,
  tokenSchema,
} from './rows.ts'
import type { Keys, Known } from './store.ts'

/** Enough for every limit that a pack can set; older ones do not count any more. */
const talliesMost = 100
/** Deadlines that one tick settles; the next tick takes the rest. */
const dueMost = 50
const questionsMost = 20
const prefixMost = 500
const recentMost = 50

/*
 * Limits are written `LIMIT ? + 0` in the whole store: SQLite plans a bare `LIMIT ?` for its value,
 * and so compiles the statement again each time that a value is bound.
 */

export interface KnownReader {
  read(keys: Keys): Known
  people(): readonly Person[]
  /** Read the people anew at the next question: one of them changed, or a transaction failed. */
  forget(): void
  mode(): Mode
  suspended(): boolean
  bound(): Bound | null
  commandNamed(name: string): Command | null
}

/** `open` opens a sealed secret of a second factor. */
export function knownReader(
  db: Connection,
  open: (sealed: string) => string,
  commandOf: (record: unknown) => Command = readCommand,
): KnownReader {
  const allPeople = db.prepare('SELECT record FROM people ORDER BY id').pluck()
  const setting = db.prepare('SELECT value FROM settings WHERE key = ?').pluck()
  const questions = db
    .prepare(
      'SELECT record FROM questions WHERE person = ? AND place = ? ORDER BY asked_at, id LIMIT ? + 0',
    )
    .pluck()
  const byId = db.prepare('SELECT record FROM commands WHERE id = ?').pluck()
  const byName = db.prepare('SELECT record FROM commands WHERE name = ?').pluck()
  const nameTaken = db.prepare('SELECT 1 FROM commands WHERE name = ?').pluck()
  const token = db.prepare(
    'SELECT hash, command_id AS commandId, approver, state FROM tokens WHERE hash = ?',
  )
  const asksOf = db
    .prepare("SELECT command_id FROM tokens WHERE approver = ? AND state = 'open' LIMIT ? + 0")
    .pluck()
  const tally = db
    .prepare(
      'SELECT at FROM tallies WHERE key = ? AND at > ? ORDER BY at DESC, position DESC LIMIT ? + 0',
    )
    .pluck()
  const waiting = db
    .prepare("SELECT id FROM commands WHERE open = 1 AND state = 'approval_requested'")
    .pluck()
  const recent = db
    .prepare(
      `SELECT record FROM commands WHERE tenant = ? AND created_at >= ? AND state = 'succeeded'
       ORDER BY created_at DESC LIMIT ? + 0`,
    )
    .pluck()
  // Hundreds of rows a message: their types are the table's to check, which is STRICT.
  const tallyRange = db
    .prepare<[string, string, number, number], [string, number]>(
      'SELECT key, at FROM tallies WHERE key >= ? AND key < ? AND at > ? ORDER BY at DESC LIMIT ? + 0',
    )
    .raw()
  const openRequests = db
    .prepare(
      `SELECT count(*) FROM commands WHERE requester = ? AND open = 1
       AND state IN ('confirmation_requested', 'approval_requested')`,
    )
    .pluck()
  const due = db.prepare(
    'SELECT command_id AS commandId, what, at FROM deadlines WHERE at <= ? ORDER BY at, command_id, what LIMIT ? + 0',
  )
  const factor = db.prepare('SELECT secret, last_step, last_at FROM factors WHERE person = ?')
  const recovery = db.prepare('SELECT hash FROM recovery_codes WHERE person = ?').pluck()

  function bound(): Bound | null {
    const value = setting.get('bound')
    return value === undefined ? null : readBound(value)
  }

  function prefixed(prefixes: NonNullable<Keys['tallyPrefixes']>): Map<string, number[]> {
    const found = new Map<string, number[]>()
    for (const { start, since } of prefixes)
      for (const row of tallyRange.all(start, `${start}\uffff`, since, prefixMost)) {
        const [key, at] = row
        const times = found.get(key)
        if (times === undefined) found.set(key, [at])
        else times.push(at)
      }
    return found
  }

  function mode(): Mode {
    const value = setting.get('mode')
    return value === undefined ? { kind: 'open' } : readMode(value)
  }

  function stepUpOf(person: string): StepUpFacts | null {
    const row = factor.get(person) as
      | { secret: string; last_step: number; last_at: number }
      | undefined
    if (row === undefined) return null
    return {
      secret: open(row.secret),
      lastStep: row.last_step,
      lastAt: row.last_at,
      recovery: recovery.all(person).map(String),
    }
  }

  function tokensOf(hashes: readonly string[]): ReadonlyMap<string, TokenRecord> {
    const rows = hashes.flatMap((hash) => token.get(hash) ?? [])
    return new Map(rows.map((row) => tokenSchema.parse(row)).map((row) => [row.hash, row]))
  }

  function commandsOf(ids: Iterable<string>, names: readonly string[]): Map<string, Command> {
    const found = new Map<string, Command>()
    const add = (value: unknown) => {
      if (value === undefined) return
      const command = commandOf(value)
      found.set(command.id, command)
    }
    for (const id of new Set(ids)) add(byId.get(id))
    for (const name of names) add(byName.get(name))
    // A command that is confirmed now may name another one, which the answer itself does not.
    for (const { slots } of [...found.values()])
      if (typeof slots['command'] === 'string') add(byName.get(slots['command']))
    return found
  }

  let everyone: readonly Person[] | null = null
  function people(): readonly Person[] {
    everyone ??= allPeople.all().map(readPerson)
    return everyone
  }

  return {
    read(keys) {
      const everybody = people()
      const sender = senderOf(everybody, keys)
      const place = keys.chat?.direct === true ? sender?.id : keys.chat?.id
      const open: readonly Question[] =
        sender === null || place === undefined
          ? []
          : questions.all(sender.id, place, questionsMost).map(readQuestion)
      const tokens = tokensOf(keys.tokenHashes)
      const deadlines =
        keys.dueAt === undefined
          ? []
          : due.all(keys.dueAt, dueMost).map((row) => deadlineSchema.parse(row))
      const ids = [
        ...keys.commandIds,
        ...open.flatMap((one) => (one.kind === 'confirm' ? [one.commandId] : [])),
        ...[...tokens.values()].map((one) => one.commandId),
        ...deadlines.map((one) => one.commandId),
        ...(deadlines.some((one) => one.what === 'digest') ? waiting.all().map(String) : []),
        ...(sender === null ? [] : asksOf.all(sender.id, questionsMost).map(String)),
      ]
      const own = (key: string) =>
        key.replace('{sender}', sender?.id ?? '?').replace('{tenant}', sender?.tenant ?? '?')
      const keyed = keys.tallies.map(own)
      const emergency = setting.get('emergency')
      return {
        mode: mode(),
        approvalsSuspended: setting.get('approvals_suspended') === '1',
        people: everybody,
        sender,
        questions: open,
        commands: commandsOf(ids, keys.names),
        tokens,
        taken: new Set(keys.fresh.filter((name) => nameTaken.get(name) !== undefined)),
        tallies: new Map([
          ...keyed.map(
            (key) => [key, tally.all(key, keys.since, talliesMost).map(Number)] as const,
          ),
          ...prefixed(
            (keys.tallyPrefixes ?? []).map(({ start, since }) => ({ start: own(start), since })),
          ),
        ]),
        legalHold: holdOf(setting.get('legal_hold')),
        bound: bound(),
        onCall: [],
        recent:
          sender === null || keys.recentSince === undefined
            ? []
            : recent.all(sender.tenant, keys.recentSince, recentMost).map(commandOf),
        suspicious: setting.get('suspicion') === '1',
        emergency: typeof emergency === 'string' ? readEmergency(emergency) : null,
        openRequests: sender === null ? 0 : Number(openRequests.get(sender.id)),
        due: deadlines,
        stepUp: sender === null || keys.tokenHashes.length === 0 ? null : stepUpOf(sender.id),
      }
    },
    people,
    forget() {
      everyone = null
    },
    mode,
    suspended: () => setting.get('approvals_suspended') === '1',
    bound,
    commandNamed(name) {
      const value = byName.get(name)
      return value === undefined ? null : readCommand(value)
    },
  }
}

function holdOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The one person behind an identifier; two identifiers of two people are nobody. */
function senderOf(people: readonly Person[], keys: Keys): Person | null {
  const { sender } = keys
  if (sender === undefined) return null
  const find = (identifier: string) =>
    people.find((one) => one.id === identifier || one.identifiers.includes(identifier))
  const first = find(sender.from)
  const second = sender.alias === undefined ? undefined : find(sender.alias)
  if (first !== undefined && second !== undefined && first.id !== second.id) return null
  return first ?? second ?? null
}
