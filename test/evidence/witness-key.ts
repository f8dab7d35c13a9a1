// A witness that cosigns any checkpoint a test gives it, at any time.

import { generateKeyPairSync, sign } from 'node:crypto'
import { cosigned, parseWitnessKey } from '../../src/evidence/cosignature.ts'
import { keyText, signatureType } from '../../src/evidence/note-keys.ts'

/** The key of a witness in text form. `raw`: 32 bytes. */
export function writeWitnessKey(name: string, raw: Uint8Array): string {
  return keyText(name, signatureType.cosignature, raw)
}

export function witnessKey(name = 'witness.example/w1') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const key = writeWitnessKey(name, raw)
  const { keyId } = parseWitnessKey(key)
  return {
    key,
    keyId,
    publicKey,
    /** The same key with the type of plain notes, as some witnesses publish it. */
    plainKey: keyText(name, signatureType.ed25519, raw),
    /** A signature line under the note, over its text or another one. */
    line(note: string, seconds: number, text = note.slice(0, note.lastIndexOf('\n\n') + 1)) {
      const time = Buffer.alloc(8)
      time.writeBigUInt64BE(BigInt(seconds))
      const signature = sign(null, Buffer.from(cosigned(text, seconds)), privateKey)
      const bytes = Buffer.concat([Buffer.from(keyId, 'hex'), time, signature])
      return `— ${name} ${bytes.toString('base64')}\n`
    },
  }
}

/** The line with one flipped bit, `bytesFromEnd` bytes before its end. */
export function spoiltLine(line: string, bytesFromEnd = 10): string {
  const [start = '', base64 = ''] = line.trimEnd().split(/ (?=\S+$)/)
  const bytes = Buffer.from(base64, 'base64')
  const at = bytes.length - bytesFromEnd
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return `${start} ${bytes.toString('base64')}\n`
}
