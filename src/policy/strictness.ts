// A pack's strictness as comparable text: approvers, roles and second factor by class, and who
// decides about people. Shows what a change of policy loosens.

import {
  covers,
  type Environment,
  highImpactClasses,
  type Profile,
  type SafetyClass,
} from './names.ts'
import type { Pack } from './pack.ts'
import { onCallRole, scopesOfRole } from './roles.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** Requirements by label: `S3 approvers` is `2`, `S2 second factor` is `1h` or `each`. */
export function strictnessOf(
  pack: Pack,
  profile: Profile,
  environment: Environment,
): ReadonlyMap<string, string> {
  const approvers = pack.profiles[profile]?.approvers
  const stepUp = pack.step_up[environment]
  return new Map([
    ...highImpactClasses.flatMap((one): [string, string][] => [
      [`${one} approvers`, String(approvers?.[one] ?? 0)],
      [`${one} second factor`, factorWord(stepUp?.[one])],
      [`${one} decided by`, askedAbout(pack, one)],
    ]),
    ['rights decided by', decidersOf(pack, profile)],
  ])
}

/** How many holders of which roles approve changes of rights: `2: admin, owner`. */
function decidersOf(pack: Pack, profile: Profile): string {
  const { people } = pack.approvals
  if (people === undefined) return '0'
  const count = people.approvers ?? pack.profiles[profile]?.approvers.S3 ?? 0
  const roles = Object.keys(pack.roles).filter((role) =>
    scopesOfRole(pack, role)?.some((one) => covers(one, people.scope)),
  )
  return `${count}: ${roles.toSorted().join(', ')}`
}

/**
 * The roles that any policy of this class asks and whose scopes let them answer. `on_call` may mean
 * any role.
 */
function askedAbout(pack: Pack, safetyClass: SafetyClass): string {
  const policies = Object.values(pack.approvals).filter((one) => one.classes.includes(safetyClass))
  const roles = policies.flatMap(({ ask, fallback, scope }) => {
    const asked = [...ask, ...fallback]
    const meant = asked.includes(onCallRole) ? Object.keys(pack.roles) : asked
    return meant.filter((role) => scopesOfRole(pack, role)?.some((one) => covers(one, scope)))
  })
  return [...new Set(roles)].toSorted().join(', ') || '-'
}

function factorWord(wanted: number | 'each' | undefined): string {
  if (typeof wanted !== 'number') return wanted ?? 'none'
  return wanted % hourMs === 0 ? `${wanted / hourMs}h` : `${Math.ceil(wanted / minuteMs)}m`
}
