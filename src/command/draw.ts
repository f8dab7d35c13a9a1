// Ids, names and tokens, derived from the random bytes that a step is given. Pure: same bytes, same
// result.

import { createHmac, hash } from 'node:crypto'

/** 30 letters and digits without look-alikes; six of them have 29.4 bits. */
export const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const tokenLength = 6
const challengeLength = 8

/** Matches a token in normalised, upper-case text. */
export const tokenPattern = patternOf(tokenLength)
const challengePattern = patternOf(challengeLength)

function patternOf(length: number): RegExp {
  return new RegExp(`^[${alphabet}]{${length}}$`)
}

function stream(random: string, label: string): Buffer {
  return hash('sha512', `${random}\0${label}`, 'buffer')
}

/** Letters without modulo bias: bytes of 240 and above are skipped. */
function letters(random: string, label: string, length: number): string {
  let found = ''
  for (let round = 0; found.length < length; round += 1) {
    const bytes = stream(random, `${label}/${round}`)
    for (let index = 0; index < bytes.length && found.length < length; index += 1) {
      const byte = bytes[index] ?? 255
      if (byte < 240) found += alphabet[byte % alphabet.length]
    }
  }
  return found
}

/** A single-use token for one approver of one request (HAPF X.B). */
export function drawToken(random: string, approver: string): string {
  return letters(random, `token/${approver}`, tokenLength)
}

/** A code that proves a phone: 39 bits, because strangers may guess at it. */
export function drawChallenge(random: string, person: string): string {
  return letters(random, `challenge/${person}`, challengeLength)
}

const ascii = /^[ -~]*$/

/** The text as people see it: without invisible characters, and NFKC. */
export function asSeen(text: string): string {
  if (ascii.test(text)) return text
  return text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
}

/**
 * The enrolment code in a text (`K7QM2P9D`, `k7qm-2p9d`, `K7QM 2P9D`), normalised; null if none.
 */
export function challengeIn(text: string): string | null {
  if (text.length > 40) return null
  const found = /^([0-9a-z]{4})[ -]?([0-9a-z]{4})$/i.exec(asSeen(text).trim())
  const code = `${found?.[1] ?? ''}${found?.[2] ?? ''}`.toUpperCase()
  return challengePattern.test(code) ? code : null
}

/** The keyed hash under which a token is stored (product.md, Approvals). */
export function tokenHash(key: string, token: string): string {
  return createHmac('sha256', key).update(`token\0${token}`).digest('hex')
}

/** A stable keyed stand-in for a phone number or chat that must not enter evidence. */
export function pseudonym(key: string, identifier: string): string {
  const digest = createHmac('sha256', key).update(`who\0${identifier}`).digest('hex')
  return `stranger-${digest.slice(0, 12)}`
}

/** Is it a command's public name, in any case? Longer names than are drawn are accepted. */
export function isCommandName(text: string): boolean {
  return /^c-[0-9a-z]{4,12}$/i.test(text)
}

/** The command names in a text, in upper case. */
export function namesIn(text: string): readonly string[] {
  return text.toUpperCase().match(/\bC-[0-9A-Z]{4,12}\b/g) ?? []
}

const nameLengths = [4, 4, 4, 5, 6, 8]

/** Candidate names for a new command, shortest first, computed lazily. */
export function nameCandidates(random: string): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const [index, length] of nameLengths.entries())
        yield `C-${letters(random, `name/${index}`, length)}`
    },
  }
}

/** A UUIDv7 (RFC 9562 5.7) from this time and these random bytes. */
export function drawId(at: number, random: string, label: string): string {
  return idOf(at, hash('sha256', `${random}\0id/${label}`, 'hex'))
}

/**
 * A UUIDv7 (RFC 9562 5.7) from a time in epoch milliseconds and the first 19 of these lower-case
 * hexadecimal digits, which must be random; they are readable in the id.
 */
export function idOf(at: number, digits: string): string {
  const high = Math.floor(at / 2 ** 32)
  const low = Math.trunc(at) % 2 ** 32
  const variant = '89ab'.charAt('0123456789abcdef'.indexOf(digits.charAt(3)) & 3)
  return (
    `${hexOf(high >>> 8)}${hexOf(high)}${hexOf(low >>> 24)}${hexOf(low >>> 16)}-` +
    `${hexOf(low >>> 8)}${hexOf(low)}-7${digits.slice(0, 3)}-` +
    `${variant}${digits.slice(4, 7)}-${digits.slice(7, 19)}`
  )
}

/** Two hex digits per byte. A table, because `toString(16)` takes longer than a hash. */
const bytesAsHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexOf(number: number): string {
  return bytesAsHex[number & 0xff] ?? ''
}
