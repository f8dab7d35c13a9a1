// Checks decisions against the rights that earlier evidence states: nobody may decide under a right
// that no artifact gave.

import { covers } from '../../policy/names.ts'
import type { Pack } from '../../policy/pack.ts'
import { scopesOfRole } from '../../policy/roles.ts'
import {
  allSchema,
  type Change,
  changeSchema,
  type Decision,
  decisionSchema,
  type Held,
  type Rights,
  type RightsRow,
  rightsSchema,
  type StatedRights,
} from './rights-body.ts'
import { faultWithoutCommand } from './rights-without-command.ts'
import { schemaChecker } from './schema-checker.ts'

/** Types that state under which right they counted. */
export const decidingTypes: readonly string[] = [
  'approval.granted',
  'approval.denied',
  'command.authorized',
]

/** The type that states the rights of everybody enrolled. */
export const statesAllRights = 'service.start'

export interface RightsParts {
  /** The text of a policy; null where it is not here. */
  readonly packOf?: (digest: string) => Pick<Pack, 'roles'> | null
  /** The schema of the file, which no migration goes beyond. */
  readonly schema?: number
  /** What is wrong with an act of the command line, by the rights that were known before it. */
  readonly alone?: (row: RightsRow, known: ReadonlyMap<string, Rights>) => string | null
  /** What a command changed without being asked to. */
  readonly unasked?: (
    row: RightsRow,
    said: readonly StatedRights[],
    known: ReadonlyMap<string, Rights>,
  ) => string | null
}

/**
 * Takes the artifacts of all chains in the order written; returns what is wrong with each, in
 * words, or null. After an erased body that may have stated rights, nothing is assumed about
 * anybody until they are stated again.
 */
export function rightsChecker({
  packOf = () => null,
  schema: newest = Number.POSITIVE_INFINITY,
  alone = () => null,
  unasked = () => null,
}: RightsParts = {}): (row: RightsRow, isJudged: boolean) => string | null {
  const known = new Map<string, Rights>()
  /** Keys of decisions found right since rights or the roll last changed: most repeat. */
  const sound = new Set<string>()
  let knowsAll = true
  let roll = 0
  const schemas = schemaChecker(newest)

  function judgeOnce(row: RightsRow, text: string): string | null {
    const like = likenessOf(row, text)
    if (like !== null && sound.has(like)) return null
    const fault = judge(row, decisionSchema.parse(JSON.parse(text)))
    if (fault === null && like !== null) sound.add(like)
    return fault
  }

  function judge(row: RightsRow, { held, instead_of }: Decision): string | null {
    if (held === undefined) return row.type === 'command.authorized' ? null : 'it names no right'
    const holder = known.get(held.person)
    if (row.type !== 'command.authorized' && held.person !== (instead_of ?? row.actor))
      return `it names the right of ${held.person}, who is another one`
    if (held.roll !== roll)
      return `it names the roll ${held.roll ?? 'of no number'}, and it was ${roll}`
    if (holder === undefined) return knowsAll ? strangerTo(held.person) : null
    const fault = lackOf(row, held, holder) ?? scopeFault(packOf(row.policy ?? ''), held)
    if (fault !== null || instead_of === undefined) return fault
    return standInFault(row, held, holder, known.get(row.actor), knowsAll)
  }

  function restate(said: readonly StatedRights[], enrolled: readonly string[]): string | null {
    const before = new Map(known)
    known.clear()
    learn(known, said)
    const isNew = (id: string) => before.size === 0 && enrolled.includes(id)
    const wasKnown = knowsAll
    knowsAll = true
    for (const [id, rights] of before)
      if (!isSame(rights, known.get(id)))
        return `it gives ${id} other rights, and nothing changed them`
    const stray = [...known.keys()].find((id) => !before.has(id) && !isNew(id))
    return wasKnown && stray !== undefined ? strangerTo(stray) : null
  }

  /** Forgets all rights: from here on they may be different. */
  const lose = (): null => {
    known.clear()
    knowsAll = false
    return null
  }

  /** Takes over what an artifact states about rights. */
  function follow(row: RightsRow, body: unknown): string | null {
    if (row.roll !== null) roll = row.roll
    if (body === null) return lose()
    if (row.type === statesAllRights) {
      const { rights, enrolled, schema } = allSchema.parse(body)
      const misfit = rights === undefined ? null : restate(rights, enrolled)
      return schemas.started(schema) ?? misfit
    }
    const change = row.roll === null ? {} : changeSchema.parse(body)
    const { rights = [] } = change
    const byCommand = () => (knowsAll ? unasked(row, rights, known) : null)
    const given = row.isCommands ? byCommand() : withoutCommand(row, change)
    learn(known, rights)
    return given
  }

  function withoutCommand(row: RightsRow, change: Change): string | null {
    if (change.why === 'schema') return schemas.migrated(row.type, change)
    if (!knowsAll) return null
    return (
      faultWithoutCommand(row, change, known) ??
      (change.act === undefined ? null : alone(row, known))
    )
  }

  return (row, isJudged) => {
    try {
      const isDecision = isJudged && row.body !== null && decidingTypes.includes(row.type)
      const fault = isDecision ? judgeOnce(row, row.body) : null
      if (row.roll === null && row.type !== statesAllRights) return fault
      sound.clear()
      const misfit = follow(row, row.body === null ? null : JSON.parse(row.body))
      return fault ?? misfit
    } catch {
      roll = row.roll ?? roll
      lose()
      return 'nobody can read it'
    }
  }
}

