// What the server queues for a client: each message and each retry receipt of a phone, until the
// client acknowledges it.

import { type BinaryNode, getBinaryNodeChild } from '@whiskeysockets/baileys'
import { attribute } from './phone.ts'

export class Mailbox {
  readonly #kept = new Map<string, BinaryNode>()
  /** Number of messages that the client has acknowledged in any way. */
  taken = 0
  /** Ids of messages that the client gave up because it could not decrypt them. */
  readonly thrownAway: string[] = []

  /** A newer stanza replaces an older one with the same id. */
  keep(node: BinaryNode): void {
    const name = nameOf(node)
    if (name !== undefined) this.#kept.set(name, node)
  }

  keeps(node: BinaryNode): boolean {
    const name = nameOf(node)
    return name !== undefined && this.#kept.get(name) === node
  }

  waiting(): readonly BinaryNode[] {
    return [...this.#kept.values()]
  }

  /** Processes a receipt or an acknowledgement of the client. */
  hear(node: BinaryNode): void {
    const id = attribute(node, 'id')
    if (node.tag === 'ack' && attribute(node, 'class') === 'receipt') this.#kept.delete(retry(id))
    if (!this.#kept.has(id)) return
    const error = attribute(node, 'error')
    const isReceipt = node.tag === 'receipt' && attribute(node, 'type') !== 'retry'
    const isAck = node.tag === 'ack' && attribute(node, 'class') === 'message'
    // After a retry receipt comes an acknowledgement with 500: the phone will send the message
    // again.
    if (!isReceipt && !(isAck && error !== '500')) return
    this.#kept.delete(id)
    this.taken += 1
    if (error !== '') this.thrownAway.push(id)
    for (const item of getBinaryNodeChild(node, 'list')?.content ?? []) {
      if (typeof item === 'object' && 'attrs' in item) this.#kept.delete(attribute(item, 'id'))
    }
  }
}

/** Messages, and retry receipts of phones that could not decrypt one of the client's. */
function nameOf(node: BinaryNode): string | undefined {
  const id = attribute(node, 'id')
  if (node.tag === 'message') return id
  return node.tag === 'receipt' && attribute(node, 'type') === 'retry' ? retry(id) : undefined
}

const retry = (id: string) => `retry ${id}`
