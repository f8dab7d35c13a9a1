// Where the configuration units are kept, and what of them is there at a moment.

import type { Unit } from './unit-change.ts'
import { unitAsOf } from './unit-lifetime.ts'

/** What the connector asks of the store that keeps the units. Nothing crosses tenants. */
export interface Units {
  /** The unit as it is now, a deleted one too; null when there never was one of that name. */
  find(tenant: string, name: string): Promise<Unit | Foreign | null>
  /** The units that are not deleted, by name. */
  list(tenant: string): Promise<readonly Unit[] | Foreign>
  /** The unit as the change of this key left it, or null when that change never happened. */
  applied(key: string): Promise<Unit | null>
  /**
   * Writes the unit and the key in one transaction, durable when it resolves. `stale`, and
   * nothing is written, when the key is known or the kept revision is not `expectedRevision`
   * (0: there is none).
   */
  change(key: string, change: UnitChange): Promise<'done' | 'stale'>
}

/** Somebody else than Aval wrote it. */
type Foreign = 'foreign'

interface UnitChange {
  readonly tenant: string
  readonly expectedRevision: number
  /** Its revision is `expectedRevision + 1`. */
  readonly unit: Unit
}

/** Units as they are kept, and the time, in epoch milliseconds. */
export type Present = Units & { readonly now: () => number }

/** A unit whose time is over is deleted at that moment, for whoever looks. */
export function unitsAsOf(kept: Units, now: () => number): Present {
  return {
    ...kept,
    now,
    async find(tenant, name) {
      const unit = await kept.find(tenant, name)
      return unit === null || unit === 'foreign' ? unit : unitAsOf(unit, now())
    },
    async list(tenant) {
      const all = await kept.list(tenant)
      return all === 'foreign' ? all : all.filter((one) => !unitAsOf(one, now()).deleted)
    },
  }
}
