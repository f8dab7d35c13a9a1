// Witness cosignatures: that the witness saw this checkpoint, when, and that the log only grew.

import { type KeyObject, verify } from 'node:crypto'
import { parseCheckpoint, type VerifierKey } from './checkpoint.ts'
import { keyIdOf, publicKeyOf, signatureType } from './note-keys.ts'

/** A witness's key in the form `name+keyid+base64` (type 4: Ed25519 cosignatures). */
export interface WitnessKey {
  readonly name: string
  /** 8 hexadecimal digits. */
  readonly keyId: string
  readonly publicKey: KeyObject
}

export interface Cosignature {
  /** The signature line with its line break, to be appended to the note. */
  readonly line: string
  /** When the witness signed, in epoch seconds. */
  readonly time: number
}

const signatureBytes = 64
const timeBytes = 8
/** The last second of the year 9999. A time of 0 means that the witness gives none. */
const timeMost = 253_402_300_799

/** Parses a witness's key. Throws if it is invalid or the key id does not match. */
export function parseWitnessKey(text: string): WitnessKey {
  const [, name = '', keyId = '', base64 = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  const typed = Buffer.from(base64, 'base64')
  const type = typed[0] ?? 0
  const right =
    typed.length === 33 &&
    typed.toString('base64') === base64 &&
    (type === signatureType.cosignature || type === signatureType.ed25519) &&
    keyIdOf(name, type, typed.subarray(1)) === keyId
  if (!right)
    throw new RangeError('The key of a witness is name+keyid+base64 of an Ed25519 public key.')
  // Some witnesses publish their key under the type of plain notes; they still cosign under type 4.
  const raw = typed.subarray(1)
  return { name, keyId: keyIdOf(name, signatureType.cosignature, raw), publicKey: publicKeyOf(raw) }
}

/**
 * The first of these lines with which the witness cosigned the note's text; null for none. Lines of
 * other keys are ignored, as C2SP tlog-witness demands.
 */
export function readCosignature(text: string, lines: string, key: WitnessKey): Cosignature | null {
  for (const line of lines.split('\n')) {
    const time = cosignedAt(text, line, key)
    if (typeof time === 'number') return { line: `${line}\n`, time }
  }
  return null
}

/** A signature line of a note that is not by the log's own key. */
export type CosignatureCheck = {
  readonly line: string
  readonly name: string
  /** 8 hexadecimal digits. */
  readonly keyId: string
} & (
  | { readonly state: 'good'; readonly time: number }
  /** It names a known witness's key but is not valid, or its time is impossible. */
  | { readonly state: 'wrong' }
  /** It is by an unknown key, so that nothing can be said about it. */
  | { readonly state: 'unknown' }
)

/**
 * Checks all lines of a note except that of `own`, the log's key. Duplicates count once. Empty if
 * it is not a note.
 */
export function checkCosignatures(
  note: string,
  own: Pick<VerifierKey, 'name' | 'keyId'>,
  witnesses: readonly WitnessKey[],
): readonly CosignatureCheck[] {
  const parsed = parseCheckpoint(note)
  if (parsed === null) return []
  const lines = note
    .slice(parsed.text.length + 1)
    .trimEnd()
    .split('\n')
  const others = parsed.signatures.flatMap(({ name, keyId }, at) =>
    name === own.name && keyId === own.keyId ? [] : [{ line: lines[at] ?? '', name, keyId }],
  )
  const once = new Map(others.map((one) => [one.line, one]))
  return [...once.values()].map((one) => {
    const by = witnesses.find((key) => key.name === one.name && key.keyId === one.keyId)
    if (by === undefined) return { ...one, state: 'unknown' }
    const time = cosignedAt(parsed.text, one.line, by)
    return typeof time === 'number' ? { ...one, state: 'good', time } : { ...one, state: 'wrong' }
  })
}

/**
 * The time of the cosignature; null for a line of another key; false if it names this key but is
 * not valid.
 */
function cosignedAt(text: string, line: string, key: WitnessKey): number | false | null {
  const [, name = '', base64 = ''] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? []
  if (name !== key.name) return null
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.subarray(0, 4).toString('hex') !== key.keyId) return null
  if (bytes.length !== 4 + timeBytes + signatureBytes) return false
  const time = Number(bytes.readBigUInt64BE(4))
  if (time < 1 || time > timeMost) return false
  const signature = bytes.subarray(4 + timeBytes)
  return verify(null, Buffer.from(cosigned(text, time)), key.publicKey, signature) && time
}

/**
 * The text that a witness signs: a header, the time, and the note's text with its last line break.
 */
export function cosigned(text: string, time: number): string {
  return `cosignature/v1\ntime ${time}\n${text}`
}
