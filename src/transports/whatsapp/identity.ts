// Who is who on WhatsApp: exact addresses, and the identifiers that the rest of Aval knows.

import type { Learnt } from '../../store/session/tables.ts'

/** One address without its device: a person by number or by LID, a group, or something else. */
export type Address =
  | { readonly kind: 'phone'; readonly identifier: string; readonly jid: string }
  | { readonly kind: 'lid'; readonly identifier: string; readonly jid: string }
  | { readonly kind: 'group'; readonly jid: string }
  | { readonly kind: 'ignored' }

/**
 * The sender of a message: `primary` is how WhatsApp addressed it, `alias` what else it asserts.
 */
export interface Sender {
  /** `+5511…` when a number is known, else `…@lid`. */
  readonly from: string
  readonly alias?: string
  /** The address of a one-to-one chat with this person, the same whichever way it was addressed. */
  readonly directJid: string
  /** Two identifiers that contradict what was learnt before. */
  readonly mismatch?: { readonly identifier: string; readonly alias: string }
}

/** The two questions that identity asks of the session. */
export interface Aliases {
  learnAlias(lid: string, phone: string): Learnt
  aliasOf(identifier: string): string | undefined
}

/**
 * Reads an address exactly: user and server both count, the device does not. Hosted accounts are
 * the same people under another server's name. Status, broadcast lists, newsletters and bots are
 * ignored.
 */
export function readAddress(jid: string | null | undefined): Address {
  const match = /^([0-9]+(?:-[0-9]+)?)(?:_[0-9]+)?(?::[0-9]+)?@([a-z.]+)$/.exec(jid ?? '')
  const [, user = '', server = ''] = match ?? []
  switch (server) {
    case 's.whatsapp.net':
    case 'c.us':
    case 'hosted':
      return user === '0' ? { kind: 'ignored' } : phoneAddress(user)
    case 'lid':
    case 'hosted.lid':
      return { kind: 'lid', identifier: `${user}@lid`, jid: `${user}@lid` }
    case 'g.us':
      return { kind: 'group', jid: `${user}@g.us` }
    default:
      return { kind: 'ignored' }
  }
}

function phoneAddress(user: string): Address {
  return { kind: 'phone', identifier: `+${user}`, jid: `${user}@s.whatsapp.net` }
}

/** The address of a person by identifier, `+5511…` or `…@lid`; `undefined` for anything else. */
export function addressOf(identifier: string): string | undefined {
  if (/^\+[0-9]+$/.test(identifier)) return `${identifier.slice(1)}@s.whatsapp.net`
  return /^[0-9]+@lid$/.test(identifier) ? identifier : undefined
}

/**
 * Decides who sent a message, from the address WhatsApp used and the one it asserts beside it.
 * What was learnt first stays: a contradiction is reported, and nothing is merged.
 */
export function readSender(
  primary: string | null | undefined,
  alternative: string | null | undefined,
  aliases: Aliases,
): Sender | undefined {
  const first = readAddress(primary)
  if (first.kind !== 'phone' && first.kind !== 'lid') return undefined
  const second = readAddress(alternative)
  const other = second.kind === 'phone' || second.kind === 'lid' ? second : undefined
  if (other && other.kind !== first.kind) {
    const [lid, phone] = first.kind === 'lid' ? [first, other] : [other, first]
    if (aliases.learnAlias(lid.identifier, phone.identifier) !== 'mismatch') {
      return pair(phone.identifier, phone.jid, lid.identifier)
    }
    const mismatch = { identifier: first.identifier, alias: other.identifier }
    return { ...alone(first.identifier, first.jid), mismatch }
  }
  const known = aliases.aliasOf(first.identifier)
  if (known === undefined) return alone(first.identifier, first.jid)
  return first.kind === 'phone'
    ? pair(first.identifier, first.jid, known)
    : pair(known, addressOf(known) ?? first.jid, first.identifier)
}

function pair(phone: string, phoneJid: string, lid: string): Sender {
  return { from: phone, alias: lid, directJid: phoneJid }
}

function alone(identifier: string, jid: string): Sender {
  return { from: identifier, directJid: jid }
}
