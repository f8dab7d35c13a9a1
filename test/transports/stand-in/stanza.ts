// A phone's message to the companion: its envelope and its encryption.

import { randomUUID } from 'node:crypto'
import { type BinaryNode, proto } from '@whiskeysockets/baileys'
import type { Companion, Group } from './answers.ts'
import type { Bundle, Phone } from './phone.ts'

/** How a phone's message is delivered. */
export interface Way {
  readonly id?: string
  readonly group?: Group
  /** The server names the sender by LID or by number; default: LID. */
  readonly by?: 'lid' | 'number'
  /** The other identifier that the server asserts; default: the true one; `null` for none. */
  readonly alias?: string | null
  /** Seconds since the epoch, as the server claims. */
  readonly at?: number
  /** Not encrypted, as a forging server could send it. */
  readonly plaintext?: boolean
  /** Encrypted so that it cannot be decrypted. */
  readonly garbled?: boolean
  /** Typed on the owner's own phone, to this address. */
  readonly recipient?: string
}

export async function stanzaOf(
  phone: Phone,
  message: proto.IMessage,
  way: Way,
  companion: Companion | undefined,
): Promise<BinaryNode> {
  return {
    tag: 'message',
    attrs: { ...envelope(phone, way), id: way.id ?? randomUUID(), type: 'text' },
    content: await sealed(phone, message, way, companion),
  }
}

async function sealed(
  phone: Phone,
  message: proto.IMessage,
  way: Way,
  companion: Companion | undefined,
): Promise<BinaryNode[]> {
  if (way.plaintext) {
    const content = proto.Message.encode(message).finish()
    return [{ tag: 'plaintext', attrs: {}, content }]
  }
  if (!companion) throw new Error('no companion is linked')
  const bundle = takeBundle(companion)
  if (way.group) {
    const { distribution, node } = await phone.encryptForGroup(way.group.jid, message)
    return [await phone.encrypt(companion.lid, bundle, distribution), node]
  }
  const node = await phone.encrypt(companion.lid, bundle, message)
  if (way.garbled && node.content instanceof Uint8Array) node.content.subarray(-8).fill(0)
  return [node]
}

function takeBundle({ registrationId, identity, signedPreKey, preKeys }: Companion): Bundle {
  const preKey = preKeys.shift()
  return { registrationId, identity, signedPreKey, ...(preKey && { preKey }) }
}

function envelope(phone: Phone, way: Way): BinaryNode['attrs'] {
  const byLid = way.by !== 'number'
  const primary = byLid ? phone.lidJid : phone.numberJid
  const alias = way.alias === undefined ? (byLid ? phone.numberJid : phone.lidJid) : way.alias
  const role = way.group ? 'participant' : 'sender'
  return {
    t: `${way.at ?? 1_700_000_000}`,
    notify: 'a name',
    addressing_mode: byLid ? 'lid' : 'pn',
    from: way.group ? way.group.jid : primary,
    ...(way.group && { participant: primary }),
    ...(way.recipient && { recipient: way.recipient }),
    ...(alias !== null && { [`${role}_${byLid ? 'pn' : 'lid'}`]: alias }),
  }
}
