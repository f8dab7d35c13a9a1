// The fingerprint that binds approvals to the exact action.

import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Command } from './command.ts'

/** SHA-256 of the exact action; approvals hold for this fingerprint only (HAPF X.A). */
export function fingerprintOf(
  action: Pick<Command, 'environment' | 'tenant' | 'flow' | 'version' | 'slots' | 'acts'>,
): string {
  const { environment, tenant, flow, version, slots, acts } = action
  const list = acts === undefined ? {} : { acts }
  return sha256(canonical({ environment, tenant, command: flow, version, slots, ...list }))
}
