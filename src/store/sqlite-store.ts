// The embedded store: one SQLite file, one owner, one
// transaction for everything that belongs together.

import type { Command } from '../command/command.ts'
import type { SystemBinding } from '../evidence/artifact.ts'
import type { VerifierKey } from '../evidence/checkpoint.ts'
import type { Person } from '../policy/people.ts'
import { changeWriter } from './apply.ts'
import { letterMarker } from './cards.ts'
import { type Connection, openDatabase } from './database.ts'
import { forgottenPeople } from './erase.ts'
import { evidenceWriter } from './evidence.ts'
import { knownReader } from './known.ts'
import { outgoingEvidence } from './outgoing-evidence.ts'
import { auditRecords, chainHeads, commandsSince, openCommands } from './queries.ts'
import { type Memory, readCommand, readJson, readLetter, remembering } from './rows.ts'
import type { Arrival, Decide, DeliveryState, Outgoing, Settled, Store, Work } from './store.ts'
import { verifyFile } from './verify.ts'

export interface StoreOptions {
  readonly file: string
  readonly system: SystemBinding
  /** Who may have signed the checkpoints in the file. */
  readonly keys: readonly VerifierKey[]
  /** 64 fresh hexadecimal digits at each call. */
  readonly chance: () => string
  /** Seals and opens the secrets that rest in the file, under the environment's key. */
  readonly vault: { seal(secret: string): string; open(sealed: string): string }
}

export function openStore(options: StoreOptions): Store {
  const db = openDatabase(options.file, options.system.environment)
  const commandOf = remembering(readCommand, commandsRemembered)
  const settled = settling(db, options, commandOf)
  return {
    ...settled,
    ...letters(db, commandOf, settled.people),
    ...reading(db, options),
    ...keeping(db),
    ...forgottenPeople(db),
    close: () => db.close(),
  }
}

/** The commands that are on their way at the same time in a busy environment. */
const commandsRemembered = 256

/** Where events become rows. */
function settling(
  db: Connection,
  options: StoreOptions,
  commandOf: Memory<Command>,
): Pick<Store, 'settle' | 'together' | 'people'> {
  const evidence = evidenceWriter(db, options.system, options.chance)
  const write = changeWriter(db, evidence, options.chance, commandOf)
  const known = knownReader(db, options.vault.open, commandOf)
  const hear = db.prepare('INSERT OR IGNORE INTO inbox (key, content, at) VALUES (?, ?, ?)')
  const heard = db.prepare('SELECT content FROM inbox WHERE key = ?').pluck()
  const endWork = db.prepare('DELETE FROM work WHERE id = ?')
  const pruneTallies = db.prepare('DELETE FROM tallies WHERE at < ?')
  const pruneQuestions = db.prepare('DELETE FROM questions WHERE expires_at < ?')

  function settleOne(arrival: Arrival, decide: Decide): Settled {
    const { event, inbox, workId } = arrival
    if (inbox !== undefined && hear.run(inbox.key, inbox.content, event.at).changes === 0)
      return heard.get(inbox.key) === inbox.content ? 'repeated' : 'other_content'
    if (workId !== undefined && endWork.run(workId).changes === 0) return 'repeated'
    const random = options.chance()
    const keys = decide.keys(event, random)
    for (const change of decide.step(event, known.read(keys), random)) {
      write(change, event.at)
      if (change.kind === 'person' || change.kind === 'forget') known.forget()
    }
    if (event.kind === 'tick') {
      pruneTallies.run(keys.since)
      pruneQuestions.run(keys.since)
    }
    return 'settled'
  }

  /** Another process may have written since; then what is remembered of the file is stale. */
  const dataVersion = db.prepare('PRAGMA data_version').pluck()
  let seenVersion = dataVersion.get()
  function recall(): void {
    const version = dataVersion.get()
    if (version === seenVersion) return
    seenVersion = version
    evidence.forget()
    known.forget()
  }

  const settleAll = db.transaction((arrivals: readonly Arrival[], decide: Decide) => {
    recall()
    const settled = arrivals.map((arrival) => settleOne(arrival, decide))
    evidence.flush()
    return settled
  })

  /** What is remembered of the file must not outlive a transaction that failed. */
  function guarded<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      evidence.forget()
      known.forget()
      throw error
    }
  }

  return {
    settle: (arrivals, decide) => guarded(() => settleAll.immediate(arrivals, decide)),
    together: (run) => guarded(() => db.transaction(run).immediate()),
    people: known.people,
  }
}

