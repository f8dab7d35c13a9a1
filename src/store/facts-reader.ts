// Reads the facts that one event needs.

import { factorPlace } from '../command/answered/step-up.ts'
import type { Needs } from '../command/changes.ts'
import { countedMost } from '../command/deadlines/digest.ts'
import {
  type Deadline,
  personIn,
  type Question,
  type StepUpFacts,
  type TokenRecord,
} from '../command/facts.ts'
import { overlaid } from '../command/tallies.ts'
import type { Person } from '../policy/people.ts'
import { affectedReader } from './affected.ts'
import { cardsReader } from './cards.ts'
import type { Mark } from './commands.ts'
import type { Connection } from './file/database.ts'
import { readQuestion } from './rows.ts'
import type { Keys, StoredFacts } from './store.ts'
import type { Tables } from './tables.ts'
import { tokenReader, type Vault } from './tokens.ts'

const questionsMost = 20

/*
 * Limits are written `LIMIT ? + 0` in the whole store: SQLite plans a bare `LIMIT ?` for its value,
 * and so compiles the statement again each time that a value is bound.
 */

export function factsReader(
  db: Connection,
  { commands, due, held, people, prover, roll, standing, tallies }: Tables,
  vault: Vault,
): (keys: Keys) => StoredFacts {
  const answers = answersReader(db, vault.mark)
  const cardsIn = cardsReader(db, vault.mark)
  const affectedBy = affectedReader(db, commands)
  const untoldIn = untoldReader(db)
  const quotedIn = quotedReader(db)
  const stepUpOf = stepUpReader(db, vault.open)

  /** A factor that another program may have written is not used. */
  const asksFactor = ({ tokenHashes }: Keys) => tokenHashes.length > 0 && roll.isWhole()

  return (keys) => {
    const everybody = people.all()
    const sender = senderOf(everybody, keys)
    const place = keys.chat?.direct === true ? sender?.id : keys.chat?.id
    const open = sender === null ? null : commands.open.of(sender.id)
    const questions =
      sender === null || open === null || place === undefined
        ? []
        : [...open.questions(place), ...answers.questions(sender.id, place)]
    const tokens = answers.tokens(new Set([...keys.tokenHashes, ...(keys.strayHashes ?? [])]))
    const cards = keys.letters === undefined ? null : cardsIn(keys.letters)
    const deadlines = keys.dueAt === undefined ? [] : due.upTo(keys.dueAt)
    const untold = untoldIn(deadlines)
    const named = [...keys.names, ...namedBefore(questions)]
    const lapsing = [
      ...deadlines.map((one) => one.commandId),
      ...affectedBy(deadlines),
      ...[...untold.values()].flat(),
    ]
    const ids = [
      ...keys.commandIds,
      ...questions.flatMap((one) => (one.kind === 'confirm' ? [one.commandId] : [])),
      ...[...tokens.values()].map((one) => one.commandId),
      ...[...(cards?.values() ?? [])].flat().map((one) => one.commandId),
      ...lapsing,
      ...(sender === null ? [] : held.of(sender.id, questionsMost)),
    ]
    const own = (key: string) =>
      key.replace('{sender}', sender?.id ?? '?').replace('{tenant}', sender?.tenant ?? '?')
    const { mode, partLocks, approvalsSuspended, legalHold, bound, definitions, suspicious } =
      standing.all()
    const { emergencies } = standing.all()
    // This runs for every event, and a plain literal is much faster than a spread.
    const known: StoredFacts = {
      mode,
      partLocks,
      approvalsSuspended,
      legalHold,
      bound,
      definitions,
      suspicious,
      emergencies,
      people: everybody,
      roll: roll.number(),
      sender,
      questions,
      commands: commands.find(ids, named),
      proofs:
        keys.prove === true || named.length > 0
          ? prover.proofs([...startable(keys, questions, tokens), ...lapsing], named)
          : unread,
      tokens,
      taken: commands.taken(keys.fresh),
      tallies: tallies.read(sender === null ? withStranger(keys) : keys, own),
      onCall: [],
      recent: null,
      openRequests: open === null ? 0 : open.requests(keys.sender?.agent),
      due: deadlines,
      stepUp: sender === null || !asksFactor(keys) ? null : stepUpOf(sender.id),
    }
    if (keys.quotes !== undefined) return { ...known, ...quotedIn(keys.quotes) }
    if (untold.size > 0) return { ...known, untold }
    return cards === null ? known : { ...known, cards }
  }
}

