// When the client could not decrypt a message, the phone encrypts and sends it again.

import {
  type BinaryNode,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildUInt,
} from '@whiskeysockets/baileys'
import type { Companion } from './answers.ts'
import { attribute, type Phone } from './phone.ts'
import { stanzaOf, type Way } from './stanza.ts'

type Said = Parameters<typeof stanzaOf>[1]

/** The phones' messages by id, as long as a real phone would remember them. */
export class Resends {
  readonly #said = new Map<string, { readonly phone: Phone; message: Said; way: Way }>()

  remember(id: string, phone: Phone, message: Said, way: Way): void {
    // Only an attacker reuses an id; a phone resends its last message with it.
    this.#said.set(id, { phone, message, way: { ...way, id, garbled: false } })
  }

  /** Clears all, for long runs, once everything is settled. */
  forget(): void {
    this.#said.clear()
  }

  /** The stanza that answers a retry receipt of the client; `undefined` for an unknown message. */
  async answer(receipt: BinaryNode, companion: Companion): Promise<BinaryNode | undefined> {
    const said = this.#said.get(attribute(receipt, 'id'))
    const keys = getBinaryNodeChild(receipt, 'keys')
    if (said === undefined) return undefined
    if (keys !== undefined) {
      learnPreKey(keys, companion)
      await said.phone.forgetSession(companion.lid)
    }
    return await stanzaOf(said.phone, said.message, said.way, companion)
  }
}

/** The client's retry receipt has a new key, so that a new session can begin. */
function learnPreKey(keys: BinaryNode, companion: Companion): void {
  const node = getBinaryNodeChild(keys, 'key')
  if (node === undefined) return
  const publicKey = getBinaryNodeChildBuffer(node, 'value')
  const keyId = getBinaryNodeChildUInt(node, 'id', 3)
  if (publicKey !== undefined && keyId !== undefined) {
    companion.preKeys.unshift({ keyId, publicKey })
  }
}
