// The secrets of one environment, which lie in its folder and in its variables.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Noticed } from '../command/event.ts'
import type { KnownSecrets } from '../connectors/known-secrets.ts'
import { openSecrets, type Secrets } from '../connectors/secrets.ts'
import type { Variables } from './walls.ts'

/**
 * `notice` hears of the first reading of each, by a fingerprint that nobody can guess it from;
 * `known` learns each value that is read.
 */
export function noticedSecrets(
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

/** The same for whoever only looks whether they are there. */
export function quietSecrets(folder: string, variables: Variables, known?: KnownSecrets): Secrets {
  return openSecrets({
    folder: join(folder, 'secrets'),
    variables,
    salt: '',
    onLoaded: () => undefined,
    known,
  })
}
