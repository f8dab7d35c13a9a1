// WhatsApp addresses, and the identifiers used in the rest of Aval.

import type { AliasResult } from '../../store/session/tables.ts'

/** An address without its device: a person by number or LID, a group, or anything else. */
export type Address =
  | { readonly kind: 'phone'; readonly identifier: string; readonly jid: string }
  | { readonly kind: 'lid'; readonly identifier: string; readonly jid: string }
  | { readonly kind: 'group'; readonly jid: string }
  | { readonly kind: 'ignored' }

/** The sender of a message. */
export interface Sender {
  /** `+5511…` if a number is known, else `…@lid`. */
  readonly from: string
  readonly alias?: string
  /** The address of the one-to-one chat with this person, however the message was addressed. */
  readonly directJid: string
  /** Two identifiers that contradict an earlier pairing. */
  readonly mismatch?: { readonly identifier: string; readonly alias: string }
}

/** The session's functions for pairing identifiers. */
export interface Aliases {
  learnAlias(lid: string, phone: string): AliasResult
  aliasOf(identifier: string): string | undefined
}

/**
 * Parses an address exactly: user and server count, the device does not. Hosted accounts are the
 * same people under another server name. Status, broadcast lists, newsletters and bots are ignored.
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

/** The address for an identifier, `+5511…` or `…@lid`; undefined for anything else. */
export function addressOf(identifier: string): string | undefined {
  if (/^\+[0-9]+$/.test(identifier)) return `${identifier.slice(1)}@s.whatsapp.net`
  return /^[0-9]+@lid$/.test(identifier) ? identifier : undefined
}

/**
 * The sender of a message, from the address used and the other one asserted beside it. The first
 * pairing learnt is kept; a contradiction is reported, and nothing is merged. Undefined if it is
 * not a person.
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
