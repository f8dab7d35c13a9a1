// What was sent to whom: ids for quotes and receipts, and texts while a phone may ask again.

import type Database from 'better-sqlite3'

/** A message of ours: `wireId` is what WhatsApp calls it, `letterId` what the engine calls it. */
interface SentMessage {
  readonly wireId: string
  readonly letterId: string
  readonly chat: string
  /** The text, kept to answer a retry request; `null` once it is forgotten. */
  readonly text: string | null
  readonly acknowledged: boolean
}

/** `now` is in epoch milliseconds. */
export interface SentStore {
  sent(wireId: string): SentMessage | undefined
  rememberSent(message: Omit<SentMessage, 'acknowledged'>, now: number): void
  markAcknowledged(wireId: string): void
  /** Letters that the server never said it has, oldest first, while their texts are kept. */
  unacknowledged(): readonly string[]
  /** The person's phone has it: the text is kept for a little while only. */
  markDelivered(wireId: string, now: number): void
  /** Forgets the texts sent to a chat: after a change of identity nobody may ask for them again. */
  forgetTexts(chat: string): void
}

/** A text that no phone reported as received answers retry requests for a day at most. */
export const keepTextMs = 24 * 60 * 60 * 1000
/** After one phone has it, the person's linked computers may still ask for so long. */
export const graceMs = 10 * 60 * 1000
/** Ids answer quotes and late receipts for a month. */
export const keepSentMs = 30 * 24 * 60 * 60 * 1000

interface SentRow {
  readonly wire_id: string
  readonly letter_id: string
  readonly chat: string
  readonly text: string | null
  readonly acknowledged: number
}

/** `sweepSent` forgets what is kept long enough, and tells whether a text was among it. */
export function sentOf(
  database: Database.Database,
): SentStore & { readonly sweepSent: (now: number) => boolean } {
  const read = database.prepare<[string], SentRow>(
    'SELECT wire_id, letter_id, chat, text, acknowledged FROM sent WHERE wire_id = ?',
  )
  const write = database.prepare(
    `INSERT INTO sent (wire_id, letter_id, chat, text, at_ms, forget_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (wire_id) DO UPDATE
       SET text = excluded.text, at_ms = excluded.at_ms, forget_ms = excluded.forget_ms`,
  )
  const forgetOld = database.prepare(
    'UPDATE sent SET text = NULL WHERE forget_ms <= ? AND text IS NOT NULL',
  )
  const removeOld = database.prepare('DELETE FROM sent WHERE at_ms < ?')
  const acknowledge = database.prepare('UPDATE sent SET acknowledged = 1 WHERE wire_id = ?')
  const open = database
    .prepare<[], string>(
      'SELECT letter_id FROM sent WHERE acknowledged = 0 AND text IS NOT NULL ORDER BY at_ms',
    )
    .pluck()
  const delivered = database.prepare(
    'UPDATE sent SET forget_ms = min(forget_ms, ?) WHERE wire_id = ? AND text IS NOT NULL',
  )
  const forget = database.prepare('UPDATE sent SET text = NULL WHERE chat = ?')
  return {
    sent: (wireId) => {
      const row = read.get(wireId)
      if (!row) return undefined
      const { letter_id: letterId, chat, text } = row
      return { wireId, letterId, chat, text, acknowledged: row.acknowledged === 1 }
    },
    rememberSent: ({ wireId, letterId, chat, text }, now) => {
      write.run(wireId, letterId, chat, text, now, now + keepTextMs)
    },
    markAcknowledged: (wireId) => void acknowledge.run(wireId),
    unacknowledged: () => open.all(),
    markDelivered: (wireId, now) => void delivered.run(now + graceMs, wireId),
    forgetTexts: (chat) => void forget.run(chat),
    sweepSent: (now) => {
      removeOld.run(now - keepSentMs)
      return forgetOld.run(now).changes > 0
    },
  }
}
