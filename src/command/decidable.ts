// Could people decide something in chat, and which lockdowns are left that too few could lift?

import { chooseApprovers } from '../policy/approval.ts'
import { decide } from '../policy/decide.ts'
import { holdsAny, type Person } from '../policy/people.ts'
import { policyFacts } from './asked/policy-facts.ts'
import type { Slots } from './command.ts'
import type { Facts } from './facts.ts'
import type { Flow } from './spec.ts'

type Asked = Parameters<typeof policyFacts>[0] &
  Pick<Facts, 'people' | 'onCall'> & { readonly rules: Pick<Facts['rules'], 'pack'> }

/**
 * Could somebody request this in chat, and enough others approve it? A refusal to those who may
 * ask, as in a lockdown or freeze, is no permission here. Without a policy nobody can tell, so the
 * answer is yes.
 */
export function isDecidableInChat(
  facts: Asked,
  person: Pick<Person, 'id' | 'tenant'>,
  flow: Flow,
  slots: Slots,
): boolean {
  const { pack } = facts.rules
  const { mode } = facts
  if (pack === null || (mode.kind === 'locked' && mode.cause !== 'by_request')) return true
  const { id: subject, tenant } = person
  return facts.people.some((asker) => {
    const mayAsk = asker.tenant === tenant && holdsAny(pack, asker, flow.scopes)
    if (asker.id === subject || !mayAsk) return false
    const decision = decide(pack, policyFacts(facts, { tenant, slots }, flow, asker))
    const need = decision.kind === 'allowed' ? decision.needs.approval : null
    if (need === null) return true
    const parties = { requester: asker.id, tenant, subject }
    return chooseApprovers(pack, need, facts.people, parties, facts).first.length >= need.approvers
  })
}

/** The commands that lift a lockdown of everything, and one of a part. */
export const liftingFlows = ['lockdown.off', 'lockdown.lift'] as const

/**
 * The facts without the lockdowns that too few people of the tenant could lift: then only what
 * they could decide without a lockdown is left to ask.
 */
export function withoutStuckLocks<T extends Asked>(facts: T, tenant: string): T {
  const { mode, partLocks } = facts
  const [whole, part] = liftingFlows.map((name) => !isLiftable(facts, tenant, name))
  const isByRequest = mode.kind === 'locked' && mode.cause === 'by_request'
  return {
    ...facts,
    ...(isByRequest && whole === true ? { mode: { kind: 'open' } } : {}),
    ...(partLocks.length > 0 && part === true ? { partLocks: [] } : {}),
  }
}

/** Could enough people of the tenant lift such a lockdown? */
export function isLiftable(
  facts: Asked,
  tenant: string,
  name: (typeof liftingFlows)[number],
): boolean {
  const flow = facts.rules.flows.get(name)
  return flow === undefined || isDecidableInChat(facts, { id: '', tenant }, flow, {})
}
