// Secrets by reference: parsed at the start, read at each use, never stored.

import { createHmac } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reason } from '../command/command.ts'
import { codeOf } from '../store/error-text.ts'
import type { KnownSecrets } from './known-secrets.ts'

/** `secret://env/NAME` or `secret://file/NAME`. `text` is the reference as written. */
export interface SecretReference {
  readonly text: string
  readonly home: 'env' | 'file'
  readonly name: string
}

export type Resolution =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'missing'; readonly reason: Reason }

/** A secret was read for the first time, for evidence `secret.loaded`. */
export interface SecretLoad {
  readonly reference: string
  /**
   * 12 hexadecimal digits of an HMAC with the process's salt: shows only whether values are equal.
   */
  readonly fingerprint: string
}

export interface Secrets {
  /** Reads the value now, so that a rotated secret takes effect at its next use. */
  resolve(reference: SecretReference): Resolution
}

export interface SecretsOptions {
  /** The environment's `secrets/` folder. */
  readonly folder: string
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Random for each process, and never recorded. */
  readonly salt: string
  readonly onLoaded: (load: SecretLoad) => void
  /** Learns each value before it is used; absent if nothing is logged. */
  readonly known?: Pick<KnownSecrets, 'learn'> | undefined
}

const secretMaxBytes = 64 * 1024

/**
 * Parses a secret reference. Throws an Error with the field and the fix, never the text, which may
 * be the secret itself.
 */
export function parseSecretReference(text: unknown, field: string): SecretReference {
  const match =
    typeof text === 'string'
      ? /^secret:\/\/(?:(env)\/([A-Za-z_]\w*)|(file)\/(\w[\w.-]*))$/.exec(text)
      : null
  if (match === null)
    throw new Error(
      `${field} must be a reference, not a value: write secret://env/NAME or secret://file/NAME.`,
    )
  const home = match[1] === undefined ? 'file' : 'env'
  return { text: match[0], home, name: match[2] ?? match[4] ?? '' }
}

/** The secrets of one environment. Each reference is reported at its first use. */
export function openSecrets(options: SecretsOptions): Secrets {
  const reported = new Set<string>()
  return {
    resolve(reference) {
      const resolution = find(options, reference)
      if (resolution.kind === 'found') options.known?.learn(reference.text, resolution.value)
      if (resolution.kind === 'found' && !reported.has(reference.text)) {
        reported.add(reference.text)
        options.onLoaded({
          reference: reference.text,
          fingerprint: fingerprint(options.salt, resolution.value),
        })
      }
      return resolution
    },
  }
}

function find(options: SecretsOptions, reference: SecretReference): Resolution {
  const missing = (id: string): Resolution => ({
    kind: 'missing',
    reason: { id, args: { reference: reference.text } },
  })
  const found =
    reference.home === 'env'
      ? fromVariable(options.variables, reference.name)
      : fromFile(options.folder, reference.name)
  if (found.kind === 'problem') return missing(found.id)
  // A line break would end a header early, and the error would print the value.
  if (!/^[\x21-\x7e]+$/.test(found.value)) return missing('secret-unusable')
  return { kind: 'found', value: found.value }
}

type Found =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'problem'; readonly id: string }

function fromVariable(variables: SecretsOptions['variables'], name: string): Found {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (value === undefined || value === '') return { kind: 'problem', id: 'secret-missing' }
  return { kind: 'value', value }
}

/** Reads through one descriptor, so that the checked file is the one read. */
function fromFile(folder: string, name: string): Found {
  let descriptor: number
  try {
    // A linked folder may belong to another environment.
    if (lstatSync(folder).isSymbolicLink()) return { kind: 'problem', id: 'secret-link' }
    // NONBLOCK, because opening a pipe without writer would wait for ever.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    descriptor = openSync(join(folder, name), flags)
  } catch (error) {
    // O_NOFOLLOW fails with ELOOP for a link.
    return { kind: 'problem', id: codeOf(error) === 'ELOOP' ? 'secret-link' : 'secret-missing' }
  }
  try {
    const state = fstatSync(descriptor)
    if (!state.isFile() || state.size > secretMaxBytes)
      return { kind: 'problem', id: 'secret-unusable' }
    // Only the owner may read or change it.
    if ((state.mode & 0o077) !== 0) return { kind: 'problem', id: 'secret-file-open' }
    return { kind: 'value', value: readFileSync(descriptor, 'utf8').replace(/\r?\n$/, '') }
  } finally {
    closeSync(descriptor)
  }
}

function fingerprint(salt: string, value: string): string {
  return createHmac('sha256', salt).update(value).digest('hex').slice(0, 12)
}
