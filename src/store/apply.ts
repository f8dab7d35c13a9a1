// Writes each change of a step as rows, inside the transaction that settles its event.

import type { Change } from '../command/changes.ts'
import { idOf } from '../command/draw.ts'
import { letterMarker, requeueLetter } from './cards.ts'
import type { Mark } from './commands.ts'
import { deadlineAtLatest } from './due.ts'
import { eraser } from './erase.ts'
import type { EvidenceWriter } from './evidence.ts'
import type { Connection } from './file/database.ts'
import type { Outbox } from './outbox.ts'
import { messagePruner } from './prune-messages.ts'
import type { StateReader } from './state-reader.ts'
import type { Tables } from './tables.ts'
import { type HeldTokens, tokenSeal } from './tokens.ts'

type Kind = Change['kind']

/** One writer for each kind of change; the compiler checks that none is missing. */
type Writers<Kinds extends Kind = Kind> = {
  readonly [One in Kinds]: (change: Extract<Change, { kind: One }>, at: number) => void
}

export interface WriterParts {
  readonly evidence: EvidenceWriter
  readonly tables: Tables
  readonly letters: Outbox
  /** Returns 64 new random hexadecimal digits at each call. */
  readonly randomHex: () => string
  readonly mark: Mark
}

/** Returns the function that writes one change; its statements are prepared once. */
export function changeWriter(
  db: Connection,
  { evidence, tables, letters, randomHex, mark }: WriterParts,
): (change: Change, at: number) => void {
  const erase = eraser(db, evidence, tables.commands)
  const prune = messagePruner(db)
  const writers: Writers = {
    command: ({ command }) => tables.commands.put(command),
    person: ({ person }) => tables.people.put(person),
    say: letters.say,
    ...questionWriters(db),
    ...tokenWriters(db, mark, tables.held),
    ...clockWriters(db, tables),
    untold: ({ person, commandId }) => tables.news.wait(person, commandId),
    told: ({ person, commandId }) => tables.news.told(person, commandId),
    ...settingWriters(db, tables.standing),
    ...factorWriters(db),
    ...outgoingWriters(db, randomHex),
    first_needs() {
      throw new Error('A step asked for more than a step may.')
    },
    evidence: ({ draft }) => evidence.write(draft),
    erase: ({ erasure }, at) => erase.bodies(erasure, at),
    prune_messages: ({ pruning }, at) => prune(pruning, at),
    forget({ person }) {
      erase.person(person)
      tables.commands.recall()
      tables.people.forget()
    },
  }
  const any: Readonly<Record<Kind, (change: never, at: number) => void>> = writers
  return (change, at) => any[change.kind](change as never, at)
}

