// Which letters are under way and which were sent, because the library chooses their WhatsApp ids.

import type { Letter } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { isChat } from '../whatsapp/chats.ts'
import { readAddress } from '../whatsapp/identity.ts'

/**
 * Letters are recognised by their WhatsApp id, even after restarts. Between sending a letter and
 * learning its id there is one turn of the event loop: a crash there sends it twice.
 */
export interface SentLedger {
  begin(letter: Letter): void
  isUnderWay(letterId: string): boolean
  /** The page has finished with it, or gave up. */
  done(letterId: string): void
  handedOver(letter: Letter, wireId: string): void
  /** WhatsApp's id of a letter that was sent and has not failed since. */
  wireIdOf(letterId: string): string | undefined
  /** The letter under way whose echo this is. */
  letterOfEcho(text: string, address: string | undefined): Letter | undefined
  letterIdOf(wireId: string): string | undefined
  /** WhatsApp refused it: it may be sent again. */
  fail(letterId: string): void
  hasFailed(letterId: string): boolean
}

export function openSentLedger(session: SessionStore, now: () => number): SentLedger {
  const underWay = new Map<string, Letter>()
  const failed = new Set<string>()
  return {
    begin: (letter) => {
      underWay.set(letter.id, letter)
      failed.delete(letter.id)
    },
    isUnderWay: (letterId) => underWay.has(letterId),
    done: (letterId) => {
      underWay.delete(letterId)
    },
    handedOver: ({ id: letterId, chat }, wireId) => {
      underWay.delete(letterId)
      if (session.sent(wireId)) return
      // Without text: this transport never answers resend requests, and texts hold tokens.
      session.rememberSent({ wireId, letterId, chat, text: null }, now())
      const row = { wireId: rowOf(letterId), letterId: wireId, chat, text: null }
      session.rememberSent(row, now())
    },
    wireIdOf: (letterId) =>
      failed.has(letterId) ? undefined : session.sent(rowOf(letterId))?.letterId,
    letterOfEcho: (text, address) => {
      const same = [...underWay.values()].filter((letter) => letter.text === text)
      const read = readAddress(address)
      const [first, ...others] = same
      // Number and LID may not be known as one person yet; then an equal text is enough if unique.
      const alone = others.length === 0 ? first : undefined
      return same.find(({ chat }) => isChat(session, chat, read)) ?? alone
    },
    letterIdOf: (wireId) => session.sent(wireId)?.letterId,
    fail: (letterId) => {
      failed.add(letterId)
    },
    hasFailed: (letterId) => failed.has(letterId),
  }
}

/** The row key for a letter's own id; unlike any WhatsApp id. */
function rowOf(letterId: string): string {
  return `letter ${letterId}`
}
