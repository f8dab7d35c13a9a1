// The outbox: letters are written here, read in order, and marked as they are delivered.

import type { Change } from '../command/changes.ts'
import { idOf } from '../command/draw.ts'
import { type MessageDraft, strangersLocale } from '../command/message-draft.ts'
import { readerRole } from '../policy/people.ts'
import { type BoundedCache, boundedCache } from './cache.ts'
import { letterMarker } from './cards.ts'
import type { Connection } from './file/database.ts'
import { readLetter, tokensIn, writeLetter } from './rows.ts'
import type { DeliveryState, Outgoing, Store } from './store.ts'
import type { People } from './tables.ts'
import { textPlace, type Vault } from './tokens.ts'

/** How many letters are cached; enough for all that one look at a long queue reads. */
const remembered = 2_048

export interface Outbox extends Pick<Store, 'outgoing' | 'delivered' | 'postpone'> {
  say(change: Extract<Change, { kind: 'say' }>, at: number): void
}

/** `randomHex` returns 64 new random hexadecimal digits; `people` are the possible recipients. */
export function outboxIn(
  db: Connection,
  randomHex: () => string,
  people: Pick<People, 'all' | 'find'>,
  vault: Vault,
): Outbox {
  const recent = nothingRecent()
  return {
    ...letterWriter(db, randomHex, recent, vault),
    ...marks(db),
    outgoing: outgoingReader(db, people, vault, recent),
  }
}

/** Caches: letters as written or read, and decrypted token texts by their encrypted form. */
interface Recent {
  readonly said: BoundedCache<string, MessageDraft>
  readonly texts: BoundedCache<string, { readonly hash: string; readonly token: string }>
}

const nothingRecent = (): Recent => ({
  said: boundedCache(remembered),
  texts: boundedCache(remembered),
})

function letterWriter(
  db: Connection,
  randomHex: () => string,
  { said, texts }: Recent,
  { seal, mark }: Pick<Vault, 'seal' | 'mark'>,
): Pick<Outbox, 'say'> {
  const fillToken = db.prepare("UPDATE tokens SET text = ? WHERE hash = ? AND state = 'open'")
  const put = db.prepare(
    `INSERT INTO outbox
       (id, recipient, state, at, not_before, token_hash, command, speech, seal)
     VALUES (?, ?, 'queued', ?, 0, ?, ?, ?, ?)`,
  )
  return {
    say({ speech }, at) {
      const { to, token, tokens = [], command } = speech
      for (const { text, hash } of token === undefined ? tokens : [token, ...tokens]) {
        const sealed = seal(text, textPlace(hash))
        if (fillToken.run(sealed, hash).changes === 0)
          throw new Error('A token is written before the letter that carries it.')
        texts.set(sealed, { hash, token: text })
      }
      const id = idOf(at, randomHex())
      const hash = token?.hash ?? null
      const text = writeLetter(speech)
      put.run(id, to, at, hash, command ?? null, text, mark(sealedText(id, hash, text)))
      if (tokens.length === 0) said.set(id, speech)
    },
  }
}

/** The text to seal; it holds the letter's id and token hash. */
function sealedText(id: string, hash: string | null, text: string): string {
  return ['letter', id, hash ?? '', text].join('\n')
}

/** The content given for a letter that another program wrote; it is not sent. */
const unsaid: MessageDraft = {
  to: '',
  locale: strangersLocale,
  chat: null,
  kind: 'notice',
  lines: [],
}

/** Position, id, not before, the token's hash, and its encrypted text while it is open. */
type Row = [number, string, number, string | null, string | null]

/** Reads queued letters; works on a read-only connection. */
export function outgoingReader(
  db: Connection,
  { all, find }: Pick<People, 'all' | 'find'>,
  { open, mark }: Pick<Vault, 'open' | 'mark'>,
  { said, texts }: Recent = nothingRecent(),
): Store['outgoing'] {
  const waiting = (who: string) => `SELECT o.position, o.id, o.not_before, o.token_hash, t.text
     FROM outbox o LEFT JOIN tokens t ON t.hash = o.token_hash
     WHERE o.state = 'queued' AND o.position > ? ${who} ORDER BY o.position LIMIT ? + 0`
  const queued = db.prepare<[number, number], Row>(waiting('')).raw()
  const queuedForOthers = db
    .prepare<[number, string, number], Row>(
      waiting(`AND (o.recipient NOT IN (SELECT value FROM json_each(?))
         OR instr(o.speech, '"chat":null') = 0)`),
    )
    .raw()
  const written = db
    .prepare<[string], [string, string]>('SELECT speech, seal FROM outbox WHERE id = ?')
    .raw()
  const tokenText = db.prepare('SELECT text FROM tokens WHERE hash = ?').pluck()
  const textOf = (hash: string): string | null => {
    const text = tokenText.get(hash)
    return typeof text === 'string' ? opened(hash, text) : null
  }

  /** The token's text; null if it was encrypted for another token or by another key. */
  function opened(hash: string, text: string): string | null {
    const known = texts.get(text)
    if (known?.hash === hash) return known.token
    try {
      const token = open(text, textPlace(hash))
      texts.set(text, { hash, token })
      return token
    } catch {
      return null
    }
  }

  /** The letter; null if its seal is invalid. */
  function speechOf(id: string, hash: string | null, token: string | null): MessageDraft | null {
    const known = said.get(id)
    // The text of a spent or void token is no longer shown.
    if (known !== undefined && (known.token?.text ?? null) === token) return known
    const [text, seal] = written.get(id) ?? ['', '']
    if (seal !== mark(sealedText(id, hash, text))) return null
    const speech = readLetter(text, token, hash, textOf)
    // Letters of a digest are not cached, because any of their tokens may be spent before they are
    // sent.
    if (hash !== null || tokensIn({ hash, speech: text }).length === 0) said.set(id, speech)
    return speech
  }

  const rows = (most: number, after: number, without: readonly string[]) =>
    without.length === 0
      ? queued.all(after, most)
      : queuedForOthers.all(after, JSON.stringify(without), most)

  return (most, after = 0, without = []) =>
    rows(most, after, without).map(([position, id, notBefore, hash, sealed]): Outgoing => {
      const token = hash === null || sealed === null ? null : opened(hash, sealed)
      const speech = speechOf(id, hash, token)
      if (speech === null)
        return {
          ...{ position, id, speech: unsaid, recipient: null, role: 'other', notBefore },
          isForged: true,
        }
      const recipient = find(speech.to)
      const role = readerRole(recipient, all)
      return { position, id, speech, recipient, role, notBefore }
    })
}

function marks(db: Connection): Pick<Outbox, 'delivered' | 'postpone'> {
  const mark = letterMarker(db)
  const later = db.prepare('UPDATE outbox SET not_before = ? WHERE id = ? AND state = ?')
  const markAll = (ids: readonly string[], state: DeliveryState): void => {
    for (const id of ids) mark(id, state)
  }
  const alone = db.transaction(markAll)
  return {
    delivered: (ids, state) =>
      db.inTransaction ? markAll(ids, state) : alone.immediate(ids, state),
    postpone: (id, notBefore) => void later.run(notBefore, id, 'queued'),
  }
}