/** Open questions to people: slot questions and menus. */
function questionWriters(db: Connection): Writers<'question' | 'answered'> {
  const putQuestion = db.prepare(
    `INSERT OR REPLACE INTO questions (id, place, person, asked_at, expires_at, record)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  // Found by the key's beginning: there may be as many open menus as people.
  const dropQuestion = db.prepare('DELETE FROM questions WHERE person = ? AND place = ? AND id = ?')
  return {
    question({ question }) {
      const { id, chat, person, askedAt, expiresAt } = question
      putQuestion.run(id, chat, person, askedAt, expiresAt, JSON.stringify(question))
    },
    answered({ question: { id, person, chat } }) {
      dropQuestion.run(person, chat, id)
    },
  }
}

/** Tokens under their keyed hash; the text is erased as soon as a token is spent or void. */
function tokenWriters(
  db: Connection,
  mark: Mark,
  held: HeldTokens,
): Writers<'token' | 'token_state'> {
  // Six characters may be drawn again; then an old spent or void token is replaced.
  const putToken = db.prepare(
    `INSERT INTO tokens (hash, command_id, approver, state, seal) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET command_id = excluded.command_id,
       approver = excluded.approver, state = excluded.state, seal = excluded.seal
     WHERE tokens.state <> 'open'`,
  )
  const endToken = db.prepare(
    "UPDATE tokens SET state = ?, text = NULL WHERE hash = ? AND command_id = ? AND state = 'open'",
  )
  const endTokens = db.prepare(
    "UPDATE tokens SET state = ?, text = NULL WHERE command_id = ? AND state = 'open'",
  )
  const endTokensOf = db.prepare(
    `UPDATE tokens SET state = ?, text = NULL
     WHERE command_id = ? AND approver = ? AND state = 'open'`,
  )
  return {
    token({ token }) {
      const { hash, commandId, approver, state } = token
      const seal = tokenSeal(mark, token)
      if (putToken.run(hash, commandId, approver, state, seal).changes === 0)
        throw new Error('A token was drawn that is open already; the next try draws another.')
      held.given(approver)
    },
    token_state({ state, hash, commandId, approver }) {
      if (hash === null && approver !== undefined) endTokensOf.run(state, commandId, approver)
      else if (hash === null) endTokens.run(state, commandId)
      else endToken.run(state, hash, commandId)
    },
  }
}

/** Deadlines, and the times counted for limits. */
function clockWriters(
  db: Connection,
  { tallies, commands }: Pick<Tables, 'tallies' | 'commands'>,
): Writers<
  | 'deadline'
  | 'deadline_at_latest'
  | 'deadline_over'
  | 'deadlines_over'
  | 'recheck_waiting'
  | 'tally'
> {
  const putDeadline = db.prepare(
    'INSERT OR REPLACE INTO deadlines (command_id, what, at) VALUES (?, ?, ?)',
  )
  const atLatest = deadlineAtLatest(db)
  const dropDeadline = db.prepare('DELETE FROM deadlines WHERE command_id = ? AND what = ?')
  const dropDeadlines = db.prepare('DELETE FROM deadlines WHERE command_id = ?')
  return {
    deadline: ({ deadline: { commandId, what, at } }) => void putDeadline.run(commandId, what, at),
    deadline_at_latest: ({ deadline }) => atLatest(deadline),
    deadline_over: ({ deadline }) => void dropDeadline.run(deadline.commandId, deadline.what),
    deadlines_over: ({ commandId }) => void dropDeadlines.run(commandId),
    recheck_waiting({ at }) {
      for (const id of commands.open.waiting().keys()) putDeadline.run(id, 'rebound', at)
    },
    tally: ({ key }, at) => tallies.add(key, at),
  }
}

/** State of the environment as a whole: mode, locks, bound policy and others. */
function settingWriters(
  db: Connection,
  standing: StateReader,
): Writers<
  | 'mode'
  | 'part_locks'
  | 'approvals_suspended'
  | 'bound'
  | 'definitions'
  | 'legal_hold'
  | 'suspicion'
  | 'emergencies'
> {
  const put = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
  const drop = db.prepare('DELETE FROM settings WHERE key = ?')
  function set(key: string, value: string | null): void {
    if (value === null) drop.run(key)
    else put.run(key, value)
    standing.forget()
  }
  return {
    mode: ({ mode }) => set('mode', JSON.stringify(mode)),
    part_locks: ({ locks }) => set('part_locks', locks.length === 0 ? null : JSON.stringify(locks)),
    approvals_suspended: ({ suspended }) => set('approvals_suspended', suspended ? '1' : '0'),
    bound: ({ bound }) => set('bound', JSON.stringify(bound)),
    definitions: ({ definitions }) => set('definitions', JSON.stringify(definitions)),
    legal_hold({ hold }) {
      set('legal_hold', hold?.reason ?? null)
      set('legal_hold_by', hold?.by ?? null)
    },
    suspicion: ({ suspicious }) => set('suspicion', suspicious ? '1' : '0'),
    emergencies: ({ emergencies }) =>
      set('emergencies', emergencies.length === 0 ? null : JSON.stringify(emergencies)),
  }
}

/** Second factors; secrets are stored encrypted. */
function factorWriters(
  db: Connection,
): Writers<'factor' | 'stepped_up' | 'recovery_used' | 'step_up_stale'> {
  const putFactor = db.prepare(
    'INSERT OR REPLACE INTO factors (person, secret, last_step, last_at) VALUES (?, ?, 0, 0)',
  )
  const dropCodes = db.prepare('DELETE FROM recovery_codes WHERE person = ?')
  const putCode = db.prepare('INSERT INTO recovery_codes (person, hash) VALUES (?, ?)')
  const stepUp = db.prepare('UPDATE factors SET last_step = ?, last_at = ? WHERE person = ?')
  const useRecovery = db.prepare('UPDATE recovery_codes SET hash = ? WHERE person = ? AND hash = ?')
  const touchFactor = db.prepare('UPDATE factors SET last_at = ? WHERE person = ?')
  return {
    factor({ person, sealed, recovery }) {
      putFactor.run(person, sealed)
      dropCodes.run(person)
      for (const hash of recovery) putCode.run(person, hash)
    },
    stepped_up: ({ person, step }, at) => void stepUp.run(step, at, person),
    step_up_stale: ({ person }) => void touchFactor.run(0, person),
    recovery_used({ person, hash, used }, at) {
      useRecovery.run(used, person, hash)
      touchFactor.run(at, person)
    },
  }
}

/** Work for connectors, and the state of letters. Work ids are ordered by time. */
function outgoingWriters(
  db: Connection,
  randomHex: () => string,
): Writers<'work' | 'letter_state' | 'letter_again'> {
  const again = requeueLetter(db)
  const mark = letterMarker(db)
  const putWork = db.prepare('INSERT INTO work (id, command_id, what) VALUES (?, ?, ?)')
  return {
    letter_again: ({ letter, since }) => again(letter, since),
    letter_state: ({ letter, state }) => mark(letter, state),
    work: ({ commandId, what }, at) => void putWork.run(idOf(at, randomHex()), commandId, what),
  }
}
