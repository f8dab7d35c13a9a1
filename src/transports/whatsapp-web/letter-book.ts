// Which letters are on their way and which were handed over, because the library chooses their ids.

import type { Letter } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { isChat } from '../whatsapp/chats.ts'
import { readAddress } from '../whatsapp/identity.ts'

/**
 * A letter is known by the id that WhatsApp gave it, across restarts too. Between handing a letter
 * to the page and hearing its id lies one turn of the event loop: a crash there sends it twice.
 */
export interface LetterBook {
  begin(letter: Letter): void
  isUnderWay(letterId: string): boolean
  /** The page is done with it, or gave it up. */
  done(letterId: string): void
  handedOver(letter: Letter, wireId: string): void
  /** WhatsApp's id of a letter that was handed over and did not fail since. */
  wireIdOf(letterId: string): string | undefined
  /** The letter on its way whose echo this is. */
  letterOfEcho(text: string, address: string | undefined): Letter | undefined
  letterIdOf(wireId: string): string | undefined
  /** WhatsApp refused it: it may be handed over again. */
  fail(letterId: string): void
  hasFailed(letterId: string): boolean
}

export function openLetterBook(session: SessionStore, now: () => number): LetterBook {
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
      // No text: this transport never answers a request to send again, and texts hold tokens.
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
      // A number and its LID may not be known as one yet; then the same words are enough.
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

/** The row of a letter itself. No id of WhatsApp's looks like this. */
function rowOf(letterId: string): string {
  return `letter ${letterId}`
}
