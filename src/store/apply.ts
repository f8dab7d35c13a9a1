// Each change of a step becomes rows, inside the transaction that settles its event.

import type { Change } from '../command/changes.ts'
import { drawId } from '../command/draw.ts'
import { isFinal } from '../command/lifecycle.ts'
import type { Speech } from '../command/speech.ts'
import type { Person } from '../policy/people.ts'
import type { Connection } from './database.ts'
import { eraser, messagePruner } from './erase.ts'
import type { EvidenceWriter } from './evidence.ts'
import { writeLetter } from './rows.ts'

/** Everything that a step may write, prepared once. `chance` gives 64 fresh hexadecimal digits. */
export function changeWriter(db: Connection, evidence: EvidenceWriter, chance: () => string) {
  const erase = eraser(db, evidence)
  const prune = messagePruner(db)
  const putCommand = db.prepare(
    `INSERT INTO commands (id, name, tenant, requester, flow, state, open, created_at, key, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, open = excluded.open, record = excluded.record`,
  )
  const putQuestion = db.prepare(
    `INSERT OR REPLACE INTO questions (id, place, person, command_id, asked_at, expires_at, record)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const dropQuestion = db.prepare('DELETE FROM questions WHERE id = ?')
  const dropQuestions = db.prepare('DELETE FROM questions WHERE command_id = ?')
  // Six characters come round again: an old token that is spent or void then makes room.
  const putToken = db.prepare(
    `INSERT INTO tokens (hash, command_id, approver, state) VALUES (?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET command_id = excluded.command_id,
       approver = excluded.approver, state = excluded.state WHERE tokens.state <> 'open'`,
  )
  const fillToken = db.prepare("UPDATE tokens SET text = ? WHERE hash = ? AND state = 'open'")
  const endToken = db.prepare(
    "UPDATE tokens SET state = ?, text = NULL WHERE hash = ? AND command_id = ? AND state = 'open'",
  )
  const endTokens = db.prepare(
    "UPDATE tokens SET state = ?, text = NULL WHERE command_id = ? AND state = 'open'",
  )
  const putDeadline = db.prepare(
    'INSERT OR REPLACE INTO deadlines (command_id, what, at) VALUES (?, ?, ?)',
  )
  const dropDeadline = db.prepare('DELETE FROM deadlines WHERE command_id = ? AND what = ?')
  const dropDeadlines = db.prepare('DELETE FROM deadlines WHERE command_id = ?')
  const putTally = db.prepare(
    `INSERT INTO tallies (key, at, position)
     VALUES (?, ?, (SELECT count(*) FROM tallies WHERE key = ? AND at = ?))`,
  )
  const putSetting = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
  const dropSetting = db.prepare('DELETE FROM settings WHERE key = ?')
  const putFactor = db.prepare(
    'INSERT OR REPLACE INTO factors (person, secret, last_step, last_at) VALUES (?, ?, 0, 0)',
  )
  const dropCodes = db.prepare('DELETE FROM recovery_codes WHERE person = ?')
  const putCode = db.prepare('INSERT INTO recovery_codes (person, hash) VALUES (?, ?)')
  const putPerson = db.prepare('INSERT OR REPLACE INTO people (id, record) VALUES (?, ?)')
  const putWork = db.prepare('INSERT INTO work (id, command_id, what) VALUES (?, ?, ?)')
  const stepUp = db.prepare('UPDATE factors SET last_step = ?, last_at = ? WHERE person = ?')
  const useRecovery = db.prepare('DELETE FROM recovery_codes WHERE person = ? AND hash = ?')
  const touchFactor = db.prepare('UPDATE factors SET last_at = ? WHERE person = ?')
  const putLetter = db.prepare(
    `INSERT INTO outbox (id, recipient, state, at, not_before, attempts, token_hash, command, speech)
     VALUES (?, ?, 'queued', ?, 0, 0, ?, ?, ?)`,
  )

  function say(speech: Speech, at: number): void {
    const id = drawId(at, chance(), 'letter')
    const { to, token, command } = speech
    for (const one of speech.tokens ?? []) fillToken.run(one.text, one.hash)
    if (token !== undefined && fillToken.run(token.text, token.hash).changes === 0)
      throw new Error('A token is written before the letter that carries it.')
    putLetter.run(id, to, at, token?.hash ?? null, command ?? null, writeLetter(speech))
  }

  return function write(change: Change, at: number): void {
    switch (change.kind) {
      case 'command': {
        const one = change.command
        const open = isFinal(one.state) ? 0 : 1
        const { id, name, tenant, requester, flow, state, createdAt } = one
        const record = JSON.stringify(one)
        const key = one.door === undefined ? null : one.idempotencyKey
        putCommand.run(id, name, tenant, requester, flow, state, open, createdAt, key, record)
        return
      }
      case 'question': {
        const one = change.question
        const about = one.kind === 'confirm' ? one.commandId : null
        const record = JSON.stringify(one)
        putQuestion.run(one.id, one.chat, one.person, about, one.askedAt, one.expiresAt, record)
        return
      }
      case 'answered':
        dropQuestion.run(change.questionId)
        return
      case 'questions_over':
        dropQuestions.run(change.commandId)
        return
      case 'token': {
        const { hash, commandId, approver, state } = change.token
        if (putToken.run(hash, commandId, approver, state).changes === 0)
          throw new Error('A token was drawn that is open already; the next try draws another.')
        return
      }
      case 'token_state':
        if (change.hash === null) endTokens.run(change.state, change.commandId)
        else endToken.run(change.state, change.hash, change.commandId)
        return
      case 'deadline':
        putDeadline.run(change.deadline.commandId, change.deadline.what, change.deadline.at)
        return
      case 'deadline_over':
        dropDeadline.run(change.deadline.commandId, change.deadline.what)
        return
      case 'deadlines_over':
        dropDeadlines.run(change.commandId)
        return
      case 'tally':
        putTally.run(change.key, at, change.key, at)
        return
      case 'mode':
        putSetting.run('mode', JSON.stringify(change.mode))
        return
      case 'approvals_suspended':
        putSetting.run('approvals_suspended', change.suspended ? '1' : '0')
        return
      case 'bound':
        putSetting.run('bound', JSON.stringify(change.bound))
        return
      case 'legal_hold':
        if (change.reason === null) dropSetting.run('legal_hold')
        else putSetting.run('legal_hold', change.reason)
        return
      case 'erase':
        return erase.bodies(change.erasure, at)
      case 'prune_messages':
        return prune(change.before)
      case 'forget':
        return erase.person(change.person)
      case 'suspicion':
        putSetting.run('suspicion', change.suspicious ? '1' : '0')
        return
      case 'emergency':
        if (change.emergency === null) dropSetting.run('emergency')
        else putSetting.run('emergency', JSON.stringify(change.emergency))
        return
      case 'factor':
        putFactor.run(change.person, change.sealed)
        dropCodes.run(change.person)
        for (const hash of change.recovery) putCode.run(change.person, hash)
        return
      case 'person':
        putPerson.run(change.person.id, JSON.stringify(change.person))
        return
      case 'work':
        putWork.run(drawId(at, chance(), 'work'), change.commandId, change.what)
        return
      case 'stepped_up':
        stepUp.run(change.step, at, change.person)
        return
      case 'recovery_used':
        useRecovery.run(change.person, change.hash)
        touchFactor.run(at, change.person)
        return
      case 'evidence':
        evidence.write(change.draft)
        return
      case 'say':
        return say(change.speech, at)
    }
  }
}

/** People in a stable order, as steps expect them. */
export function byId(a: Person, b: Person): number {
  return a.id < b.id ? -1 : 1
}
