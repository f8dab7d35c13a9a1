// Checks that a lockdown without an end could be lifted by the people who are left.

import { isDecidableInChat, isLiftable, withoutStuckLocks } from '../../command/decidable.ts'
import { slotsOfAct } from '../../command/noticed/command-line-rights.ts'
import type { Flow } from '../../command/spec.ts'
import type { Pack } from '../../policy/pack.ts'
import type { Person } from '../../policy/people.ts'
import type { Locks } from '../../store/store.ts'
import { tenantName } from '../settings/settings.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, warning } from './finding.ts'

/** `settings` with the policy in force; `flows` as they are in this environment. */
export function checkLockdown(
  settings: Settings,
  pack: Pack,
  people: readonly Person[],
  flows: ReadonlyMap<string, Flow>,
  { mode, partLocks }: Locks,
  now: number,
): readonly Finding[] {
  const { environment, policy } = settings
  const isEndless =
    mode.kind === 'locked' && mode.cause === 'by_request' && mode.until === undefined
  const admit = flows.get('people.role')
  if (!isEndless || admit === undefined) return []
  const { digest, version } = pack
  const binding = { pack: pack.pack, version, digest, profile: policy.profile }
  const facts = {
    ...{ now, mode, partLocks, people, suspicious: false, emergencies: [], onCall: [] },
    rules: { environment, binding, flows, pack },
  }
  return settings.tenants.flatMap(({ id, sandbox }) => {
    const tenant = tenantName(environment, id)
    if (sandbox || isLiftable(facts, tenant, 'lockdown.off')) return []
    const what = `The lockdown by ${mode.by} has no end, and too few people of ${id} could lift it.`
    const open = withoutStuckLocks(facts, tenant)
    const byOthers = isDecidableInChat(open, { id: '', tenant }, admit, slotsOfAct('admin', ''))
    const mend = byOthers
      ? 'Nobody gets a right in a lockdown while two admins are there: docs/operations.md.'
      : `aval people admin NAME --env ${environment}, for somebody enrolled who then approves: lockdown off`
    return [warning('lockdown', what, mend)]
  })
}
