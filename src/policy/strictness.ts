// How many people and which second factor a pack asks of each class: what a change of policy eases.

import { type Environment, highImpactClasses, type Profile } from './names.ts'
import type { Pack } from './pack.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** By class what is asked of it: `S3 approvers` is `2`, `S2 second factor` is `1h` or `each`. */
export function strictnessOf(
  pack: Pack,
  profile: Profile,
  environment: Environment,
): ReadonlyMap<string, string> {
  const approvers = pack.profiles[profile]?.approvers
  const stepUp = pack.step_up[environment]
  return new Map(
    highImpactClasses.flatMap((one) => [
      [`${one} approvers`, String(approvers?.[one] ?? 0)],
      [`${one} second factor`, factorWord(stepUp?.[one])],
    ]),
  )
}

function factorWord(wanted: number | 'each' | undefined): string {
  if (typeof wanted !== 'number') return wanted ?? 'none'
  return wanted % hourMs === 0 ? `${wanted / hourMs}h` : `${Math.ceil(wanted / minuteMs)}m`
}
