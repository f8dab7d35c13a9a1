// How a configuration unit is shown: in answers and in previews.

import { type Difference, type Slots, slotsSchema } from '../command/command.ts'
import type { Order, PlanResult } from '../engine/connector.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import { numbersIn, oneLine } from './fields.ts'
import type { Unit } from './unit.ts'
import { fieldNamed, type UnitKind } from './unit-kind.ts'
import { lifetimeResult } from './unit-lifetime.ts'

/** The unit as flat members; a kind cannot have a field named `unit`. */
export function resultOf(unit: Unit): JsonObject {
  const { name, kind, revision, fields } = unit
  return { ...fields, unit: name, kind, revision, ...lifetimeResult(unit) }
}

export function showsOf(result: JsonObject): readonly (readonly [string, string])[] {
  return Object.entries(result).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [[name, oneLine(value)] as const],
  )
}

/** A preview without changes. `moments`: the fields that are times in ISO 8601. */
export function previewOf(result: JsonObject, moments: readonly string[] = []): PlanResult {
  const shows = showsOf(result)
  return { kind: 'planned', shows, changes: [], numbers: numbersIn(result), moments }
}

/** The fields that differ. A missing or deleted unit has no fields. */
export function differences(before: Unit | null, after: Unit): readonly Difference[] {
  const old = before === null || before.deleted ? {} : before.fields
  const next = after.deleted ? {} : after.fields
  const names = new Set([...Object.keys(old), ...Object.keys(next)])
  return [...names].flatMap((field) => {
    const was = old[field]
    const willBe = next[field]
    if (was === willBe) return []
    return [
      {
        field,
        before: was === undefined ? null : oneLine(was),
        after: willBe === undefined ? null : oneLine(willBe),
      },
    ]
  })
}

/** Are the changes the same as those people saw? */
export function isSame(seen: readonly Difference[], now: readonly Difference[]): boolean {
  const text = (all: readonly Difference[]) =>
    JSON.stringify(all.map(({ field, before, after }) => [field, before, after]))
  return text(seen) === text(now)
}

/** The slots in normal form: people may have typed synonyms of unit, field or value. */
export function normalSlots(
  kinds: readonly UnitKind[],
  { operation, slots }: Order,
  unit: Unit,
): Slots {
  const kind = kinds.find((one) => one.unit === unit.kind)
  const found = kind === undefined ? null : fieldNamed(kind, String(slots['field'] ?? ''))
  const value = found === null ? undefined : unit.fields[found[0]]
  const typed = slotsSchema().parse(slots)
  if (operation !== 'units.set' || found === null || value === undefined)
    return typed['unit'] === undefined ? typed : { ...typed, unit: unit.name }
  return { ...typed, unit: unit.name, field: found[0], value: oneLine(value) }
}
