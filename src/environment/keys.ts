// The keys of one environment: generated once, kept in its folder, never shared or printed.

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { sha256 } from '../evidence/canonical.ts'
import { codeOf } from '../store/error-text.ts'
import { markWith } from './mark.ts'
import { SetUpError } from './set-up-error.ts'
import { readTextFile } from './text-file.ts'

export interface Keys {
  /** The key for token hashes and strangers' pseudonyms. */
  readonly hashKey: string
  /** Signs checkpoints (Ed25519). */
  readonly signingKey: KeyObject
  readonly publicKey: KeyObject
  /** A short name of this installation of the environment, derived from its public key. */
  readonly instance: string
  readonly vault: {
    /**
     * Encrypts for one context (AES-GCM's additional data): copied elsewhere, it cannot be opened.
     */
    seal(secret: string, place: string): string
    open(sealed: string, place: string): string
    /** A keyed seal of a text (HMAC-SHA-256, hexadecimal). */
    mark(text: string): string
  }
}

/**
 * A marker file that exists from before the keys are made until the store exists: shows an
 * interrupted first start.
 */
const firstStart = 'first-start'
const firstStartText =
  'This environment is starting for the first time: its store may be missing. Aval removes this.\n'

/** May the store still be created? If not, a missing store was lost. */
export function isFirstStart(folder: string): boolean {
  return existsSync(join(folder, 'keys', firstStart))
}

/**
 * The store exists: removes the marker. Not flushed, because the permission model forbids it; if it
 * reappears after a power cut, the next start removes it.
 */
export function endFirstStart(folder: string): void {
  rmSync(join(folder, 'keys', firstStart), { force: true })
}

/** Reads the environment's keys, and generates them the first time. */
export function readKeys(folder: string): Keys {
  const keys = join(folder, 'keys')
  if (!existsSync(keys)) mkdirSync(keys, { recursive: true, mode: 0o700 })
  makePrivate(keys)
  const isNew = !existsSync(join(keys, 'environment.key')) && !existsSync(join(folder, 'aval.db'))
  if (isNew) writeDurably(join(keys, firstStart), firstStartText)
  const [masterFile, signingFile] = [join(keys, 'environment.key'), signingFileIn(folder)]
  readyKey(masterFile, () => randomBytes(32).toString('hex'))
  const master = masterKeyIn(masterFile)
  readyKey(signingFile, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  const signingKey = signingKeyIn(signingFile)
  const publicKey = createPublicKey(signingKey)
  return {
    hashKey: derive(master, 'hash').toString('hex'),
    signingKey,
    publicKey,
    instance: instanceOf(publicKey),
    vault: vaultOf(derive(master, 'vault'), derive(master, 'mark')),
  }
}

function makePrivate(keys: string): void {
  try {
    chmodSync(keys, 0o700)
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error
    throw new SetUpError(
      `${keys} belongs to another user; make it and what is in it belong to the user that runs aval (chown -R).`,
    )
  }
}

/** A short name of this installation of the environment, from its public key. */
export function instanceOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return sha256(der).slice(0, 12)
}

/** Generates a missing key, but never beside an existing store, which depends on the lost one. */
function readyKey(file: string, make: () => string): void {
  if (!existsSync(file)) {
    if (existsSync(join(dirname(dirname(file)), 'aval.db')))
      throw new SetUpError(`${file} is missing, but aval.db exists; restore it from a copy.`)
    writeDurably(file, make())
  }
  const others = statSync(file).mode & 0o077
  if (others !== 0) throw new SetUpError(`${file} can be read by others; chmod 600 it.`)
}

const restore = 'restore it from a copy'

/** The master key, 32 bytes. Throws a sentence if the file is damaged. */
export function masterKeyIn(file: string): Buffer {
  const text = readTextFile(file, restore).trim()
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  throw new SetUpError(`${file} is damaged; ${restore}.`)
}

/** An Ed25519 key. Throws a sentence if the file is damaged. */
export function signingKeyIn(file: string): KeyObject {
  const text = readTextFile(file, restore)
  try {
    const key = createPrivateKey(text)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // The library's error names neither the file nor the fix.
  }
  throw new SetUpError(`${file} is damaged; ${restore}.`)
}

/** The file of the key that signs the checkpoints of the environment in this folder. */
export function signingFileIn(folder: string): string {
  return join(folder, 'keys', 'checkpoint.pem')
}

/** The public key only; reads no other key. Throws as `signingKeyIn` does. */
export function publicKeyIn(folder: string): KeyObject {
  return createPublicKey(signingKeyIn(signingFileIn(folder)))
}

/** Writes the file with flushes of file and folders, because durable evidence needs its keys. */
function writeDurably(file: string, text: string): void {
  const fresh = `${file}.new`
  rmSync(fresh, { force: true })
  writeFileSync(fresh, text, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(fresh, file)
  for (const folder of [dirname(file), dirname(dirname(file))]) {
    const open = openSync(folder, 'r')
    fsyncSync(open)
    closeSync(open)
  }
}

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `aval/${purpose}`, 32))
}

/** AES-256-GCM: 12-byte nonce, 16-byte tag, then the ciphertext, in base64url. */
function vaultOf(key: Buffer, marking: Buffer): Keys['vault'] {
  const nonceOf = nonces()
  return {
    seal(secret, place) {
      const nonce = nonceOf()
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(12, 28))
      return decipher.update(bytes.subarray(28)).toString('utf8') + decipher.final('utf8')
    },
    mark: markWith(marking),
  }
}

/** Returns 12 random bytes at each call (NIST SP 800-38D 8.2.2); drawn in bulk, which is faster. */
function nonces(): () => Buffer {
  let drawn = Buffer.alloc(0)
  return () => {
    if (drawn.length === 0) drawn = randomBytes(12 * 128)
    const nonce = drawn.subarray(0, 12)
    drawn = drawn.subarray(12)
    return nonce
  }
}
