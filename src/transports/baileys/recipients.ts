// Who a message goes to is asked before it is sent: a server that is slow to answer about one chat
// then keeps nobody else waiting.

import type { GroupMetadata, WASocket } from '@whiskeysockets/baileys'
import { readAddress } from '../whatsapp/identity.ts'

/** Members of the groups that are being written to, as WhatsApp named them a moment ago. */
export type Groups = Map<string, GroupMetadata>

/**
 * Baileys asks for members, devices and their keys while it holds the one turn that all messages
 * share. Asked beforehand, the answers are there by then.
 *
 * When WhatsApp does not say which devices a person has, Baileys sends a message that nobody can
 * read and calls it sent. Here it is an error; the answer is kept, so that it is asked only once.
 */
export async function findRecipients(
  socket: WASocket,
  wire: string,
  groups: Groups,
): Promise<void> {
  const devices = await socket.getUSyncDevices(await namesOf(socket, wire, groups), true, false)
  if (devices.length === 0) throw new Error('the person has no known device')
  await socket.assertSessions(devices.map(({ jid }) => jid))
}

async function namesOf(socket: WASocket, wire: string, groups: Groups): Promise<string[]> {
  if (readAddress(wire).kind !== 'group') return [wire]
  const group = await socket.groupMetadata(wire)
  groups.set(wire, group)
  return group.participants.map(({ id }) => id)
}
