// The embedded store: one SQLite file with one owner.

import type { Command } from '../command/command.ts'
import type { SystemBinding } from '../evidence/artifact.ts'
import type { VerifierKey } from '../evidence/checkpoint.ts'
import { changeWriter } from './apply.ts'
import { onForeignWrite } from './cache.ts'
import type { Mark } from './commands.ts'
import { dueReader } from './due.ts'
import { forgottenPeople } from './erase.ts'
import { evidenceWriter } from './evidence.ts'
import { outgoingEvidence } from './exported/outgoing-evidence.ts'
import { factsReader } from './facts-reader.ts'
import { type Connection, openDatabase } from './file/database.ts'
import { commandQueries } from './intact-commands.ts'
import { outboxIn } from './outbox.ts'
import { auditRecords, chainHeads } from './queries.ts'
import { type RollState, recalling } from './roll.ts'
import { rollUpgrade } from './roll-upgrade.ts'
import { readJson } from './rows.ts'
import { settling } from './settling.ts'
import { stateReader } from './state-reader.ts'
import type { Store } from './store.ts'
import { tablesOf } from './tables.ts'
import type { Vault } from './tokens.ts'
import { unitsOf } from './units.ts'
import { verifyFile } from './verify/verify.ts'

export interface StoreOptions {
  readonly file: string
  readonly system: SystemBinding
  /** May the store be created? If not, a missing one counts as lost. */
  readonly mayBegin?: boolean
  /** The public keys of valid checkpoint signatures. */
  readonly keys: readonly VerifierKey[]
  /** Returns 64 new random hexadecimal digits at each call. */
  readonly randomHex: () => string
  /** Encrypts and decrypts stored secrets with the environment's key. */
  readonly vault: Vault
  /** The packs and flows in force, by SHA-256; stored once evidence names them. */
  readonly texts?: ReadonlyMap<string, string>
}

export function openStore(options: StoreOptions): Store {
  const { system, randomHex, vault } = options
  const { mark } = vault
  const upgrade = rollUpgrade(system, mark, randomHex)
  const db = openDatabase(options.file, system.environment, options.mayBegin, upgrade)
  const evidence = evidenceWriter(db, system, randomHex, options.texts)
  const tables = tablesOf(db, system.environment, mark, evidence.stands)
  // In an empty store nothing can have been changed from outside.
  if (options.mayBegin !== false && isEmpty(db)) {
    tables.roll.begin()
    tables.committed()
  }
  const letters = outboxIn(db, randomHex, tables.people, vault)
  const forget = () => {
    evidence.forget()
    tables.forget()
  }
  const recall = onForeignWrite(db, () => {
    evidence.forget()
    tables.recall()
  })
  const write = changeWriter(db, { evidence, tables, letters, randomHex, mark })
  const known = factsReader(db, tables, vault)
  function commandNow(id: string): Command | null {
    recall()
    return tables.commands.get(id)
  }
  return {
    ...settling(db, { randomHex, evidence, tables, write, known, recall, forget }),
    ...dueReader(db, commandNow, tables.prover.mayAct),
    outgoing: letters.outgoing,
    delivered: letters.delivered,
    postpone: letters.postpone,
    people: tables.people.all,
    ...reading(db, options, recalling(tables.roll, recall)),
    ...commandQueries(db, tables.commands, tables.prover, recall),
    ...keeping(db, mark),
    ...unitsOf(db, mark),
    ...forgottenPeople(db),
    close: () => db.close(),
  }
}

function isEmpty(db: Connection): boolean {
  return db.prepare('SELECT 1 FROM artifacts LIMIT 1').get() === undefined
}

/** Queries of people and programs. */
function reading(
  db: Connection,
  options: StoreOptions,
  roll: RollState,
): Pick<
  Store,
  | 'bound'
  | 'audit'
  | 'evidenceAfter'
  | 'hashesAfter'
  | 'writtenAfter'
  | 'lastPosition'
  | 'standing'
  | 'locked'
  | 'heads'
  | 'verify'
> {
  const count = (sql: string) => db.prepare(sql).pluck()
  const open = count('SELECT count(*) FROM commands WHERE open = 1')
  const artifacts = count('SELECT coalesce(sum(size), 0) FROM chains')
  const last = count('SELECT coalesce(max(position), 0) FROM artifacts')
  const queued = count("SELECT count(*) FROM outbox WHERE state = 'queued'")
  const now = stateReader(db, roll)
  return {
    bound: now.bound,
    audit: (filter) => [...auditRecords(db, filter)],
    ...outgoingEvidence(db),
    lastPosition: () => Number(last.get()),
    locked: now.locked,
    standing: () => ({
      ...now.parts(),
      approvalsSuspended: now.suspended(),
      openCommands: Number(open.get()),
      artifacts: Number(artifacts.get()),
      queued: Number(queued.get()),
    }),
    heads: () => chainHeads(db),
    verify: () => verifyFile(db, { ...options.system, keys: options.keys, outside: [] }),
  }
}

/** Small stored values: checkpoints, sandbox twins, and the progress of external destinations. */
function keeping(db: Connection, mark: Mark): Pick<Store, 'checkpoint' | 'kept' | 'keep'> {
  const putNote = db.prepare(
    'INSERT INTO checkpoints (tenant, size, at, note) SELECT tenant, size, ?, ? FROM chains WHERE tenant = ?',
  )
  const kept = db
    .prepare<[string], [string, string]>('SELECT record, seal FROM kept WHERE key = ?')
    .raw()
  const keep = db.prepare('INSERT OR REPLACE INTO kept (key, record, seal) VALUES (?, ?, ?)')
  const sealOf = (key: string, record: string) => mark(['kept', key, record].join('\n'))
  return {
    checkpoint: (tenant, at, note) => void putNote.run(at, note, tenant),
    // A value that another program wrote is ignored; evidence is then sent again rather than not at
    // all.
    kept(key) {
      const [record, seal] = kept.get(key) ?? []
      return record !== undefined && seal === sealOf(key, record) ? readJson(record) : null
    },
    keep(key, value) {
      const record = JSON.stringify(value)
      keep.run(key, record, sealOf(key, record))
    },
  }
}
