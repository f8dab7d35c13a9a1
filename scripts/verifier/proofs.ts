// The cryptography of the verdict: SHA-256, RFC 6962 inclusion proofs, and C2SP notes signed with
// Ed25519.

import { hashes, verify } from '@noble/ed25519'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

hashes.sha512 = sha512

export interface VerifierKey {
  /** The origin that the key signs for. */
  readonly name: string
  readonly keyId: string
  /** The raw 32 bytes. */
  readonly key: Uint8Array
}

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  /** Lower-case hexadecimal. */
  readonly root: string
}

export function digestOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/**
 * The id of an installation: the first 12 hex digits of the SHA-256 of its public key in DER form
 * (RFC 8410).
 */
export function instanceOf(key: Uint8Array): string {
  const der = concatBytes(hexToBytes('302a300506032b6570032100'), key)
  return bytesToHex(sha256(der)).slice(0, 12)
}

/** Parses `name+keyid+base64`; null when it is not an Ed25519 key or the id does not match. */
export function readKey(text: string): VerifierKey | null {
  const [, name = '', keyId = '', base64 = ''] =
    /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  const typed = decode(base64)
  if (typed === null || typed.length !== 33 || typed[0] !== 1) return null
  return keyIdOf(name, typed) === keyId ? { name, keyId, key: typed.slice(1) } : null
}

/**
 * Parses and verifies a signed checkpoint; null when it is not a note or not signed by this key for
 * its own origin.
 */
export function readCheckpoint(note: string, key: VerifierKey): Checkpoint | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n') || note.length > 65_536) return null
  const text = note.slice(0, end + 1)
  const lines = linesOf(note)
  if (lines.length > 16 || !lines.every(isSignature) || /[^\P{Cc}\n]|\p{Cs}/u.test(note))
    return null
  const mine = lines.flatMap((line) => signatureOf(line, key) ?? [])
  const message = utf8ToBytes(text)
  if (mine.length === 0 || !mine.every((one) => isSigned(one, message, key.key))) return null
  const checkpoint = readText(text)
  return checkpoint?.origin === key.name ? checkpoint : null
}

function readText(text: string): Checkpoint | null {
  const [origin = '', digits = '', base64 = '', ...extensions] = text.slice(0, -1).split('\n')
  if (extensions.includes('')) return null
  const root = decode(base64)
  if (!/^[1-9]\d{0,15}$/.test(digits) || root?.length !== 32) return null
  const size = Number(digits)
  return Number.isSafeInteger(size) ? { origin, size, root: bytesToHex(root) } : null
}

/** Parses a witness key of type 1 or 4; the result has the id of type 4, with which it cosigns. */
export function readWitness(text: string): VerifierKey | null {
  const [, name = '', keyId = '', base64 = ''] =
    /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  const typed = decode(base64)
  if (typed === null || typed.length !== 33 || (typed[0] !== 1 && typed[0] !== 4)) return null
  if (keyIdOf(name, typed) !== keyId) return null
  const key = typed.slice(1)
  return { name, keyId: keyIdOf(name, concatBytes(Uint8Array.of(4), key)), key }
}

function keyIdOf(name: string, typed: Uint8Array): string {
  return bytesToHex(sha256(concatBytes(utf8ToBytes(`${name}\n`), typed))).slice(0, 8)
}

/** Name and key id of each signature line, without duplicates; nothing is verified. */
export function signersOf(note: string): readonly Pick<VerifierKey, 'name' | 'keyId'>[] {
  const signers = linesOf(note).map((line) => {
    const [, name = '', base64 = ''] = signatureLine.exec(line) ?? []
    return { name, keyId: bytesToHex((decode(base64) ?? new Uint8Array()).slice(0, 4)) }
  })
  return [...new Map(signers.map((one) => [`${one.name} ${one.keyId}`, one])).values()]
}

/** Epoch seconds: the end of the year 9999. */
const timeMost = 253_402_300_799

/**
 * Epoch seconds of each cosignature with the witness's key id (C2SP tlog-cosignature v1); null for
 * an invalid signature or time.
 */
export function cosignedAt(note: string, witness: VerifierKey): readonly (number | null)[] {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1)
  return linesOf(note)
    .flatMap((line) => signatureOf(line, witness) ?? [])
    .map((bytes) => {
      const time = bytes.slice(0, 8).reduce((sum, one) => sum * 256 + one, 0)
      if (bytes.length !== 72 || time < 1 || time > timeMost) return null
      const message = utf8ToBytes(`cosignature/v1\ntime ${time}\n${text}`)
      return isSigned(bytes.slice(8), message, witness.key) ? time : null
    })
}

function linesOf(note: string): readonly string[] {
  return note.slice(note.lastIndexOf('\n\n') + 2, -1).split('\n')
}

const signatureLine = /^\u2014 ([^\s+]+) (\S+)$/u

/** One malformed signature line makes the whole note invalid (C2SP signed-note). */
function isSignature(line: string): boolean {
  const bytes = decode(signatureLine.exec(line)?.[2] ?? '')
  return bytes !== null && bytes.length > 4
}

/** The signature of a line with this key's name and id; null for other lines. */
function signatureOf(line: string, key: VerifierKey): Uint8Array | null {
  const [, name = '', base64 = ''] = signatureLine.exec(line) ?? []
  const bytes = decode(base64)
  if (name !== key.name || bytes === null) return null
  return bytesToHex(bytes.slice(0, 4)) === key.keyId ? bytes.slice(4) : null
}

function isSigned(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  try {
    return signature.length === 64 && verify(signature, message, key, { zip215: false })
  } catch {
    // The key is not a point of the curve.
    return false
  }
}

/** Checks an inclusion proof (RFC 9162 2.1.3.2); `index` counts from 0. */
export function isIncluded(
  hash: string,
  index: number,
  path: readonly string[],
  { size, root }: Checkpoint,
): boolean {
  if (![hash, ...path].every((one) => /^[0-9a-f]{64}$/.test(one)) || index >= size) return false
  let place = index
  let last = size - 1
  let node = bytesToHex(sha256(hexToBytes(`00${hash}`)))
  for (const sibling of path) {
    if (last === 0) return false
    const isRight = place % 2 === 1 || place === last
    node = bytesToHex(sha256(hexToBytes(isRight ? `01${sibling}${node}` : `01${node}${sibling}`)))
    if (isRight) while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    place = half(place)
    last = half(last)
  }
  return last === 0 && node === root
}

function half(value: number): number {
  return Math.floor(value / 2)
}

/** Strict base64: text that does not encode back to itself is refused. */
function decode(base64: string): Uint8Array | null {
  try {
    const binary = atob(base64)
    if (base64 === '' || btoa(binary) !== base64) return null
    return Uint8Array.from(binary, (one) => one.charCodeAt(0))
  } catch {
    return null
  }
}
