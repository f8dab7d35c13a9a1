// What the connector that answers about Aval itself needs to know and to ask.

import type { Rules } from '../command/facts.ts'
import type { Clock } from '../engine/clock.ts'
import type { Desk } from '../engine/desk/desk.ts'

export interface AvalParts {
  readonly rules: Rules
  readonly desk: Pick<
    Desk,
    | 'people'
    | 'openCommands'
    | 'commandNamed'
    | 'bound'
    | 'commandsSince'
    | 'heads'
    | 'locked'
    | 'audit'
    | 'standing'
    | 'verify'
    | 'kept'
  >
  /** Places outside, by the names that the settings give them. */
  readonly places: readonly string[]
  readonly clock: Clock
  readonly instance: string
}
