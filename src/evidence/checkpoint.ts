// Checkpoints: the head of a chain as a C2SP signed note (Ed25519) that anybody can keep and
// verify.

import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { keyIdOf, keyText, publicKeyOf, rawPublicKey, signatureType } from './note-keys.ts'

/** A checkpoint: the log's origin, its size, and its RFC 6962 root. */
export interface Checkpoint {
  /** `aval/<instance>/<environment>/<tenant>`. */
  readonly origin: string
  readonly size: number
  /** Lower-case hexadecimal. */
  readonly root: string
}

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string
  /** 8 hexadecimal digits. */
  readonly keyId: string
  readonly signature: Uint8Array
}

export interface ParsedCheckpoint extends Checkpoint {
  /** What was signed: the note's text with its last newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** A public key in verifier-key form: `name+keyid+base64`. */
export interface VerifierKey {
  readonly name: string
  readonly keyId: string
  readonly publicKey: KeyObject
}

export type CheckpointCheck =
  | { readonly state: 'good'; readonly checkpoint: Checkpoint }
  /** `unsigned`: no line names this key. `forged`: a line names it but does not verify. */
  | { readonly state: 'bad'; readonly reason: 'malformed' | 'unsigned' | 'forged' }

/** The signing environment's name; the origins of its chains begin with it. */
export function issuerOf(instance: string, environment: string): string {
  return `aval/${instance}/${environment}`
}

/** The origin of a chain. Throws if a part holds a character that could make it ambiguous. */
export function originOf(instance: string, environment: string, tenant: string): string {
  for (const part of [instance, environment, tenant]) {
    if (!/^[^\s+/\p{Cc}\p{Cs}]+$/u.test(part)) {
      throw new RangeError('A part of an origin has no space, plus sign or slash.')
    }
  }
  return `${issuerOf(instance, environment)}/${tenant}`
}

/** The checkpoint as a signed note. Throws if the key is not an Ed25519 key. */
export function writeCheckpoint(checkpoint: Checkpoint, privateKey: KeyObject): string {
  const root = Buffer.from(checkpoint.root, 'hex').toString('base64')
  const text = `${checkpoint.origin}\n${checkpoint.size}\n${root}\n`
  if (parseText(text) === null) throw new RangeError('A checkpoint has an origin, size and root.')
  const raw = rawPublicKey(createPublicKey(privateKey))
  const keyId = keyIdOf(checkpoint.origin, signatureType.ed25519, raw)
  const signature = sign(null, Buffer.from(text), privateKey)
  const line = Buffer.concat([Buffer.from(keyId, 'hex'), signature]).toString('base64')
  return `${text}\n— ${checkpoint.origin} ${line}\n`
}

/** Parses a note without verifying it; null if it is not a checkpoint. */
export function parseCheckpoint(note: string): ParsedCheckpoint | null {
  if (note.length > noteLimitChars || /[^\P{Cc}\n]|\p{Cs}/u.test(note)) return null
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, end + 1)
  const checkpoint = parseText(text)
  if (checkpoint === null) return null
  const signatures: NoteSignature[] = []
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > signatureLimit) return null
  for (const line of lines) {
    const signature = parseSignature(line)
    if (signature === null) return null
    signatures.push(signature)
  }
  return { ...checkpoint, text, signatures }
}

/** Did this key sign this note? */
export function verifyCheckpoint(note: string, verifier: VerifierKey): CheckpointCheck {
  const parsed = parseCheckpoint(note)
  if (parsed === null) return { state: 'bad', reason: 'malformed' }
  const { origin, size, root } = parsed
  let signed = false
  for (const line of parsed.signatures) {
    if (line.name !== verifier.name || line.keyId !== verifier.keyId) continue
    if (!verify(null, Buffer.from(parsed.text), verifier.publicKey, line.signature)) {
      return { state: 'bad', reason: 'forged' }
    }
    signed = true
  }
  if (!signed) return { state: 'bad', reason: 'unsigned' }
  return { state: 'good', checkpoint: { origin, size, root } }
}

/** The public key in verifier-key form. The name is the origin that the key signs for. */
export function writeVerifierKey(name: string, key: KeyObject): string {
  if (!isKeyName(name)) throw new RangeError('A key name has no space and no plus sign.')
  return keyText(name, signatureType.ed25519, rawPublicKey(key))
}

/** Parses `name+keyid+base64`. Throws if it is not an Ed25519 key or the key id does not match. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = '', keyId = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? []
  const typed = decode(base64)
  const raw = typed?.subarray(1)
  const wellFormed = isKeyName(name) && typed?.length === 33 && typed[0] === signatureType.ed25519
  if (!wellFormed || raw === undefined || keyIdOf(name, signatureType.ed25519, raw) !== keyId) {
    throw new RangeError('A verifier key is name+keyid+base64 of an Ed25519 public key.')
  }
  return { name, keyId, publicKey: publicKeyOf(raw) }
}

/** Far more than any of our notes; longer files are something else. */
const noteLimitChars = 65_536
const signatureLimit = 16
const signatureBytes = 4 + 64

function parseText(text: string): Checkpoint | null {
  // Lines after the third are extensions: signed, but ignored here.
  const [origin = '', digits = '', base64 = '', ...extensions] = text.split('\n')
  if (extensions.pop() !== '' || extensions.includes('')) return null
  if (!isKeyName(origin) || !/^(0|[1-9]\d{0,15})$/.test(digits)) return null
  const size = Number(digits)
  const root = decode(base64)
  if (!Number.isSafeInteger(size) || root?.length !== 32) return null
  return { origin, size, root: root.toString('hex') }
}

function parseSignature(line: string): NoteSignature | null {
  const [, name = '', base64 = ''] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? []
  const bytes = decode(base64)
  if (!isKeyName(name) || bytes === null || bytes.length <= 4) return null
  // Other signatures (such as cosignatures) have another length and are not ours.
  const signature = bytes.length === signatureBytes ? bytes.subarray(4) : new Uint8Array()
  return { name, keyId: bytes.subarray(0, 4).toString('hex'), signature }
}

function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}\p{Cs}]+$/u.test(name)
}

/** Strict base64: null if the text does not re-encode to itself. */
function decode(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, 'base64')
  return base64 !== '' && bytes.toString('base64') === base64 ? bytes : null
}
