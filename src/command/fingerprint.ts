// The fingerprint that binds approvals to what exactly they approve.

import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Command } from './command.ts'

/** What exactly is to be done: the approvals hold for this and for nothing else (HAPF X.A). */
export function fingerprintOf(
  action: Pick<Command, 'environment' | 'tenant' | 'flow' | 'version' | 'slots' | 'acts'>,
): string {
  const { environment, tenant, flow, version, slots, acts } = action
  const list = acts === undefined ? {} : { acts }
  return sha256(canonical({ environment, tenant, command: flow, version, slots, ...list }))
}
