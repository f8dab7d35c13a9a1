// The keys that sign evidence, for commands that pack, export or verify it.

import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Keys, publicKeyIn, readKeys, signingFileIn } from '../../environment/keys.ts'
import { SetUpError } from '../../environment/set-up-error.ts'
import { textsOf } from '../../environment/texts.ts'
import {
  originOf,
  parseVerifierKey,
  type VerifierKey,
  writeVerifierKey,
} from '../../evidence/checkpoint.ts'
import type { Connection } from '../../store/file/database.ts'
import { chainTenants } from '../../store/queries.ts'
import { verifyFile } from '../../store/verify/verify.ts'
import type { Context } from '../context.ts'
import { progressLine } from './progress.ts'

/** Throws if there are no keys, because reading them would create new ones. */
function refuseKeyless(folder: string): void {
  const file = signingFileIn(folder)
  if (existsSync(file)) return
  const wasStarted = existsSync(join(folder, 'aval.db'))
  const mend = wasStarted ? 'restore it from a copy' : 'the first start of the environment makes it'
  throw new SetUpError(`${file} is missing; ${mend}.`)
}

export function keysOf(folder: string): Keys {
  refuseKeyless(folder)
  return readKeys(folder)
}

/** The public key, which is enough to verify; reads only the signing key's file. */
export function publicKeyOf(folder: string): KeyObject {
  refuseKeyless(folder)
  return publicKeyIn(folder)
}

/** A chain's verifier key, in C2SP's format. */
export function verifierKeyOf(
  keys: Pick<Keys, 'instance' | 'publicKey'>,
  environment: string,
  tenant: string,
): string {
  return writeVerifierKey(originOf(keys.instance, environment, tenant), keys.publicKey)
}

/** The verifier key of every chain in the file. */
export function verifierKeysOf(
  db: Connection,
  keys: Keys,
  environment: string,
): readonly VerifierKey[] {
  return chainTenants(db).map((one) => parseVerifierKey(verifierKeyOf(keys, environment, one)))
}

/**
 * Verifies all chains; throws at any break, so that nothing is signed from broken evidence. `what`
 * is a word for the error: `packed`, `signed`.
 */
export function requireSoundEvidence(
  db: Connection,
  keys: Keys,
  { home, environment }: Context,
  what: string,
): void {
  const bar = progressLine(false)
  const about = { environment, instance: keys.instance, outside: [], told: bar.tell }
  const anew = { texts: textsOf(home) }
  const reports = verifyFile(db, { ...about, anew, keys: verifierKeysOf(db, keys, environment) })
  bar.end()
  const broken = reports.flatMap((one) => one.breaks)[0]
  if (broken !== undefined)
    throw new SetUpError(`Nothing is ${what} from a broken chain: ${broken.text}`)
}
