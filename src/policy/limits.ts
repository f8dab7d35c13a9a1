// Rate limits: has the requester, tenant, class or action reached one (HAPF XIV)?

import { isExempt } from './lockdown.ts'
import type { SafetyClass } from './names.ts'
import type { Pack } from './pack.ts'

/** Number of requests that count against each limit, each within that limit's window. */
export interface Counts {
  readonly open: number
  readonly recent: number
  readonly ofTenant: number
  readonly ofClass: number
  /** Denials of this same action. */
  readonly denials: number
}

export const noCounts: Counts = { open: 0, recent: 0, ofTenant: 0, ofClass: 0, denials: 0 }

/** A limit by its name in the pack. `within` is its window in milliseconds, 0 for open requests. */
export interface Limit {
  readonly limit: 'open_requests' | 'requests' | 'tenant_requests' | 'class_requests'
  readonly most: number
  readonly within: number
}

interface Limited {
  readonly command: {
    readonly safetyClass: SafetyClass
    readonly confirm: boolean
    readonly available: 'open' | 'locked' | 'always'
    readonly agent: object | null
  }
  readonly counts: Counts
}

/**
 * Which commands the limits apply to. A person's queries, harmless commands and turning a lockdown
 * on are not limited, so that an admin can still stop things when the limits are used up. All that
 * an agent asks is limited, because each request reaches its owner's phone.
 */
function isLimited(command: Limited['command']): boolean {
  const { safetyClass, confirm, agent } = command
  return safetyClass !== 'S0' && !isExempt(command) && (agent !== null || confirm)
}

/** The first limit reached, the requester's own first; null for none. */
export function limitReached(pack: Pack | null, { command, counts }: Limited): Limit | null {
  if (pack === null || !isLimited(command)) return null
  const { limits } = pack
  const { tenant_requests: ofTenant } = limits
  const ofClass = limits.class_requests[command.safetyClass]
  if (counts.open >= limits.open_requests)
    return { limit: 'open_requests', most: limits.open_requests, within: 0 }
  if (counts.recent >= limits.requests.most) return { limit: 'requests', ...limits.requests }
  if (ofTenant !== undefined && counts.ofTenant >= ofTenant.most)
    return { limit: 'tenant_requests', ...ofTenant }
  if (ofClass !== undefined && counts.ofClass >= ofClass.most)
    return { limit: 'class_requests', ...ofClass }
  return null
}

/** True when this action was denied so often that an admin must allow it again (deny loop). */
export function deniedBefore(pack: Pack | null, { counts }: Limited): boolean {
  const limit = pack?.limits.denials
  return limit !== undefined && counts.denials >= limit.most
}
