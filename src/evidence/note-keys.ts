// The Ed25519 keys of signed notes (C2SP): key ids and text form.

import { createPublicKey, type KeyObject } from 'node:crypto'
import { sha256 } from './canonical.ts'

/** The type byte: a signature over a note, or a witness's cosignature over a note and a time. */
export const signatureType = { ed25519: 1, cosignature: 4 } as const

/** The first 4 bytes of SHA-256 over name, newline, type and key, in hexadecimal. */
export function keyIdOf(name: string, type: number, raw: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(type), raw])
  return sha256(bytes).slice(0, 8)
}

/** The key in text form: `name+keyid+base64` of the type and the key's 32 bytes. */
export function keyText(name: string, type: number, raw: Uint8Array): string {
  const typed = Buffer.concat([Uint8Array.of(type), raw]).toString('base64')
  return `${name}+${keyIdOf(name, type, raw)}+${typed}`
}

/** The key's 32 bytes. Throws if it is not an Ed25519 key. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  const { crv, x } = key.export({ format: 'jwk' })
  if (crv !== 'Ed25519' || x === undefined) throw new TypeError('Checkpoints need an Ed25519 key.')
  return Buffer.from(x, 'base64url')
}

/** A key object from its 32 bytes. */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
