// Why something that was asked of a connector cannot be, in one shape, whoever finds it out.

import type { Reason } from '../command/command.ts'

export interface Impossible {
  readonly kind: 'impossible'
  readonly reason: Reason
}

/** `id`: a message of the locales; `args`: what stands in it. */
export function impossible(
  id: string,
  args: Readonly<Record<string, string | number>> = {},
): Impossible {
  return { kind: 'impossible', reason: { id, args } }
}
