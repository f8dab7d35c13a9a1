// Checks that what somebody may request can be approved by enough other people.

import type { Flow } from '../../command/spec.ts'
import type { Pack } from '../../policy/pack.ts'
import { holds, holdsAny, type Person } from '../../policy/people.ts'
import { tenantName } from '../settings/settings.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, real, warning } from './finding.ts'

/**
 * A warning for each tenant and approval policy whose requests nobody could ever get approved, such
 * as an only admin's lockdown that no two others could lift.
 */
export function checkRequesters(
  settings: Settings,
  pack: Pack,
  people: readonly Person[],
  flows: readonly Flow[],
): readonly Finding[] {
  const { environment } = settings
  if (!real.includes(environment)) return []
  return settings.tenants
    .filter((one) => !one.sandbox)
    .flatMap(({ id }) => {
      const own = people.filter((one) => one.tenant === tenantName(environment, id))
      const stuckBy = Object.keys(pack.approvals).flatMap((approval) => {
        const stuck = stuckIn(approval, settings, pack, own, flows)
        if (stuck.length === 0) return []
        const names = stuck.map((one) => one.command).join(', ')
        const what = `In ${id} nobody can get this approved: ${names}. A requester may not approve.`
        return [warning('rights', what, `Enrol others who may approve by the policy ${approval}.`)]
      })
      return [...stuckBy, ...(stuckBy.length === 0 ? untouchable(pack, own, flows) : [])]
    })
}

/** People whom nobody could suspend, as with two admins when one's phone is stolen. */
function untouchable(pack: Pack, own: readonly Person[], flows: readonly Flow[]) {
  const flow = flows.find((one) => one.command === 'people.suspend')
  const approval = pack.approvals[flow?.approval_policy_id ?? '']
  if (flow === undefined || approval === undefined) return []
  const approvers = own.filter((one) => holds(pack, one, approval.scope))
  const askers = own.filter((one) => holdsAny(pack, one, flow.scopes))
  const isSuspendable = (person: Person) =>
    askers.some(
      (asker) => asker !== person && approvers.some((one) => ![person, asker].includes(one)),
    )
  const names = own.filter((one) => !isSuspendable(one))
  if (names.length === 0) return []
  const what = `Nobody could suspend ${names.map((one) => one.id).join(' or ')}: that takes one other to ask and another to approve.`
  return [warning('rights', what, 'Enrol another admin while all of them can still approve.')]
}

/** Flows of this approval policy that some may request, but too few others may approve. */
function stuckIn(
  id: string,
  { policy }: Settings,
  pack: Pack,
  own: readonly Person[],
  flows: readonly Flow[],
): readonly Flow[] {
  const profile = pack.profiles[policy.profile]
  const approval = pack.approvals[id]
  if (profile === undefined || approval === undefined) return []
  const approvers = own.filter((one) => holds(pack, one, approval.scope))
  return flows.filter((flow) => {
    const wanted = approval.approvers ?? profile.approvers[flow.risk] ?? 0
    if (flow.approval_policy_id !== id || wanted > approvers.length) return false
    if (profile.requester_may_approve && !flow.two_people) return false
    const askers = own.filter((one) => holdsAny(pack, one, flow.scopes))
    const others = (asker: Person) => approvers.filter((one) => one !== asker).length
    return askers.length > 0 && askers.every((asker) => others(asker) < wanted)
  })
}
