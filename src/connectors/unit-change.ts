// The result of an operation on a configuration unit: a pure function for both plan and apply.

import type { JsonObject } from '../evidence/artifact.ts'
import { type Fields, type Scalar, shown } from './fields.ts'
import { impossible } from './impossible.ts'
import type { Claims } from './ticket.ts'
import type { Proposal, Unit } from './unit.ts'
import { fieldNamed, namesOf, parseUnitValue, type UnitKind } from './unit-kind.ts'

/** The unit after the operation, or why it is impossible. `before` is the unit as stored now. */
export function proposeChange(
  kinds: readonly UnitKind[],
  operation: string,
  slots: JsonObject,
  before: Unit | null,
  agent?: string,
): Proposal {
  const name = text(slots, 'unit')?.toLowerCase() ?? ''
  if (!isName(name)) return impossible('config-name-wrong', { unit: shown(name) })
  const live = before === null || before.deleted ? null : before
  switch (operation) {
    case 'units.create':
      return live === null
        ? create(kinds, name, slots, before, agent)
        : impossible('config-unit-exists', { unit: name })
    case 'units.set':
      return live === null ? missing(name) : set(kinds, live, slots)
    case 'units.renew':
      if (live === null) return missing(name)
      return live.lifetime === undefined
        ? impossible('config-lifetime-absent', { unit: name })
        : next(live, {})
    case 'units.delete':
      return live === null ? missing(name) : next(live, { deleted: true })
    case 'units.restore':
      if (before === null) return missing(name)
      return live === null
        ? restore(kinds, before)
        : impossible('config-unit-exists', { unit: name })
    default:
      return impossible('connector-operation-unknown', { connector: 'config', operation })
  }
}

/** The unit with the fields of a ticket, which must be exactly those of its kind here. */
export function proposePromotion(
  kinds: readonly UnitKind[],
  { unit: name, kind: called, fields }: Pick<Claims, 'unit' | 'kind' | 'fields'>,
  before: Unit | null,
  agent?: string,
): Proposal {
  const live = before === null || before.deleted ? null : before
  const kind = kinds.find(({ unit }) => unit === called)
  if (!isName(name)) return impossible('config-name-wrong', { unit: shown(name) })
  if (kind === undefined)
    return impossible('config-kind-unknown', { kind: shown(called), kinds: namesOf(kinds) })
  if (live !== null && live.kind !== called)
    return impossible('config-ticket-kind', { unit: name, kind: live.kind })
  const strange = Object.keys(fields).find((field) => !Object.hasOwn(kind.fields, field))
  if (strange !== undefined) {
    const known = Object.keys(kind.fields).join(', ')
    return impossible('config-field-unknown', {
      field: shown(strange),
      kind: called,
      fields: known,
    })
  }
  const fitting: Record<string, Scalar> = {}
  for (const [field, rule] of Object.entries(kind.fields)) {
    const given = Object.hasOwn(fields, field) ? fields[field] : undefined
    if (given === undefined) return impossible('config-field-missing', { field })
    const parsed = parseUnitValue(field, rule, given)
    if (parsed.kind === 'wrong') return { kind: 'impossible', reason: parsed.reason }
    // Values in a ticket must have the right type; text is not converted to numbers.
    if (parsed.value !== given) return impossible('config-ticket-field', { field })
    fitting[field] = given
  }
  if (live === null) return { kind: 'possible', unit: made(name, called, before, fitting, agent) }
  const isSame = Object.keys(fitting).every((field) => live.fields[field] === fitting[field])
  return isSame ? impossible('config-ticket-same', { unit: name }) : next(live, { fields: fitting })
}

function isName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]{0,58}[a-z0-9])?$/.test(name)
}

function create(
  kinds: readonly UnitKind[],
  name: string,
  slots: JsonObject,
  before: Unit | null,
  agent: string | undefined,
): Proposal {
  const named = text(slots, 'kind') ?? (kinds.length === 1 ? kinds[0]?.unit : undefined)
  if (named === undefined) return impossible('config-kind-missing', { kinds: namesOf(kinds) })
  const kind = kinds.find(({ unit }) => unit === named.toLowerCase())
  if (kind === undefined)
    return impossible('config-kind-unknown', { kind: shown(named), kinds: namesOf(kinds) })
  const fields: Record<string, Scalar> = {}
  for (const [field, rule] of Object.entries(kind.fields)) {
    const given = (Object.hasOwn(slots, field) ? slots[field] : null) ?? rule.default
    if (given === undefined) return impossible('config-field-missing', { field })
    const parsed = parseUnitValue(field, rule, given)
    if (parsed.kind === 'wrong') return { kind: 'impossible', reason: parsed.reason }
    fields[field] = parsed.value
  }
  return { kind: 'possible', unit: made(name, kind.unit, before, fields, agent) }
}

function made(
  name: string,
  kind: string,
  before: Unit | null,
  fields: Fields,
  agent: string | undefined,
): Unit {
  const revision = (before?.revision ?? 0) + 1
  const by = agent === undefined ? {} : { agent }
  // A deleted unit's last promotion is kept, so that older tickets stay refused.
  const last = before?.promoted === undefined ? {} : { promoted: before.promoted }
  return { name, kind, revision, fields, deleted: false, ...by, ...last }
}

function set(kinds: readonly UnitKind[], unit: Unit, slots: JsonObject): Proposal {
  const kind = kinds.find((known) => known.unit === unit.kind)
  if (kind === undefined)
    return impossible('config-kind-unknown', { kind: unit.kind, kinds: namesOf(kinds) })
  const word = text(slots, 'field') ?? ''
  const found = fieldNamed(kind, word)
  if (found === null) {
    const fields = Object.keys(kind.fields).join(', ')
    return impossible('config-field-unknown', { field: shown(word), kind: kind.unit, fields })
  }
  const [field, rule] = found
  const parsed = parseUnitValue(field, rule, Object.hasOwn(slots, 'value') ? slots['value'] : null)
  if (parsed.kind === 'wrong') return { kind: 'impossible', reason: parsed.reason }
  // Refused, because people would approve a change that changes nothing.
  if (unit.fields[field] === parsed.value)
    return impossible('config-value-same', { unit: unit.name, field, value: shown(parsed.value) })
  return next(unit, { fields: { ...unit.fields, [field]: parsed.value } })
}

/** Old values are parsed again, because the kind may have changed since the deletion. */
function restore(kinds: readonly UnitKind[], unit: Unit): Proposal {
  const kind = kinds.find((known) => known.unit === unit.kind)
  if (kind === undefined)
    return impossible('config-kind-unknown', { kind: unit.kind, kinds: namesOf(kinds) })
  for (const [field, value] of Object.entries(unit.fields)) {
    const rule = Object.hasOwn(kind.fields, field) ? kind.fields[field] : undefined
    if (rule === undefined) {
      const fields = Object.keys(kind.fields).join(', ')
      return impossible('config-field-unknown', { field, kind: kind.unit, fields })
    }
    const parsed = parseUnitValue(field, rule, value)
    if (parsed.kind === 'wrong') return { kind: 'impossible', reason: parsed.reason }
  }
  return next(unit, { deleted: false })
}

function next(unit: Unit, change: Partial<Pick<Unit, 'fields' | 'deleted'>>): Proposal {
  return { kind: 'possible', unit: { ...unit, ...change, revision: unit.revision + 1 } }
}

function missing(unit: string): Proposal {
  return impossible('config-unit-missing', { unit })
}

/** A slot as trimmed text; null if absent, empty or not text. */
function text(slots: JsonObject, name: string): string | null {
  const value = Object.hasOwn(slots, name) ? slots[name] : null
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
