// What has a limit and was counted: is one reached, and which (HAPF XIV)?

import { isLeftOpen } from './lockdown.ts'
import type { SafetyClass } from './names.ts'
import type { Pack } from './pack.ts'

/** Requests that count against the limits, each within the window of its own limit. */
export interface Counts {
  readonly open: number
  readonly recent: number
  readonly ofTenant: number
  readonly ofClass: number
  /** Denials of this same action. */
  readonly denials: number
}

export const noCounts: Counts = { open: 0, recent: 0, ofTenant: 0, ofClass: 0, denials: 0 }

/** A limit by its name in the pack; `within` is in milliseconds, and 0 for what is open at once. */
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
 * Questions and what harms nobody are not limited, where a person asks; nor is what turns a
 * lockdown on, which needs nobody's approval: whatever used up the limits must leave an admin the
 * way to stop it. Whatever an agent asks comes to its owner's phone, so that all of it is limited.
 */
function isLimited(command: Limited['command']): boolean {
  const { safetyClass, confirm, agent } = command
  return safetyClass !== 'S0' && !isLeftOpen(command) && (agent !== null || confirm)
}

/** The first limit that is reached, the requester's own before what others share; null for none. */
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

/** A deny loop: the same action was denied so often that an admin must allow it again. */
export function deniedBefore(pack: Pack | null, { counts }: Limited): boolean {
  const limit = pack?.limits.denials
  return limit !== undefined && counts.denials >= limit.most
}
