// The differences between two policy packs, field by field.

import type { Pack } from './pack.ts'

/** A changed field, values as JSON. `before` is null if it is new, `after` if it is gone. */
export interface PackDifference {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** Which pack it is and how it describes itself is no difference in what it says. */
const ownFields: readonly string[] = ['pack', 'version', 'digest', 'text', 'about']

/** The differences, sorted by field name. Lengths of time are in milliseconds. */
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

/**
 * Leaf values by dotted path. Items of a list are keyed by name, so that adding one does not shift
 * the others.
 */
function leavesOf(value: unknown, path: string): ReadonlyMap<string, string> {
  // An empty list of rules or freezes says nothing; a role without scopes is still a role.
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
