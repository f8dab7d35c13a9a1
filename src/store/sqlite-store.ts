// The embedded store: one SQLite file, one owner, one transaction for everything that belongs together.

import type { SystemBinding } from '../evidence/artifact.ts'
import type { VerifierKey } from '../evidence/checkpoint.ts'
import { changeWriter } from './apply.ts'
import { type Connection, openDatabase } from './database.ts'
import { evidenceWriter } from './evidence.ts'
import { knownReader } from './known.ts'
import { auditRecords, chainHeads, openCommands } from './queries.ts'
import { readCommand, readJson, readSpeech } from './rows.ts'
import { verifyFile } from './verify.ts'
import type { Arrival, Decide, DeliveryState, Outgoing, Settled, Store, Work } from './store.ts'

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
  return {
    ...settling(db, options),
    ...letters(db),
    ...reading(db, options),
    ...keeping(db, options),
    close: () => db.close(),
  }
}

/** Where events become rows. */
function settling(db: Connection, options: StoreOptions): Pick<Store, 'settle' | 'people'> {
  const evidence = evidenceWriter(db, options.system, options.chance)
  const write = changeWriter(db, evidence, options.chance)
  const known = knownReader(db, options.vault.open)
  const hear = db.prepare('INSERT OR IGNORE INTO inbox (key, content, at) VALUES (?, ?, ?)')
  const heard = db.prepare('SELECT content FROM inbox WHERE key = ?').pluck()
  const endWork = db.prepare('DELETE FROM work WHERE id = ?')
  const prune = db.prepare('DELETE FROM tallies WHERE at < ?')

  function settleOne(arrival: Arrival, decide: Decide): Settled {
    const { event, inbox, workId } = arrival
    if (inbox !== undefined && hear.run(inbox.key, inbox.content, event.at).changes === 0)
      return heard.get(inbox.key) === inbox.content ? 'repeated' : 'other_content'
    if (workId !== undefined && endWork.run(workId).changes === 0) return 'repeated'
    const random = options.chance()
    const keys = decide.keys(event, random)
    for (const change of decide.step(event, known.read(keys), random)) write(change, event.at)
    if (event.kind === 'tick') prune.run(keys.since)
    return 'settled'
  }

  const settleAll = db.transaction((arrivals: readonly Arrival[], decide: Decide) => {
    evidence.forget()
    const settled = arrivals.map((arrival) => settleOne(arrival, decide))
    evidence.flush()
    return settled
  })
  return {
    settle: (arrivals, decide) => settleAll.immediate(arrivals, decide),
    people: known.people,
  }
}

const rank = ['queued', 'sent', 'acked', 'delivered', 'read']

/** The outbox and the work: what is to be said and done, and what became of it. */
function letters(
  db: Connection,
): Pick<Store, 'outgoing' | 'delivered' | 'postpone' | 'work' | 'nextDeadline'> {
  const queued = db.prepare(
    `SELECT position, id, speech, attempts, not_before AS notBefore FROM outbox
     WHERE state = 'queued' ORDER BY position LIMIT ?`,
  )
  const stateOf = db.prepare('SELECT state FROM outbox WHERE id = ?').pluck()
  const setState = db.prepare('UPDATE outbox SET state = ? WHERE id = ?')
  const later = db.prepare(
    'UPDATE outbox SET not_before = ?, attempts = attempts + 1 WHERE id = ? AND state = ?',
  )
  const work = db.prepare(
    `SELECT w.id, w.what, c.record FROM work w JOIN commands c ON c.id = w.command_id
     ORDER BY w.position LIMIT ?`,
  )
  const deadline = db.prepare('SELECT min(at) FROM deadlines').pluck()
  const markAll = db.transaction((ids: readonly string[], state: DeliveryState) => {
    for (const id of ids) {
      const before = stateOf.get(id)
      if (before === undefined || before === 'failed') continue
      if (state === 'failed' || rank.indexOf(state) > rank.indexOf(String(before)))
        setState.run(state, id)
    }
  })
  return {
    outgoing: (most) =>
      (queued.all(most) as (Omit<Outgoing, 'speech'> & { speech: string })[]).map((row) => ({
        ...row,
        speech: readSpeech(row.speech),
      })),
    delivered: (ids, state) => markAll.immediate(ids, state),
    postpone: (id, notBefore) => void later.run(notBefore, id, 'queued'),
    work: (most) =>
      (work.all(most) as (Omit<Work, 'command'> & { record: string })[]).map((row) => ({
        id: row.id,
        what: row.what,
        command: readCommand(row.record),
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
  'openCommands' | 'commandNamed' | 'audit' | 'standing' | 'heads' | 'verify' | 'setting'
> {
  const named = db.prepare('SELECT record FROM commands WHERE name = ?').pluck()
  const setting = db.prepare('SELECT value FROM settings WHERE key = ?').pluck()
  const count = (sql: string) => db.prepare(sql).pluck()
  const open = count('SELECT count(*) FROM commands WHERE open = 1')
  const artifacts = count('SELECT coalesce(sum(size), 0) FROM chains')
  const queued = count("SELECT count(*) FROM outbox WHERE state = 'queued'")
  const known = knownReader(db, () => '')
  return {
    openCommands: () => openCommands(db),
    commandNamed(name) {
      const value = named.get(name)
      return value === undefined ? null : readCommand(value)
    },
    audit: (filter) => [...auditRecords(db, filter)],
    standing: () => ({
      mode: known.mode(),
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
  options: StoreOptions,
): Pick<
  Store,
  'checkpoint' | 'unit' | 'units' | 'unitChange' | 'changeUnit' | 'kept' | 'keep' | 'factor'
> {
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
  const putFactor = db.prepare(
    'INSERT OR REPLACE INTO factors (person, secret, last_step, last_at) VALUES (?, ?, 0, 0)',
  )
  const dropCodes = db.prepare('DELETE FROM recovery_codes WHERE person = ?')
  const putCode = db.prepare('INSERT INTO recovery_codes (person, hash) VALUES (?, ?)')
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
  const enrol = db.transaction((person: string, secret: string, codes: readonly string[]) => {
    putFactor.run(person, options.vault.seal(secret))
    dropCodes.run(person)
    for (const code of codes) putCode.run(person, code)
  })
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
    factor: (person, factor) => enrol.immediate(person, factor.secret, factor.recovery),
  }
}
