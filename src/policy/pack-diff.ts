// What one policy pack says otherwise than another, field by field.

import type { Pack } from './pack.ts'

/** `before` is null for what is new, `after` for what is gone; values are as JSON. */
export interface PackDifference {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** Which pack it is and how it describes itself is no difference in what it says. */
const ownFields: readonly string[] = ['pack', 'version', 'digest', 'text', 'about']

/** In the order of the fields' names; lengths of time are in milliseconds, as packs are read. */
export function differencesOf(from: Pack, to: Pack): readonly PackDifference[] {
  const before = leavesOf(said(from), '')
  const after = leavesOf(said(to), '')
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((field) => ({
      field,
      before: before.get(field) ?? null,
      after: after.get(field) ?? null,
    }))
    .filter((one) => one.before !== one.after)
}

function said(pack: Pack): object {
  return Object.fromEntries(Object.entries(pack).filter(([name]) => !ownFields.includes(name)))
}

/** A list of named things goes by their names, so that one more does not move the others. */
function leavesOf(value: unknown, path: string): ReadonlyMap<string, string> {
  // No freeze and no rule says nothing; an empty role is a role all the same.
  if (Array.isArray(value) && value.length === 0 && !path.includes('.')) return new Map()
  const named = Array.isArray(value) && value.length > 0 && value.every((one) => nameOf(one) !== '')
  if (Array.isArray(value) && !named) return new Map([[path, JSON.stringify(value)]])
  if (typeof value !== 'object' || value === null)
    return new Map(value === undefined ? [] : [[path, JSON.stringify(value)]])
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((one: unknown) => [nameOf(one), one])
    : Object.entries(value)
  return new Map(
    entries.flatMap(([name, one]) => [
      ...leavesOf(one, path === '' ? name : `${path}.${name.replaceAll(' ', '_')}`),
    ]),
  )
}

function nameOf(value: unknown): string {
  const has = typeof value === 'object' && value !== null && 'name' in value
  return has && typeof value.name === 'string' ? value.name : ''
}
