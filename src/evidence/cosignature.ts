// What a witness signs: that it saw this checkpoint, when, and that the log only ever grew.

import { type KeyObject, verify } from 'node:crypto'
import { keyIdOf, keyText, publicKeyOf, signatureType } from './note-keys.ts'

/** A witness, as `name+keyid+base64` writes it down (type 4: Ed25519 cosignatures). */
export interface WitnessKey {
  readonly name: string
  /** 8 hexadecimal digits. */
  readonly keyId: string
  readonly publicKey: KeyObject
}

export interface Cosignature {
  /** The signature line, with its line break: it belongs under the note. */
  readonly line: string
  /** When the witness signed, in epoch seconds. */
  readonly time: number
}

const signatureBytes = 64
const timeBytes = 8

/** Parses a witness' key. Throws when it is none, or its id is not its own. */
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
  // Some witnesses publish their key under the type of plain notes; they cosign under type 4.
  const raw = typed.subarray(1)
  return { name, keyId: keyIdOf(name, signatureType.cosignature, raw), publicKey: publicKeyOf(raw) }
}

/** The key of a witness as people write it down. `raw`: 32 bytes. */
export function writeWitnessKey(name: string, raw: Uint8Array): string {
  return keyText(name, signatureType.cosignature, raw)
}

/**
 * The first of these lines with which the witness cosigned the note's text; null without any.
 * Lines of other keys are passed over, as C2SP tlog-witness demands.
 */
export function readCosignature(text: string, lines: string, key: WitnessKey): Cosignature | null {
  for (const line of lines.split('\n')) {
    const time = cosignedAt(text, line, key)
    if (time !== null) return { line: `${line}\n`, time }
  }
  return null
}

function cosignedAt(text: string, line: string, key: WitnessKey): number | null {
  const [, name = '', base64 = ''] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? []
  if (name !== key.name) return null
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 4 + timeBytes + signatureBytes) return null
  if (bytes.subarray(0, 4).toString('hex') !== key.keyId) return null
  const time = Number(bytes.readBigUInt64BE(4))
  if (!Number.isSafeInteger(time)) return null
  const signature = bytes.subarray(4 + timeBytes)
  const good = verify(null, Buffer.from(cosigned(text, time)), key.publicKey, signature)
  return good ? time : null
}

/** What is signed: a header, the time, and the note's text with its last line break. */
export function cosigned(text: string, time: number): string {
  return `cosignature/v1\ntime ${time}\n${text}`
}