/** Adds the tallies for unknown senders, whose pseudonym is computed only if needed. */
function withStranger(keys: Keys): Keys {
  const { tallies, talliesOfStranger } = keys
  if (talliesOfStranger === undefined) return keys
  return { ...keys, tallies: [...tallies, ...talliesOfStranger()] }
}

/** The command that the quoted letter is about; null if it is none of our letters. */
function quotedReader(db: Connection): (letter: string) => Pick<StoredFacts, 'quoted'> {
  const commandOf = db.prepare<[string], string | null>('SELECT command FROM outbox WHERE id = ?')
  const find = commandOf.pluck()
  return (letter) => ({ quoted: { command: find.get(letter) ?? null } })
}

/** By person, the commands whose news waits for a digest now due; one more than it takes. */
function untoldReader(
  db: Connection,
): (due: readonly Deadline[]) => ReadonlyMap<string, readonly string[]> {
  const idsOf = db.prepare<[string, number], string>(
    'SELECT command_id FROM untold WHERE person = ? ORDER BY position LIMIT ? + 0',
  )
  const ids = idsOf.pluck()
  return (due) => {
    const people = due.flatMap((one) => (one.what === 'digest' ? personIn(one) : []))
    const rows = people.map((person) => [person, ids.all(person, countedMost + 1)] as const)
    return new Map(rows.filter(([, untold]) => untold.length > 0))
  }
}

/** The facts, with what the step asked for in addition. */
export function withMore(
  { commands, tallies }: Pick<Tables, 'commands' | 'tallies'>,
  known: StoredFacts,
  keys: Keys,
  needs: Needs,
): StoredFacts {
  const { sender } = known
  const wanted = { ...keys, tallies: needs.tallies ?? [], tallyPrefixes: [] }
  return {
    ...known,
    tallies: overlaid(
      known.tallies,
      tallies.read(wanted, (key) => key),
    ),
    recent:
      needs.recent === undefined || sender === null
        ? known.recent
        : commands.recent(sender.tenant, needs.recent),
  }
}

/** For events that cannot start a command. */
const unread: StoredFacts['proofs'] = new Map()

/** Ids of commands that may start now: those answered here, or worked on. */
function startable(
  keys: Keys,
  questions: readonly Question[],
  tokens: ReadonlyMap<string, TokenRecord>,
): readonly string[] {
  return [
    ...keys.commandIds,
    ...questions.flatMap((one) => (one.kind === 'confirm' ? [one.commandId] : [])),
    ...keys.tokenHashes.flatMap((hash) => tokens.get(hash)?.commandId ?? []),
  ]
}

/** What a person may be answering: open questions in a chat, and tokens. */
function answersReader(db: Connection, mark: Mark) {
  const questions = db
    .prepare<[string, string, number]>(
      `SELECT record FROM questions WHERE person = ? AND place = ?
       ORDER BY asked_at, id LIMIT ? + 0`,
    )
    .pluck()
  const token = tokenReader(db, mark)
  return {
    /** Open slot questions and menus. */
    questions: (person: string, place: string): readonly Question[] =>
      questions.all(person, place, questionsMost).flatMap((one) => readQuestion(one) ?? []),
    tokens(hashes: ReadonlySet<string>): ReadonlyMap<string, TokenRecord> {
      const found = [...hashes].flatMap((hash) => token(hash) ?? [])
      return new Map(found.map((one) => [one.hash, one]))
    },
  }
}

function stepUpReader(
  db: Connection,
  open: (sealed: string, place: string) => string,
): (person: string) => StepUpFacts | null {
  const factor = db.prepare<
    [string],
    { readonly secret: string; readonly last_step: number; readonly last_at: number }
  >('SELECT secret, last_step, last_at FROM factors WHERE person = ?')
  const recovery = db.prepare<[string]>('SELECT hash FROM recovery_codes WHERE person = ?').pluck()
  return (person) => {
    const row = factor.get(person)
    if (row === undefined) return null
    return {
      secret: open(row.secret, factorPlace(person)),
      lastStep: row.last_step,
      lastAt: row.last_at,
      recovery: recovery.all(person).map(String),
    }
  }
}

/** The person with these identifiers; null for none, or if they belong to two people. */
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

/** Command names given in earlier answers to slot questions. */
function namedBefore(questions: readonly Question[]): readonly string[] {
  return questions.flatMap((one) => {
    const named = one.kind === 'slot' ? one.slots['command'] : undefined
    return typeof named === 'string' ? [named] : []
  })
}
