// What a change of a configuration unit touches, and how much that risks by itself.

import type { Touched } from '../policy/risk.ts'
import type { Unit } from './unit-change.ts'
import type { UnitKind } from './unit-kind.ts'

/** A field that does not say what it risks counts as the highest: the stricter side. */
const unsaid = { risk: 'HIGH', concern: 'lifecycle' } as const

/**
 * To make a unit or to bring it back risks something in the middle, to delete it the most, whatever
 * its fields are; else it is what each changed field says of itself.
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
