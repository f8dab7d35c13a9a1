// Looks up a message's recipients before it is sent, so that a slow answer about one chat delays
// nobody else.

import type { GroupMetadata, WASocket } from '@whiskeysockets/baileys'
import { readAddress } from '../whatsapp/identity.ts'

/** Members of the groups being written to, as WhatsApp just reported them. */
export type Groups = Map<string, GroupMetadata>

/**
 * Baileys looks up members, devices and keys while it holds the lock that all messages share;
 * looked up beforehand, the answers are cached.
 * If WhatsApp reports no devices of a person, Baileys would send an unreadable message and call it
 * sent; here that is an error.
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
