// The common form of a refusal by a connector.

import type { Reason } from '../command/command.ts'

export interface Impossible {
  readonly kind: 'impossible'
  readonly reason: Reason
}

/** `id`: a message of the locales; `args`: its arguments. */
export function impossible(
  id: string,
  args: Readonly<Record<string, string | number>> = {},
): Impossible {
  return { kind: 'impossible', reason: { id, args } }
}