type LetterRow = Omit<Outgoing, 'speech' | 'recipient'> & {
  readonly speech: string
  readonly token: string | null
  readonly token_hash: string | null
}

function letterOf(
  { speech, token, token_hash, ...rest }: LetterRow,
  textOf: (hash: string) => string | null,
  people: readonly Person[],
): Outgoing {
  const read = readLetter(speech, token, token_hash, textOf)
  return { ...rest, speech: read, recipient: people.find((one) => one.id === read.to) ?? null }
}

/** The outbox and the work: what is to be said and done, and what became of it. */
function letters(
  db: Connection,
  commandOf: Memory<Command>,
  people: () => readonly Person[],
): Pick<Store, 'outgoing' | 'delivered' | 'postpone' | 'work' | 'nextDeadline'> {
  const queued = db.prepare(
    `SELECT o.position, o.id, o.speech, o.token_hash, o.attempts, o.not_before AS notBefore,
            t.text AS token
     FROM outbox o LEFT JOIN tokens t ON t.hash = o.token_hash
     WHERE o.state = 'queued' ORDER BY o.position LIMIT ? + 0`,
  )
  const mark = letterMarker(db)
  const later = db.prepare(
    'UPDATE outbox SET not_before = ?, attempts = attempts + 1 WHERE id = ? AND state = ?',
  )
  const work = db.prepare(
    `SELECT w.id, w.what, c.record FROM work w JOIN commands c ON c.id = w.command_id
     ORDER BY w.id LIMIT ? + 0`,
  )
  const tokenText = db.prepare('SELECT text FROM tokens WHERE hash = ?').pluck()
  const textOf = (hash: string): string | null => {
    const text = tokenText.get(hash)
    return typeof text === 'string' ? text : null
  }
  const deadline = db.prepare('SELECT min(at) FROM deadlines').pluck()
  const markAll = db.transaction((ids: readonly string[], state: DeliveryState) => {
    for (const id of ids) mark(id, state)
  })
  return {
    outgoing(most) {
      const rows = queued.all(most) as LetterRow[]
      return rows.map((row) => letterOf(row, textOf, people()))
    },
    delivered: (ids, state) => markAll.immediate(ids, state),
    postpone: (id, notBefore) => void later.run(notBefore, id, 'queued'),
    work: (most) =>
      (work.all(most) as (Omit<Work, 'command'> & { record: string })[]).map((row) => ({
        id: row.id,
        what: row.what,
        command: commandOf(row.record),
      })),
    nextDeadline() {
      const at = deadline.get()
      return typeof at === 'number' ? at : null
    },
  }
}

/** What people and programs ask. */
function reading(
  db: Connection,
  options: StoreOptions,
): Pick<
  Store,
  | 'openCommands'
  | 'bound'
  | 'commandsSince'
  | 'commandNamed'
  | 'commandByKey'
  | 'audit'
  | 'evidenceAfter'
  | 'hashesAfter'
  | 'writtenAfter'
  | 'lastPosition'
  | 'standing'
  | 'locked'
  | 'heads'
  | 'verify'
  | 'setting'
