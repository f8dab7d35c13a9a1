// The outbox: what is to be said is written here, read in order, and marked as it goes its way.

import type { Change } from '../command/changes.ts'
import { drawId } from '../command/draw.ts'
import type { Speech } from '../command/speech.ts'
import type { Person } from '../policy/people.ts'
import { letterMarker } from './cards.ts'
import type { Connection } from './database.ts'
import { type Newest, newest } from './memory.ts'
import { carriesSeveral, readLetter, writeLetter } from './rows.ts'
import type { DeliveryState, Outgoing, Store } from './store.ts'

/** Letters that are remembered as they were said: those that wait in a busy environment. */
const remembered = 512

export interface Letters extends Pick<Store, 'outgoing' | 'delivered' | 'postpone'> {
  say(change: Extract<Change, { kind: 'say' }>, at: number): void
}

/** `chance` gives 64 fresh hexadecimal digits; `people` are those who may be written to. */
export function lettersIn(
  db: Connection,
  chance: () => string,
  people: () => readonly Person[],
): Letters {
  const said = newest<string, Speech>(remembered)
  return {
    ...letterWriter(db, chance, said),
    ...marks(db),
    outgoing: outgoingReader(db, people, said),
  }
}

function letterWriter(
  db: Connection,
  chance: () => string,
  said: Newest<string, Speech>,
): Pick<Letters, 'say'> {
  const fillToken = db.prepare("UPDATE tokens SET text = ? WHERE hash = ? AND state = 'open'")
  const put = db.prepare(
    `INSERT INTO outbox
       (id, recipient, state, at, not_before, attempts, token_hash, command, speech)
     VALUES (?, ?, 'queued', ?, 0, 0, ?, ?, ?)`,
  )
  return {
    say({ speech }, at) {
      const { to, token, tokens = [], command } = speech
      for (const one of token === undefined ? tokens : [token, ...tokens])
        if (fillToken.run(one.text, one.hash).changes === 0)
          throw new Error('A token is written before the letter that carries it.')
      const id = drawId(at, chance(), 'letter')
      put.run(id, to, at, token?.hash ?? null, command ?? null, writeLetter(speech))
      // In a digest any of several tokens may be spent by the time that it goes.
      if (tokens.length === 0) said.set(id, speech)
    },
  }
}

/** Position, id, attempts, not before, the hash of the token, and its text while it is open. */
type Row = [number, string, number, number, string | null, string | null]

/** Reads what is queued; needs no right to write. */
export function outgoingReader(
  db: Connection,
  people: () => readonly Person[],
  said: Newest<string, Speech> = newest(remembered),
): Store['outgoing'] {
  const queued = db
    .prepare<[number], Row>(
      `SELECT o.position, o.id, o.attempts, o.not_before, o.token_hash, t.text
       FROM outbox o LEFT JOIN tokens t ON t.hash = o.token_hash
       WHERE o.state = 'queued' ORDER BY o.position LIMIT ? + 0`,
    )
    .raw()
  const written = db.prepare<[string]>('SELECT speech FROM outbox WHERE id = ?').pluck()
  const tokenText = db.prepare('SELECT text FROM tokens WHERE hash = ?').pluck()
  const textOf = (hash: string): string | null => {
    const text = tokenText.get(hash)
    return typeof text === 'string' ? text : null
  }

  function speechOf(id: string, hash: string | null, token: string | null): Speech {
    const known = said.get(id)
    // A token that is spent or void is not shown any more.
    if (known !== undefined && (known.token?.text ?? null) === token) return known
    const text = written.get(id)
    const speech = readLetter(text, token, hash, textOf)
    if (!carriesSeveral(text)) said.set(id, speech)
    return speech
  }

  return (most) =>
    queued.all(most).map(([position, id, attempts, notBefore, hash, token]): Outgoing => {
      const speech = speechOf(id, hash, token)
      const recipient = people().find((one) => one.id === speech.to) ?? null
      return { position, id, speech, recipient, attempts, notBefore }
    })
}

function marks(db: Connection): Pick<Letters, 'delivered' | 'postpone'> {
  const mark = letterMarker(db)
  const later = db.prepare(
    'UPDATE outbox SET not_before = ?, attempts = attempts + 1 WHERE id = ? AND state = ?',
  )
  const markAll = db.transaction((ids: readonly string[], state: DeliveryState) => {
    for (const id of ids) mark(id, state)
  })
  return {
    delivered: (ids, state) => markAll.immediate(ids, state),
    postpone: (id, notBefore) => void later.run(notBefore, id, 'queued'),
  }
}
