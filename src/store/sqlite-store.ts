// The embedded store: one SQLite file, one owner, one
// transaction for everything that belongs together.

import { type Change, missingFacts, type Step } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import type { Event } from '../command/event.ts'
import type { SystemBinding } from '../evidence/artifact.ts'
import type { VerifierKey } from '../evidence/checkpoint.ts'
import { changeWriter } from './apply.ts'
import type { Mark } from './commands.ts'
import { countedDrafts } from './counted.ts'
import { type Connection, openDatabase } from './database.ts'
import { dueReader } from './due.ts'
import { forgottenPeople } from './erase.ts'
import { type EvidenceWriter, evidenceWriter } from './evidence.ts'
import { fileLog } from './file-log.ts'
import { knownReader, withMore } from './known.ts'
import { lettersIn } from './letters.ts'
import { recaller } from './memory.ts'
import { outgoingEvidence } from './outgoing-evidence.ts'
import { auditRecords, chainHeads } from './queries.ts'
import { type RollState, recalling, turningOf } from './roll.ts'
import { rollUpgrade } from './roll-upgrade.ts'
import { readJson } from './rows.ts'
import { standingReader } from './standing.ts'
import type { Arrival, Decide, Keys, Known, Settled, Store } from './store.ts'
import { type Tables, tablesOf } from './tables.ts'
import type { Vault } from './tokens.ts'
import { telling } from './told.ts'
import { unitsOf } from './units.ts'
import { verifyFile } from './verify.ts'

/** A recovery asks for what was recovered before, and then for what was denied. */
const needsMost = 2

export interface StoreOptions {
  readonly file: string
  readonly system: SystemBinding
  /** May the store be made, where there is none? Else a missing one was lost. */
  readonly mayBegin?: boolean
  /** Who may have signed the checkpoints in the file. */
  readonly keys: readonly VerifierKey[]
  /** 64 fresh hexadecimal digits at each call. */
  readonly chance: () => string
  /** Seals and opens the secrets that rest in the file, under the environment's key. */
  readonly vault: Vault
}

export function openStore(options: StoreOptions): Store {
  const { chance, vault } = options
  const upgrade = rollUpgrade(options.system, vault.mark, chance)
  const db = openDatabase(options.file, options.system.environment, options.mayBegin, upgrade)
  const evidence = evidenceWriter(db, options.system, options.chance)
  const tables = tablesOf(db, options.system.environment, options.vault.mark, evidence.stands)
  // Where nothing happened yet, nothing can have been changed behind anybody's back.
  if (options.mayBegin !== false && isEmpty(db)) {
    tables.roll.begin()
    tables.committed()
  }
  const letters = lettersIn(db, options.chance, tables.people.all, options.vault)
  const forget = () => {
    evidence.forget()
    tables.forget()
  }
  const recall = recaller(db, () => {
    evidence.forget()
    tables.recall()
  })
  const write = changeWriter(db, evidence, tables, letters, chance, vault.mark)
  const known = knownReader(db, tables, tables.prover, vault)
  function commandNow(id: string): Command | null {
    recall()
    return tables.commands.get(id)
  }
  return {
    ...settling(db, options, { evidence, tables, write, known, recall, forget }),
    ...dueReader(db, commandNow, tables.prover.mayAct),
    outgoing: letters.outgoing,
    delivered: letters.delivered,
    postpone: letters.postpone,
    people: tables.people.all,
    ...reading(db, options, recalling(tables.roll, recall)),
    ...telling(db, tables.commands, tables.prover, recall),
    ...keeping(db, vault.mark),
    ...unitsOf(db, vault.mark),
    ...forgottenPeople(db),
    close: () => db.close(),
  }
}

function isEmpty(db: Connection): boolean {
  return db.prepare('SELECT 1 FROM artifacts LIMIT 1').get() === undefined
}

interface Settling {
  readonly evidence: EvidenceWriter
  readonly tables: Tables
  readonly write: (change: Change, at: number) => void
  readonly known: (keys: Keys) => Known
  readonly recall: () => void
  readonly forget: () => void
}

/** What takes words away, which then must not live on in the file's log. */
const erasing: ReadonlySet<string> = new Set(['erase', 'forget', 'prune_messages'])

