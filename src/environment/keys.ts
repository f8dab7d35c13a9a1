// The keys of one environment: made once, kept in its own folder, never shared and never printed.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
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
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { SetUpError } from './settings.ts'

export interface Keys {
  /** Keys the hashes of tokens and the pseudonyms of strangers. */
  readonly hashKey: string
  /** Signs the checkpoints (Ed25519). */
  readonly signingKey: KeyObject
  readonly publicKey: KeyObject
  /** A short name for this installation of this environment, from its public key. */
  readonly instance: string
  readonly vault: {
    /** Opens only at the same place (AES-GCM's additional data): a copy elsewhere is worthless. */
    seal(secret: string, place: string): string
    open(sealed: string, place: string): string
    /** What only a holder of the keys can write beside a text (HMAC-SHA-256, hexadecimal). */
    mark(text: string): string
  }
}

/** Stands from before the keys are made until their store is: a first start that was cut short. */
const firstStart = 'first-start'
const firstStartText =
  'This environment is starting for the first time: its store may be missing. Aval removes this.\n'

/** Is the store still to be made, as nobody ever got so far? Where not, a missing one was lost. */
export function isFirstStart(folder: string): boolean {
  return existsSync(join(folder, 'keys', firstStart))
}

/** The store is there, for good: should this come back, a store that was lost would begin anew. */
export function endFirstStart(folder: string): void {
  const keys = join(folder, 'keys')
  rmSync(join(keys, firstStart), { force: true })
  flushFolder(keys)
}

/** Read the environment's keys, or make them when there are none. */
export function readKeys(folder: string): Keys {
  const keys = join(folder, 'keys')
  if (!existsSync(keys)) mkdirSync(keys, { recursive: true, mode: 0o700 })
  chmodSync(keys, 0o700)
  const isNew = !existsSync(join(keys, 'environment.key')) && !existsSync(join(folder, 'aval.db'))
  if (isNew) writeDurably(join(keys, firstStart), firstStartText)
  const master = Buffer.from(
    readOrMake(join(keys, 'environment.key'), () => randomBytes(32).toString('hex')).trim(),
    'hex',
  )
  if (master.length !== 32)
    throw new SetUpError(`${join(keys, 'environment.key')} is damaged; restore it from a copy.`)
  const pem = readOrMake(join(keys, 'checkpoint.pem'), () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  const signingKey = createPrivateKey(pem)
  const publicKey = createPublicKey(signingKey)
  return {
    hashKey: derive(master, 'hash').toString('hex'),
    signingKey,
    publicKey,
    instance: instanceOf(publicKey),
    vault: vaultOf(derive(master, 'vault'), derive(master, 'mark')),
  }
}

/** A short name for this installation of this environment, from its public key. */
export function instanceOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 12)
}

/** Never made anew beside a store: what the lost key sealed and signed would be worthless. */
function readOrMake(file: string, make: () => string): string {
  if (!existsSync(file)) {
    if (existsSync(join(dirname(dirname(file)), 'aval.db')))
      throw new SetUpError(`${file} is gone, though aval.db is there; restore it from a copy.`)
    writeDurably(file, make())
  }
  const others = statSync(file).mode & 0o077
  if (others !== 0) throw new SetUpError(`${file} can be read by others; chmod 600 it.`)
  return readFileSync(file, 'utf8')
}

/** Evidence that outlives a power cut needs its keys: they are flushed, named, and flushed. */
export function writeDurably(file: string, text: string): void {
  const fresh = `${file}.new`
  rmSync(fresh, { force: true })
  writeFileSync(fresh, text, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(fresh, file)
  for (const folder of [dirname(file), dirname(dirname(file))]) flushFolder(folder)
}

function flushFolder(folder: string): void {
  const open = openSync(folder, 'r')
  fsyncSync(open)
  closeSync(open)
}

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `aval/${purpose}`, 32))
}

/** AES-256-GCM: a nonce of 12 bytes, the tag of 16, then the text, in base64url. */
function vaultOf(key: Buffer, marking: Buffer): Keys['vault'] {
  return {
    seal(secret, place) {
      const nonce = randomBytes(12)
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
    mark: (text) => createHmac('sha256', marking).update(text).digest('hex'),
  }
}
