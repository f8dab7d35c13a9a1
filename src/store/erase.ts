// Erasure in an append-only chain: bodies are deleted, their digests stay, and the erasure itself
// is evidence.

import type { Erasure } from '../command/changes.ts'
import { withoutTexts } from '../command/deadlines/without-texts.ts'
import { isFinal } from '../command/lifecycle.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { erasureBody, extend, type Range } from '../evidence/erasure.ts'
import type { Commands } from './commands.ts'
import { deadlineAtLatest } from './due.ts'
import type { EvidenceWriter } from './evidence.ts'
import type { Connection } from './file/database.ts'
import { readPerson } from './rows.ts'
import type { Store } from './store.ts'

/** The most bodies erased in one transaction; another sweep soon takes the rest. */
const erasedMost = 2_000
/** When that one is due. */
export const soonMs = 5_000
/**
 * A sweep ends behind so many artifacts in a row that are kept, and need not read all of a chain.
 * Where a clock was ahead for longer, what was written after that waits until these are old.
 */
export const keptMost = 256

interface Row {
  readonly position: number
  readonly seq: number
  /** The id of the command that the artifact is about; null for none. */
  readonly command: string | null
}

/**
 * Runs inside the settling transaction, so that an erasure and its evidence are written together.
 */
export function eraser(db: Connection, evidence: EvidenceWriter, commands: Commands) {
  const behind = db.prepare<[string, number], Row & { time: string; isLeft: number }>(
    `SELECT a.position, a.seq, a.command_id AS command, a.time,
            b.bytes IS NOT NULL AND a.type <> 'evidence.erased' AS isLeft
     FROM artifacts a JOIN bodies b USING (position)
     WHERE a.tenant = ? AND a.seq > ? ORDER BY a.seq`,
  )
  const ofPerson = db.prepare(
    `SELECT a.position, a.seq, a.command_id AS command
     FROM artifacts a JOIN bodies b USING (position)
     WHERE a.tenant = ? AND b.bytes IS NOT NULL AND a.type <> 'evidence.erased'
       AND (a.actor = ? OR a.command_id IN (SELECT id FROM commands WHERE requester = ?))
       AND (a.command_id IS NULL OR a.command_id NOT IN
         (SELECT id FROM commands WHERE requester = ? AND state IN ('started', 'uncertain')))
     ORDER BY a.seq`,
  )
  const hasBody = db.prepare(
    `SELECT 1 FROM artifacts a JOIN bodies b USING (position)
     WHERE a.command_id = ? AND b.bytes IS NOT NULL LIMIT 1`,
  )
  const erase = db.prepare('UPDATE bodies SET salt = NULL, bytes = NULL WHERE position = ?')
  const setting = db.prepare('SELECT value FROM settings WHERE key = ?').pluck()
  const remember = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
  const person = forgetter(db, commands)
  const again = deadlineAtLatest(db)
  const endOf = sweepEnd(db)
  const doneIn = (tenant: string) => Number(setting.get(`erased/${tenant}`) ?? 0)

  /** Removes the texts of finished commands none of whose evidence bodies is left. */
  function dropWords(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      const command = hasBody.get(id) === undefined ? commands.get(id) : null
      if (command !== null && isFinal(command.state)) commands.put(withoutTexts(command))
    }
  }

  function rowsOf(erasure: Erasure): readonly Row[] {
    if (erasure.what === 'person')
      return ofPerson.all(erasure.tenant, ...Array(3).fill(erasure.person)) as never
    return olderRows(erasure.tenant, new Date(erasure.before).toISOString())
  }

  function olderRows(tenant: string, before: string): readonly Row[] {
    const rows: Row[] = []
    let kept = 0
    for (const row of behind.iterate(tenant, doneIn(tenant))) {
      kept = row.time < before ? 0 : kept + 1
      if (kept === 0 && row.isLeft === 1) rows.push(row)
      if (kept === keptMost || rows.length === erasedMost) break
    }
    return rows
  }

  return {
    /** Erases bodies, and writes the artifact that says which ones and why. */
    bodies(erasure: Erasure, at: number): void {
      const rows = rowsOf(erasure)
      const ranges: Range[] = []
      for (const row of rows) {
        erase.run(row.position)
        extend(ranges, row.seq)
      }
      const last = rows.at(-1)
      if (last === undefined) return
      if (erasure.what === 'older') {
        const done = endOf(erasure, doneIn(erasure.tenant), last.seq)
        remember.run(`erased/${erasure.tenant}`, String(done))
        dropWords(new Set(rows.flatMap((row) => row.command ?? [])))
      }
      if (rows.length === erasedMost) again({ commandId: 'sweep', what: 'sweep', at: at + soonMs })
      // Lets an auditor compare it with the promised retention without trusting our clock.
      const what: JsonObject =
        erasure.what === 'older'
          ? { before: new Date(erasure.before).toISOString(), kept: erasure.kept }
          : { person: erasure.person }
      const why: JsonObject = { why: erasure.why, bodies: rows.length, ...what }
      evidence.write({
        type: 'evidence.erased',
        time: at,
        tenant: erasure.tenant,
        actor: 'aval',
        body: erasureBody(ranges, why),
      })
    },
    person,
  }
}