/** Where events become rows. */
function settling(
  db: Connection,
  options: StoreOptions,
  { evidence, tables, write, known, recall, forget }: Settling,
): Pick<Store, 'settle' | 'together'> {
  const hear = db.prepare('INSERT OR IGNORE INTO inbox (key, content, at) VALUES (?, ?, ?)')
  const heard = db.prepare('SELECT content FROM inbox WHERE key = ?').pluck()
  const endWork = db.prepare('DELETE FROM work WHERE id = ?')
  const log = fileLog(db)
  const pruneQuestions = db.prepare('DELETE FROM questions WHERE expires_at < ?')

  function settleOne(arrival: Arrival, decide: Decide): Settled {
    const { event, inbox, workId } = arrival
    const before = inbox && contentBefore(inbox, event.at)
    if (before !== undefined) return before === inbox?.content ? 'repeated' : 'other_content'
    if (workId !== undefined && endWork.run(workId).changes === 0) return 'repeated'
    const random = options.chance()
    const keys = decide.keys(event, random)
    writeStep(stepOf(event, keys, decide, random), event, random)
    if (event.kind === 'tick') {
      tables.tallies.prune(keys.since)
      pruneQuestions.run(keys.since)
    }
    return 'settled'
  }

  /** What came under the same id before; remembers this when nothing did. */
  function contentBefore(
    { key, otherKey, content }: NonNullable<Arrival['inbox']>,
    at: number,
  ): unknown {
    const other = otherKey === undefined ? undefined : heard.get(otherKey)
    return other ?? (hear.run(key, content, at).changes === 0 ? heard.get(key) : undefined)
  }

  function writeStep(step: Step, { at }: Event, random: string): void {
    const turning = turningOf(step)
    // What was forged is not made true by going on from it.
    const whole = tables.roll.isWhole()
    const draftOf = countedDrafts(step)
    for (const change of step)
      if (change.kind === 'evidence') {
        if (change !== turning) evidence.write(draftOf(change))
      } else write(change, at)
    if (step.some(({ kind }) => erasing.has(kind))) log.erased()
    // The artifact that names the roll comes when all of the roll is written.
    if (turning !== null)
      evidence.write(draftOf(turning), whole ? tables.roll.turn(step, random) : null)
  }

  /** What bears on an event may show only when its words are understood. */
  function stepOf(event: Event, keys: Keys, decide: Decide, random: string): Step {
    let facts = known(keys)
    for (let count = 0; ; count += 1) {
      const step = decide.step(event, facts, random)
      const needs = count < needsMost ? missingFacts(step) : null
      if (needs === null) return step
      facts = withMore(tables, facts, keys, needs)
    }
  }

  function settle(arrivals: readonly Arrival[], decide: Decide): readonly Settled[] {
    recall()
    const settled = arrivals.map((arrival) => settleOne(arrival, decide))
    evidence.flush()
    return settled
  }

  /** What is remembered of the file must not outlive a transaction that failed. */
  function guarded<T>(run: () => T): T {
    try {
      const value = run()
      if (!db.inTransaction) {
        evidence.committed()
        tables.committed()
        log.committed()
      }
      return value
    } catch (error) {
      forget()
      throw error
    }
  }

  // Made once, for making a transaction costs more than beginning one.
  const all = db.transaction((run: () => void) => run())

  /**
   * Within one of itself no other is begun: SQLite would copy each page once more, to go back to
   * where nobody goes back to. What throws in there spoils the whole.
   */
  function together<T>(run: () => T): T {
    if (db.inTransaction) return guarded(run)
    const values: T[] = []
    guarded(() => all.immediate(() => void values.push(run())))
    return values[0] as T
  }

  return {
    settle: (arrivals, decide) => together(() => settle(arrivals, decide)),
    together,
  }
}

/** What people and programs ask. */
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
  | 'setting'
> {
  const setting = db.prepare('SELECT value FROM settings WHERE key = ?').pluck()
  const count = (sql: string) => db.prepare(sql).pluck()
  const open = count('SELECT count(*) FROM commands WHERE open = 1')
  const artifacts = count('SELECT coalesce(sum(size), 0) FROM chains')
  const last = count('SELECT coalesce(max(position), 0) FROM artifacts')
  const queued = count("SELECT count(*) FROM outbox WHERE state = 'queued'")
  const now = standingReader(db, roll)
  return {
    bound: now.bound,
    audit: (filter) => [...auditRecords(db, filter)],
    ...outgoingEvidence(db),
    lastPosition: () => Number(last.get()),
    locked: now.locked,
    standing: () => ({
      ...now.locked(),
      approvalsSuspended: now.suspended(),
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

/** Small things that are kept beside the commands: checkpoints, twins, and what places took. */
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
    // What somebody else wrote is nothing: evidence goes out once more, rather than not at all.
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