/** Replaces or removes the rights of each person that is named. */
function learn(known: Map<string, Rights>, said: readonly StatedRights[]): void {
  for (const { people, ...rights } of said)
    for (const id of people) {
      if ('gone' in rights) known.delete(id)
      else known.set(id, rightsSchema.parse(rights))
    }
}

const strangerTo = (person: string) => `nobody called ${person} was enrolled`

/**
 * A key that is equal for decisions that depend on the same facts; null for delegated ones, which
 * also depend on time.
 */
function likenessOf({ tenant, type, actor, policy }: RightsRow, body: string): string | null {
  const from = body.indexOf('"held":{')
  const isOne = from >= 0 && body.indexOf('"held":', from + 1) < 0
  if (!isOne || body.includes('"instead_of":')) return null
  // The JSON member has no inner closing brace, so that its first one is its end.
  return `${tenant} ${type} ${actor} ${policy} ${body.slice(from, body.indexOf('}', from))}`
}

/** `own`: the rights of whoever answered in the place of `person`. */
function standInFault(
  { actor, time }: RightsRow,
  { person }: Held,
  { delegated }: Rights,
  own: Rights | undefined,
  knowsAll: boolean,
): string | null {
  if (delegated?.to !== actor || time >= delegated.until)
    return `${actor} did not answer for ${person} by then`
  if (own === undefined) return knowsAll ? strangerTo(actor) : null
  return own.rest === undefined ? null : `${actor} was at rest`
}

function lackOf({ tenant }: RightsRow, held: Held, { rest, ...holder }: Rights): string | null {
  const { person, roles, grants } = held
  if (holder.tenant !== tenant) return `${person} was not of ${tenant}`
  if (rest !== undefined) return `${person} was at rest`
  const role = roles.find((one) => !holder.roles.includes(one))
  if (role !== undefined) return `${person} had not the role ${role}`
  const grant = grants.find((one) => !holder.grants.includes(one))
  if (grant !== undefined) return `${person} had not the scope ${grant}`
  return roles.length + grants.length > 0
    ? null
    : `nothing gave ${person} ${held.scopes.join(', ')}`
}

/** Does what they had give these scopes, by the text of the policy? */
function scopeFault(
  pack: Pick<Pack, 'roles'> | null,
  { person, scopes, roles, grants }: Held,
): string | null {
  if (pack === null) return null
  const given = [...grants, ...roles.flatMap((role) => scopesOfRole(pack, role) ?? [])]
  const lacking = scopes.find((scope) => !given.some((one) => covers(one, scope)))
  return lacking === undefined
    ? null
    : `no role of ${person} holds ${lacking}, by the text of the policy`
}

function isSame(one: Rights, other: Rights | undefined): boolean {
  const textOf = ({ tenant, roles, grants, rest, delegated }: Rights) =>
    JSON.stringify([tenant, roles, grants, rest, delegated?.to, delegated?.until])
  return other !== undefined && textOf(one) === textOf(other)
}
