// The fewest approvers that each profile's name promises, and where a pack asks for fewer.

import { profiles as names, type Profile } from './names.ts'
import type { Pack } from './pack.ts'

/**
 * The fewest distinct approvers by profile and class, whatever the pack says (HAPF VI.B). That
 * HAPF-Operational asks two for S3 and R3 is our own two-person rule.
 */
export const leastApprovers: Readonly<Record<Profile, Readonly<Record<string, number>>>> = {
  'HAPF-Basic': { S3: 1, R3: 1 },
  'HAPF-Strong': { S2: 1, S3: 1, R3: 1 },
  'HAPF-Operational': { S2: 1, S3: 2, R3: 2 },
}

/** A number in a pack that is below the minimum of a profile for a class. */
export interface BelowMinimum {
  /** Path of the field in the pack, with dots. */
  readonly field: string
  readonly profile: Profile
  readonly safetyClass: string
  readonly asked: number
  readonly least: number
}

/**
 * All numbers in a pack below a profile's minimum. Content rules only add approvers, so they are
 * not checked.
 */
export function belowMinimum(pack: Pick<Pack, 'profiles' | 'approvals'>): readonly BelowMinimum[] {
  return [...laxProfiles(pack), ...laxPolicies(pack)]
}

function laxProfiles({ profiles }: Pick<Pack, 'profiles'>): readonly BelowMinimum[] {
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

/**
 * An approval policy's own number replaces the profile's; with `fewer_because` a low one is
 * intended.
 */
function laxPolicies({ approvals }: Pick<Pack, 'approvals'>): readonly BelowMinimum[] {
  return Object.entries(approvals).flatMap(([id, policy]) => {
    const { approvers: asked, classes, fewer_because: because } = policy
    if (asked === undefined || because !== undefined) return []
    const field = `approvals.${id}.approvers`
    return promisedMore(classes, asked).map((one) => ({ field, ...one }))
  })
}

/** By class, the profile with the highest minimum, where that is above `asked`. */
function promisedMore(
  classes: readonly string[],
  asked: number,
): readonly Omit<BelowMinimum, 'field'>[] {
  return classes.flatMap((safetyClass) => {
    const promises = names.map((profile) => ({
      profile,
      least: leastApprovers[profile][safetyClass] ?? 0,
    }))
    const most = promises.toSorted((one, other) => other.least - one.least)[0]
    return most !== undefined && most.least > asked ? [{ safetyClass, asked, ...most }] : []
  })
}
