// Checks the people: do store and settings agree, and can enough of them approve?

import { folded } from '../../conversation/normalise.ts'
import type { Environment } from '../../policy/names.ts'
import type { Pack } from '../../policy/pack.ts'
import { holds, type Person } from '../../policy/people.ts'
import { scopesOfRole } from '../../policy/roles.ts'
import { tenantName } from '../settings/settings.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, ok, real, unsafe, unsafeIn, warning } from './finding.ts'

export interface Enrolled {
  readonly inFile: readonly Person[]
  /** Empty if the environment has never run. */
  readonly inStore: readonly Person[]
}

/** The enrolled people: those in the store, or those in the file before the first start. */
export function peopleNow({ inFile, inStore }: Enrolled): readonly Person[] {
  return inStore.length > 0 ? inStore : inFile
}

export function checkPeople(
  settings: Settings,
  pack: Pack | null,
  { inFile, inStore }: Enrolled,
): readonly Finding[] {
  const people = peopleNow({ inFile, inStore })
  return [
    ...(inStore.length > 0 ? differences(inFile, inStore) : []),
    ...namesakes(people),
    ...owners(settings, people),
    ...(pack === null ? [] : roles(pack, people)),
    ...(pack === null ? [] : rights(settings, pack, people)),
    ...(pack === null ? [] : stepUp(settings.environment, pack, people)),
  ]
}

/** Differences between store and file. The store counts; the file is not applied again. */
function differences(inFile: readonly Person[], inStore: readonly Person[]): readonly Finding[] {
  const stored = new Map(inStore.map((one) => [one.id, one]))
  const named = new Set(inFile.map((one) => one.id))
  const about = [
    ...inFile.flatMap((one) => {
      const other = stored.get(one.id)
      if (other === undefined) return [`${one.id} is in the file but not enrolled`]
      const fields = changed(one, other)
      return fields.length === 0 ? [] : [`${one.id} differs in ${fields.join(', ')}`]
    }),
    ...inStore
      .filter((one) => !named.has(one.id))
      .map((one) => `${one.id} is enrolled but not in the file`),
  ]
  if (about.length === 0) return [ok('people', 'the store and the file agree')]
  return about.map((what) =>
    warning(
      'people',
      `${what}.`,
      'The store is in force. Change people by commands in chat, then the file.',
    ),
  )
}

function changed(one: Person, other: Person): readonly string[] {
  const list = (texts: readonly string[]) => texts.toSorted().join(' ')
  return [
    ...(one.name === other.name ? [] : ['name']),
    ...(one.tenant === other.tenant ? [] : ['tenant']),
    ...(one.locale === other.locale ? [] : ['locale']),
    ...(list(one.roles) === list(other.roles) ? [] : ['roles']),
    ...(list(one.identifiers) === list(other.identifiers) ? [] : ['phones']),
  ]
}

/** Agents without an active owner cannot propose anything. */
function owners({ http }: Settings, people: readonly Person[]): readonly Finding[] {
  return Object.entries(http?.agents ?? {}).flatMap(([agent, { owner }]) => {
    const found = people.find((one) => one.id === owner)
    if (found !== undefined && found.suspended === undefined) return []
    const why = found === undefined ? 'is not enrolled' : 'is suspended'
    const what = `${owner}, the owner of the agent ${agent}, ${why}.`
    return [warning('agents', what, 'Name an enrolled person in http.agents, or restore them.')]
  })
}

/** People of a tenant with the same name: in chat nobody could tell who approved. */
function namesakes(people: readonly Person[]): readonly Finding[] {
  const idsOf = new Map<string, string[]>()
  for (const { id, tenant, name } of people) {
    const key = JSON.stringify([tenant, folded(name)])
    idsOf.set(key, [...(idsOf.get(key) ?? []), id])
  }
  return [...idsOf.values()].flatMap((ids) => {
    const [first, second] = ids
    if (first === undefined || second === undefined) return []
    const name = people.find((one) => one.id === first)?.name ?? first
    const what = `${ids.join(' and ')} are both called ${name}: chats cannot tell them apart.`
    return [warning('names', what, 'Give one of them a second name; the evidence has their ids.')]
  })
}

/** Roles that the pack does not define, mostly typing errors. */
function roles(pack: Pack, people: readonly Person[]): readonly Finding[] {
  const strange = people.flatMap((one) =>
    one.roles
      .filter((role) => scopesOfRole(pack, role) === null)
      .map((role) => `${one.id} has the role ${role}, which ${pack.pack} ${pack.version} lacks.`),
  )
  const mend = `The roles are: ${Object.keys(pack.roles).join(', ')}.`
  return strange.map((what) => warning('roles', what, mend))
}

/**
 * Each real tenant needs enough people for every approval that its profile asks for, and an admin.
 */
function rights(settings: Settings, pack: Pack, people: readonly Person[]): readonly Finding[] {
  const { environment, policy } = settings
  const needed = pack.profiles[policy.profile]?.approvers ?? {}
  return settings.tenants
    .filter((one) => !one.sandbox)
    .flatMap(({ id }) => {
      const own = people.filter((one) => one.tenant === tenantName(environment, id))
      const short = Object.values(pack.approvals).flatMap((approval) => {
        const most =
          approval.approvers ?? Math.max(0, ...approval.classes.map((one) => needed[one] ?? 0))
        const can = own.filter((one) => holds(pack, one, approval.scope)).length
        return can >= most ? [] : [`${approval.scope} (${can} of ${most})`]
      })
      const admin = own.some((one) => holds(pack, one, 'admin.people'))
      if (short.length === 0 && admin) return [ok('rights', `${id} has its approvers and an admin`)]
      const missing = [...new Set([...short, ...(admin ? [] : ['an admin'])])].join(', ')
      return [
        unsafeIn(real, environment, [
          'rights',
          `The tenant ${id} has too few people for ${missing}.`,
          'Enrol more; what nobody can approve never runs.',
        ]),
      ]
    })
}

/** Approvers who lack a second factor that the pack asks for. */
function stepUp(
  environment: Environment,
  pack: Pack,
  people: readonly Person[],
): readonly Finding[] {
  const asked = Object.keys(pack.step_up[environment] ?? {})
  if (asked.length === 0) {
    const what = `The pack asks for no second factor in ${environment}: whoever holds a SIM can approve.`
    const mend = 'Bind a pack with step_up for this environment.'
    return real.includes(environment) ? [unsafe('step_up', what, mend)] : []
  }
  const scopes = Object.values(pack.approvals).map((one) => one.scope)
  const without = people.filter(
    (one) => one.stepUp !== 'active' && scopes.some((scope) => holds(pack, one, scope)),
  )
  if (without.length === 0) return [ok('step_up', 'every approver has a second factor')]
  return without.map((one) =>
    unsafeIn(real, environment, ['step_up', ...appMissing(one, environment)]),
  )
}

/** Does not suggest enrolling again if an app waits for activation: that would invalidate it. */
function appMissing(
  { id, stepUp: state }: Person,
  environment: Environment,
): readonly [what: string, mend: string] {
  if (state !== 'pending')
    return [
      `${id} may approve and has no authenticator app.`,
      `aval people enrol ${id} --env ${environment}`,
    ]
  return [
    `${id} may approve, but their authenticator app waits for an admin.`,
    `An admin answers its card in chat; if that has expired, an admin types: activate ${id}`,
  ]
}