type Sweep = Extract<Erasure, { readonly what: 'older' }>

/**
 * The seq up to which a sweep is done after erasing up to `last`. If the clock went back, a newer
 * artifact may stand before an older one; the next sweep looks at it again.
 */
function sweepEnd(db: Connection): (sweep: Sweep, from: number, last: number) => number {
  const newer = db
    .prepare<[string, number, number, string], number>(
      `SELECT a.seq FROM artifacts a JOIN bodies b USING (position)
       WHERE a.tenant = ? AND a.seq > ? AND a.seq < ? AND a.time >= ? AND b.bytes IS NOT NULL
         AND a.type <> 'evidence.erased' ORDER BY a.seq LIMIT 1`,
    )
    .pluck()
  return ({ tenant, before }, from, last) => {
    const kept = newer.get(tenant, from, last, new Date(before).toISOString())
    return kept === undefined ? last : kept - 1
  }
}

/** Deletes a person's data outside the evidence. */
function forgetter(db: Connection, commands: Commands): (person: string) => void {
  const judged = db.prepare('SELECT id FROM commands WHERE instr(record, ?) > 0').pluck()
  const dropCommands = db.prepare('DELETE FROM commands WHERE requester = ? AND open = 0')
  const endNow = db.prepare(
    'UPDATE deadlines SET at = 0 WHERE command_id IN (SELECT id FROM commands WHERE requester = ?)',
  )
  const dropLetters = db.prepare("DELETE FROM outbox WHERE recipient = ? AND state <> 'queued'")
  const dropUntold = db.prepare('DELETE FROM untold WHERE person = ?')
  const dropQuestions = db.prepare('DELETE FROM questions WHERE person = ?')
  const remembered = db.prepare('SELECT record FROM people WHERE id = ?').pluck()
  const passOn = db.prepare('INSERT OR IGNORE INTO forgotten (identifier) VALUES (?)')
  const dropPerson = db.prepare('DELETE FROM people WHERE id = ?')
  const dropFactor = db.prepare('DELETE FROM factors WHERE person = ?')
  const dropCodes = db.prepare('DELETE FROM recovery_codes WHERE person = ?')

  /** The person's reasons for denials, which stand in other people's commands. */
  function dropReasons(person: string): void {
    for (const id of judged.all(`"approver":${JSON.stringify(person)}`)) {
      const command = commands.get(String(id))
      const votes = command?.approval?.votes.map((vote) => {
        const { reason: _reason, ...rest } = vote
        return vote.approver === person ? rest : vote
      })
      if (command === null || command.approval === null || votes === undefined) continue
      commands.put({ ...command, approval: { ...command.approval, votes } })
    }
  }

  return (person) => {
    dropReasons(person)
    dropCommands.run(person)
    endNow.run(person)
    dropLetters.run(person)
    dropUntold.run(person)
    dropQuestions.run(person)
    dropFactor.run(person)
    dropCodes.run(person)
    const record = remembered.get(person)
    if (record !== undefined) for (const one of readPerson(record).identifiers) passOn.run(one)
    dropPerson.run(person)
  }
}

/** Identifiers of forgotten people, until the transport has forgotten them too. */
export function forgottenPeople(db: Connection): Pick<Store, 'forgotten' | 'transportForgot'> {
  const all = db.prepare('SELECT identifier FROM forgotten ORDER BY identifier').pluck()
  const drop = db.prepare('DELETE FROM forgotten WHERE identifier = ?')
  return {
    forgotten: () => all.all().map(String),
    transportForgot(identifiers) {
      for (const one of identifiers) drop.run(one)
    },
  }
}
