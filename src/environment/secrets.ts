// The secrets of one environment, from its folder and its variables.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Noticed } from '../command/event.ts'
import type { KnownSecrets } from '../connectors/known-secrets.ts'
import { openSecrets, type Secrets } from '../connectors/secrets.ts'

/**
 * `notice` is called on the first read of each secret, with a salted fingerprint; `known` learns
 * each value.
 */
export function reportedSecrets(
  folder: string,
  variables: Variables,
  notice: (notice: Noticed) => Promise<void>,
  known?: KnownSecrets,
): Secrets {
  return openSecrets({
    folder: join(folder, 'secrets'),
    variables,
    salt: randomBytes(16).toString('hex'),
    onLoaded: ({ reference, fingerprint }) =>
      void notice({ what: 'secret.loaded', reference, hash: fingerprint }),
    known,
  })
}

/** The same without notices, for code that only checks whether secrets exist. */
export function unreportedSecrets(
  folder: string,
  variables: Variables,
  known?: KnownSecrets,
): Secrets {
  return openSecrets({
    folder: join(folder, 'secrets'),
    variables,
    salt: '',
    onLoaded: () => undefined,
    known,
  })
}

export type Variables = Readonly<Record<string, string | undefined>>
