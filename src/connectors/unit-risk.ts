// The risk of a change to a configuration unit.

import type { Touched } from '../policy/risk.ts'
import type { Unit } from './unit.ts'
import type { UnitKind } from './unit-kind.ts'

/** A field without a declared risk counts as HIGH, the stricter side. */
const unsaid = { risk: 'HIGH', concern: 'lifecycle' } as const

/**
 * Creating or restoring a unit is MEDIUM and deleting it HIGH, whatever its fields; otherwise each
 * changed field has its declared risk.
 */
export function touchesOf(
  kinds: readonly UnitKind[],
  before: Unit | null,
  after: Unit,
): readonly Touched[] {
  if (after.deleted) return [{ name: 'deletion', risk: 'HIGH', concern: 'lifecycle' }]
  if (before === null || before.deleted)
    return [{ name: 'creation', risk: 'MEDIUM', concern: 'lifecycle' }]
  const kind = kinds.find(({ unit }) => unit === after.kind)
  return Object.entries(kind?.fields ?? {}).flatMap(([name, { change = unsaid }]) =>
    before.fields[name] === after.fields[name] ? [] : [{ name, ...change }],
  )
}
