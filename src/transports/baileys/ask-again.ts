// Asks a phone again for a message that Baileys threw away because its key was used already.

import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import type { Log } from '../whatsapp/log.ts'

/**
 * That is right for a message that comes a second time. It is wrong when the line or the process
 * broke between the reading and the receipt: then nobody has it, and the server delivers it again.
 * Nobody can tell the two apart, so the phone is asked: what was heard before ends in the inbox.
 */
export interface AskAgain {
  /** Called with each new socket, before anything can arrive on it. */
  watch(socket: WASocket): void
  /** Baileys could not read the message with this id, for the key was used. */
  usedKey(id: string): void
}

/** Stanzas remembered per connection; the oldest are forgotten beyond this. */
const maxStanzas = 1_000

export function makeAskAgain(log: Log): AskAgain {
  let current: WASocket | undefined
  const stanzas = new Map<string, BinaryNode>()
  return {
    watch(socket) {
      current = socket
      stanzas.clear()
      socket.ws.on('CB:message', ({ tag, attrs }: BinaryNode) => {
        const { id = '' }: Readonly<Record<string, string | undefined>> = attrs
        stanzas.set(id, { tag, attrs })
        const [oldest] = stanzas.keys()
        if (stanzas.size > maxStanzas && oldest !== undefined) stanzas.delete(oldest)
      })
    },
    usedKey(id) {
      const stanza = stanzas.get(id)
      if (stanza === undefined || current === undefined) return
      // With fresh keys, so that the phone begins a session that both sides know.
      current
        .sendRetryRequest(stanza, true)
        .catch(() => log.warn({}, 'a phone could not be asked again for a message'))
    },
  }
}
