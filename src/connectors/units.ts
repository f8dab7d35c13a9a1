// The storage of configuration units, as the connector uses it.

import type { Unit } from './unit.ts'
import { unitAsOf } from './unit-lifetime.ts'

/** The store of units. Nothing crosses tenants. */
export interface Units {
  /** The unit as stored, even if deleted; null if there never was one. */
  find(tenant: string, name: string): Promise<Unit | Foreign | null>
  /** The units that are not deleted, by name. */
  list(tenant: string): Promise<readonly Unit[] | Foreign>
  /** The unit as the change under this key left it; null if it never happened. */
  applied(key: string): Promise<Unit | null>
  /**
   * Writes unit and key in one transaction; durable when it resolves. `stale`, with nothing
   * written, if the key is known or the stored revision is not `expectedRevision` (0: no unit).
   */
  change(key: string, change: UnitChange): Promise<'done' | 'stale'>
}

/** Its seal is invalid: another program wrote it. */
type Foreign = 'foreign'

interface UnitChange {
  readonly tenant: string
  readonly expectedRevision: number
  /** With revision `expectedRevision + 1`. */
  readonly unit: Unit
}

/** The stored units, and the time in epoch milliseconds. */
export type Present = Units & { readonly now: () => number }

/** Treats expired units as deleted. */
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
