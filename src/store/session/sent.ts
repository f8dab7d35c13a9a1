// Sent messages: their ids for quotes and receipts, and their texts while a phone may request them
// again.

import type Database from 'better-sqlite3'

/** A message of ours: `wireId` is WhatsApp's id, `letterId` the engine's. */
interface SentMessage {
  readonly wireId: string
  readonly letterId: string
  readonly chat: string
  /** Kept to answer a retry request; null once deleted. */
  readonly text: string | null
  readonly acknowledged: boolean
}

/** `now` is in epoch milliseconds. */
export interface SentStore {
  sent(wireId: string): SentMessage | undefined
  rememberSent(message: Omit<SentMessage, 'acknowledged'>, now: number): void
  markAcknowledged(wireId: string): void
  /**
   * Ids of letters that the server has not acknowledged, oldest first, while their texts are kept.
   */
  unacknowledged(): readonly string[]
  /** The person's phone has it: its text is kept only a little longer. */
  markDelivered(wireId: string, now: number): void
  /** Deletes the texts sent to a chat: after an identity change nobody may request them again. */
  forgetTexts(chat: string): void
}

/** How long the text of a message not reported as received can answer retry requests. */
export const keepTextMs = 24 * 60 * 60 * 1000
/** How long after one phone has it the person's linked computers may still request it. */
export const graceMs = 10 * 60 * 1000
/** How long ids answer quotes and late receipts. */
export const keepSentMs = 30 * 24 * 60 * 60 * 1000

interface SentRow {
  readonly wire_id: string
  readonly letter_id: string
  readonly chat: string
  readonly text: string | null
  readonly acknowledged: number
}

/** `sweepSent` deletes what is old enough; returns whether it deleted a text. */
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
