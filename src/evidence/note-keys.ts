// The Ed25519 keys of signed notes (C2SP): their ids, and the 32 bytes that people pass on.

import { createPublicKey, type KeyObject } from 'node:crypto'
import { sha256 } from './canonical.ts'

/** The type byte of a signature: over a note, or a witness' over a note and a time. */
export const signatureType = { ed25519: 1, cosignature: 4 } as const

/** SHA-256(name, newline, type, key), its first 4 bytes as hexadecimal digits. */
export function keyIdOf(name: string, type: number, raw: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(type), raw])
  return sha256(bytes).slice(0, 8)
}

/** As people write it down: `name+keyid+base64` of the type and the 32 bytes of the key. */
export function keyText(name: string, type: number, raw: Uint8Array): string {
  const typed = Buffer.concat([Uint8Array.of(type), raw]).toString('base64')
  return `${name}+${keyIdOf(name, type, raw)}+${typed}`
}

/** 32 bytes. Throws when it is no Ed25519 key. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  const { crv, x } = key.export({ format: 'jwk' })
  if (crv !== 'Ed25519' || x === undefined) throw new TypeError('Checkpoints need an Ed25519 key.')
  return Buffer.from(x, 'base64url')
}

/** Of 32 bytes. */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
