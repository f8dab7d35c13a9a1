// What each profile's name promises at least, and where a pack asks fewer people than that.

import { profiles as names, type Profile } from './names.ts'
import type { Pack } from './pack.ts'

/**
 * So many distinct people approve at least, whatever the pack says (HAPF VI.B). That
 * HAPF-Operational asks two for S3 and R3 is our own two-person rule.
 */
export const leastApprovers: Readonly<Record<Profile, Readonly<Record<string, number>>>> = {
  'HAPF-Basic': { S3: 1, R3: 1 },
  'HAPF-Strong': { S2: 1, S3: 1, R3: 1 },
  'HAPF-Operational': { S2: 1, S3: 2, R3: 2 },
}

/** A number in a pack that asks fewer people than the name of a profile promises for a class. */
export interface Lax {
  /** Where it stands in the pack, as a path of fields. */
  readonly field: string
  readonly profile: Profile
  readonly safetyClass: string
  readonly asked: number
  readonly least: number
}

/** What a pack promises by the name of a profile and does not keep; a rule takes nothing away. */
export function laxIn(pack: Pick<Pack, 'profiles' | 'approvals'>): readonly Lax[] {
  return [...laxProfiles(pack), ...laxPolicies(pack)]
}

function laxProfiles({ profiles }: Pick<Pack, 'profiles'>): readonly Lax[] {
  return names.flatMap((profile) => {
    const rule = profiles[profile]
    if (rule === undefined) return []
    const given = new Map<string, number | undefined>(Object.entries(rule.approvers))
    return Object.entries(leastApprovers[profile]).flatMap(([safetyClass, least]) => {
      const asked = given.get(safetyClass) ?? 0
      const field = `profiles.${profile}.approvers.${safetyClass}`
      return asked < least ? [{ field, profile, safetyClass, asked, least }] : []
    })
  })
}

/** Its own number stands in place of the profile's; where it says why it is small, it was meant. */
function laxPolicies({ approvals }: Pick<Pack, 'approvals'>): readonly Lax[] {
  return Object.entries(approvals).flatMap(([id, policy]) => {
    const { approvers: asked, classes, fewer_because: because } = policy
    if (asked === undefined || because !== undefined) return []
    const field = `approvals.${id}.approvers`
    return promisedMore(classes, asked).map((one) => ({ field, ...one }))
  })
}

/** The profile that promises most for a class, where that is more than is asked. */
function promisedMore(classes: readonly string[], asked: number): readonly Omit<Lax, 'field'>[] {
  return classes.flatMap((safetyClass) => {
    const promises = names.map((profile) => ({
      profile,
      least: leastApprovers[profile][safetyClass] ?? 0,
    }))
    const most = promises.toSorted((one, other) => other.least - one.least)[0]
    return most !== undefined && most.least > asked ? [{ safetyClass, asked, ...most }] : []
  })
}
