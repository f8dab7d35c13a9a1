// What each profile's name promises at least, and where a pack gives less under that name.

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

/** One class for which a profile of the pack asks fewer people than its name promises. */
interface Lax {
  readonly profile: Profile
  readonly safetyClass: string
  readonly asked: number
  readonly least: number
}

export function laxProfiles({ profiles }: Pick<Pack, 'profiles'>): readonly Lax[] {
  return names.flatMap((profile) => {
    const rule = profiles[profile]
    if (rule === undefined) return []
    const given = new Map<string, number | undefined>(Object.entries(rule.approvers))
    return Object.entries(leastApprovers[profile]).flatMap(([safetyClass, least]) => {
      const asked = given.get(safetyClass) ?? 0
      return asked < least ? [{ profile, safetyClass, asked, least }] : []
    })
  })
}