> {
  const named = db.prepare('SELECT record FROM commands WHERE name = ?').pluck()
  const byKey = db.prepare('SELECT record FROM commands WHERE key = ?').pluck()
  const setting = db.prepare('SELECT value FROM settings WHERE key = ?').pluck()
  const count = (sql: string) => db.prepare(sql).pluck()
  const open = count('SELECT count(*) FROM commands WHERE open = 1')
  const artifacts = count('SELECT coalesce(sum(size), 0) FROM chains')
  const last = count('SELECT coalesce(max(position), 0) FROM artifacts')
  const queued = count("SELECT count(*) FROM outbox WHERE state = 'queued'")
  const known = knownReader(db, () => '')
  const locked = () => ({ mode: known.mode(), partLocks: known.partLocks() })
  return {
    openCommands: () => openCommands(db),
    bound: known.bound,
    commandsSince: commandsSince(db),
    commandNamed(name) {
      const value = named.get(name)
      return value === undefined ? null : readCommand(value)
    },
    commandByKey(key) {
      const value = byKey.get(key)
      return value === undefined ? null : readCommand(value)
    },
    audit: (filter) => [...auditRecords(db, filter)],
    ...outgoingEvidence(db),
    lastPosition: () => Number(last.get()),
    locked,
    standing: () => ({
      ...locked(),
      approvalsSuspended: known.suspended(),
      openCommands: Number(open.get()),
      artifacts: Number(artifacts.get()),
      queued: Number(queued.get()),
    }),
    heads: () => chainHeads(db),
    verify: () => verifyFile(db, { ...options.system, keys: options.keys, outside: [] }),
    setting(key) {
      const value = setting.get(key)
      return typeof value === 'string' ? value : null
    },
  }
}

/** Small things that are kept beside the commands: checkpoints, units, twins, second factors. */
function keeping(
  db: Connection,
): Pick<Store, 'checkpoint' | 'unit' | 'units' | 'unitChange' | 'changeUnit' | 'kept' | 'keep'> {
  const putNote = db.prepare(
    'INSERT INTO checkpoints (tenant, size, at, note) SELECT tenant, size, ?, ? FROM chains WHERE tenant = ?',
  )
  const unit = db.prepare('SELECT record FROM units WHERE tenant = ? AND name = ?').pluck()
  const units = db.prepare('SELECT record FROM units WHERE tenant = ? ORDER BY name').pluck()
  const revision = db.prepare('SELECT revision FROM units WHERE tenant = ? AND name = ?').pluck()
  const putUnit = db.prepare(
    'INSERT OR REPLACE INTO units (tenant, name, revision, record) VALUES (?, ?, ?, ?)',
  )
  const unitChange = db.prepare('SELECT record FROM unit_changes WHERE key = ?').pluck()
  const putChange = db.prepare('INSERT OR IGNORE INTO unit_changes (key, record) VALUES (?, ?)')
  const kept = db.prepare('SELECT record FROM kept WHERE key = ?').pluck()
  const keep = db.prepare('INSERT OR REPLACE INTO kept (key, record) VALUES (?, ?)')
  const optional = (value: unknown) => (value === undefined ? null : readJson(value))

  const change = db.transaction(
    (key: string, tenant: string, expected: number, value: { name?: unknown }, record: string) => {
      const name = String(value.name)
      if (putChange.run(key, record).changes === 0) return 'stale'
      if (Number(revision.get(tenant, name) ?? 0) !== expected) {
        db.prepare('DELETE FROM unit_changes WHERE key = ?').run(key)
        return 'stale'
      }
      putUnit.run(tenant, name, expected + 1, record)
      return 'done'
    },
  )
  return {
    checkpoint: (tenant, at, note) => void putNote.run(at, note, tenant),
    unit: (tenant, name) => optional(unit.get(tenant, name)),
    units: (tenant) => units.all(tenant).map(readJson),
    unitChange: (key) => optional(unitChange.get(key)),
    changeUnit: (key, tenant, expected, value) =>
      change.immediate(key, tenant, expected, value, JSON.stringify(value)) === 'done'
        ? 'done'
        : 'stale',
    kept: (key) => optional(kept.get(key)),
    keep: (key, value) => void keep.run(key, JSON.stringify(value)),
  }
}
