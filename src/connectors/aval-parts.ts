// What the connector `aval` needs.

import type { Rules } from '../command/facts.ts'
import type { Clock } from '../engine/clock.ts'
import type { StoreClient } from '../engine/store-client/store-client.ts'

export interface AvalParts {
  readonly rules: Rules
  readonly storeClient: Pick<
    StoreClient,
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
  /** External destinations, by their names in the settings. */
  readonly places: readonly string[]
  readonly clock: Clock
  readonly instance: string
}
