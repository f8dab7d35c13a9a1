// Ids, names and tokens, drawn from the fresh bytes that a
// step is given. Pure: same bytes, same draw.

import { createHmac, hash } from 'node:crypto'

/** 30 letters and digits without look-alikes: 29.4 bits in six of them. */
export const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const tokenLength = 6
const challengeLength = 8

/** What a token looks like once a text is normalised and in capitals. */
export const tokenPattern = patternOf(tokenLength)
const challengePattern = patternOf(challengeLength)

function patternOf(length: number): RegExp {
  return new RegExp(`^[${alphabet}]{${length}}$`)
}

function stream(random: string, label: string): Buffer {
  return hash('sha512', `${random}\0${label}`, 'buffer')
}

/**
 * Letters without bias: bytes of 240 and above are passed
 * over, 64 bytes hold far more than needed.
 */
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

/** A code that proves a phone: 39 bits, because nobody has to be known to guess at it. */
export function drawChallenge(random: string, person: string): string {
  return letters(random, `challenge/${person}`, challengeLength)
}

/** The code in a text, as `K7QM2P9D`, `k7qm-2p9d` or `K7QM 2P9D`; null when it can be none. */
export function challengeIn(text: string): string | null {
  if (text.length > 40) return null
  const seen = text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim()
  const found = /^([0-9a-z]{4})[ -]?([0-9a-z]{4})$/i.exec(seen)
  const code = `${found?.[1] ?? ''}${found?.[2] ?? ''}`.toUpperCase()
  return challengePattern.test(code) ? code : null
}

/** What is stored of a token: a hash under the environment's key (product.md, Approvals). */
export function tokenHash(key: string, token: string): string {
  return createHmac('sha256', key).update(`token\0${token}`).digest('hex')
}

/** A stable stand-in for a phone number or chat that must not enter evidence. */
export function pseudonym(key: string, identifier: string): string {
  const digest = createHmac('sha256', key).update(`who\0${identifier}`).digest('hex')
  return `stranger-${digest.slice(0, 12)}`
}

/** Is it the public name of a command, in capitals or not? Longer ones than are drawn may come. */
export function isCommandName(text: string): boolean {
  return /^c-[0-9a-z]{4,12}$/i.test(text)
}

/** The names of commands that a text brings up, in capitals. */
export function namesIn(text: string): readonly string[] {
  return text.toUpperCase().match(/\bC-[0-9A-Z]{4,12}\b/g) ?? []
}

const nameLengths = [4, 4, 4, 5, 6, 8]

/** Names that this step may give to a new command, shortest first, each drawn when asked for. */
export function nameCandidates(random: string): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const [index, length] of nameLengths.entries())
        yield `C-${letters(random, `name/${index}`, length)}`
    },
  }
}

/** A UUIDv7 (RFC 9562 5.7) of this instant and these bytes. */
export function drawId(at: number, random: string, label: string): string {
  return idOf(at, hash('sha256', `${random}\0id/${label}`, 'hex'))
}

/**
 * A UUIDv7 (RFC 9562 5.7) of this instant, in epoch milliseconds, and the first 19 of these
 * lower-case hexadecimal digits, which must be fresh: nothing hides them.
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

/** Two digits for each byte: a number's own way to base 16 takes longer than a hash. */
const bytesAsHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexOf(number: number): string {
  return bytesAsHex[number & 0xff] ?? ''
}
