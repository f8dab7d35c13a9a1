// What the server keeps for a client: each message until the client has said that it has it.

import { type BinaryNode, getBinaryNodeChild } from '@whiskeysockets/baileys'
import { attribute } from './phone.ts'

export class Mailbox {
  readonly #kept = new Map<string, BinaryNode>()
  /** Messages that the client took, in whatever way. */
  taken = 0
  /** Ids of messages that the client threw away because it could not read them, and never will. */
  readonly thrownAway: string[] = []

  /** A newer stanza under an id takes the place of the older one. */
  keep(node: BinaryNode): void {
    if (node.tag === 'message') this.#kept.set(attribute(node, 'id'), node)
  }

  keeps(node: BinaryNode): boolean {
    return this.#kept.get(attribute(node, 'id')) === node
  }

  waiting(): readonly BinaryNode[] {
    return [...this.#kept.values()]
  }

  /** Takes note of a receipt or an acknowledgement of the client. */
  hear(node: BinaryNode): void {
    const id = attribute(node, 'id')
    if (!this.#kept.has(id)) return
    const error = attribute(node, 'error')
    const isReceipt = node.tag === 'receipt' && attribute(node, 'type') !== 'retry'
    const isAck = node.tag === 'ack' && attribute(node, 'class') === 'message'
    // After a retry receipt comes an acknowledgement with 500: the phone's next try is on its way.
    if (!isReceipt && !(isAck && error !== '500')) return
    this.#kept.delete(id)
    this.taken += 1
    if (error !== '') this.thrownAway.push(id)
    for (const item of getBinaryNodeChild(node, 'list')?.content ?? []) {
      if (typeof item === 'object' && 'attrs' in item) this.#kept.delete(attribute(item, 'id'))
    }
  }
}
