// Requests and denials counted against the limits, and the tally keys under which they count.

import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Counts, Limit } from '../policy/limits.ts'
import type { SafetyClass } from '../policy/names.ts'
import type { Pack } from '../policy/pack.ts'
import type { Person } from '../policy/people.ts'
import type { Change, Step } from './changes.ts'
import type { Command, Slots } from './command.ts'
import type { Facts, Rules } from './facts.ts'
import { fingerprintOf } from './fingerprint.ts'
import { flowsDoing, isOwn } from './flow.ts'
import type { Flow } from './spec.ts'
import { countAfter, lastOf, packsOf } from './tallies.ts'

/** At most `most` in `within` milliseconds. */
export interface Window {
  readonly most: number
  readonly within: number
}

type Action = Pick<Command, 'environment' | 'tenant' | 'flow' | 'version' | 'slots' | 'acts'> &
  Partial<Pick<Command, 'preview'>>
type Flows = Pick<Rules, 'flows'>
/** What was counted, and the limits of the pack in force. */
type Counting = Pick<Facts, 'now'> & {
  readonly tallies: Pick<Facts['tallies'], 'get'>
  readonly rules: Pick<Rules, 'flows' | 'pack'>
}

/**
 * Keys of the action for counting denials, one for each act: what a connector is asked for, by
 * whatever command, a recovery or a list among them; of what Aval does itself, the command.
 * Optional text, such as a reason, does not make it another action; nor do other spellings that
 * the connector takes as the same.
 */
function actionsOf({ flows }: Flows, action: Action): readonly string[] {
  const { environment, tenant, version, acts } = action
  const flow = flows.get(action.flow)
  const given = action.preview?.means ?? action.slots
  if (flow === undefined || (isOwn(flow) && acts === undefined)) {
    const slots = withoutRemarks(given, flow === undefined ? [] : [flow])
    return [fingerprintOf({ environment, tenant, flow: action.flow, version, slots })]
  }
  const asked = (acts ?? [{ does: flow.does, slots: given }]).map(({ does, slots }) => {
    const act = { does, slots: withoutRemarks(slots, flowsDoing(flows, does)) }
    return sha256(canonical({ environment, tenant, acts: [act] }))
  })
  return [...new Set(asked)]
}

function withoutRemarks(slots: Slots, flows: readonly Flow[]): Slots {
  const isRemark = (name: string) =>
    flows.some(({ slots: { [name]: one } }) => one?.kind === 'text' && one.optional)
  return Object.fromEntries(Object.entries(slots).filter(([name]) => !isRemark(name)))
}

/** Tally keys: denials of one action, whoever asks for it; of a list, one for each of its acts. */
export function denialKeys(rules: Flows, action: Action): readonly string[] {
  return actionsOf(rules, action).map((one) => `denied/${action.tenant}/${one}`)
}

/** Tally key: all denials in a tenant. If it is empty, no action needs to be looked up. */
export function denialsKey(tenant: string): string {
  return `denied/${tenant}`
}

/** Tally keys: times at which an admin allowed the action again, in the same order. */
export function allowanceKeys(rules: Flows, action: Action): readonly string[] {
  return actionsOf(rules, action).map((one) => `allowed/${action.tenant}/${one}`)
}

/** Keys of the tallies that a request may need; the store fills in `{sender}` and `{tenant}`. */
export function requestTallies(rules: Pick<Rules, 'pack' | 'packs'>): readonly string[] {
  const classes = packsOf(rules).flatMap((pack) => Object.keys(pack.limits.class_requests))
  return [
    'asks/{sender}',
    'asks-tenant/{tenant}',
    denialsKey('{tenant}'),
    ...[...new Set(classes)].map((one) => `asks-class/${one}`),
  ]
}

/**
 * Keys of the denial tallies that must be read before this action can be decided; they are known
 * only after the message is understood. Null if nothing is missing.
 */
export function unreadDenials(
  facts: Pick<Facts, 'tallies' | 'rules'>,
  action: Action,
): readonly string[] | null {
  if (lastOf(facts, denialsKey(action.tenant)) === 0) return null
  return unreadKeys(facts, action)
}

function unreadKeys(
  facts: Pick<Facts, 'tallies' | 'rules'>,
  action: Action,
): readonly string[] | null {
  const keys = [...denialKeys(facts.rules, action), ...allowanceKeys(facts.rules, action)]
  return keys.every((key) => facts.tallies.has(key)) ? null : keys
}

/** The same after the connector has interpreted the slots; null if that adds nothing. */
export function unreadMeant(
  facts: Pick<Facts, 'tallies' | 'rules'>,
  action: Action,
): readonly string[] | null {
  return action.preview?.means === undefined ? null : unreadKeys(facts, action)
}

/**
 * How often this action was denied within the limit's window and since an admin allowed it again;
 * of a list, the act that was denied most often.
 */
export function denialsOf(facts: Counting, action: Action): number {
  const { rules } = facts
  const limit = rules.pack?.limits.denials
  if (limit === undefined) return 0
  const allowances = allowanceKeys(rules, action)
  const counts = denialKeys(rules, action).map((key, index) => {
    const after = Math.max(facts.now - limit.within, lastOf(facts, allowances[index] ?? ''))
    return countAfter(facts, key, after, limit.most)
  })
  return Math.max(0, ...counts)
}

/** An agent's requests count under its own key, not against its owner. */
function askerKey(sender: Pick<Person, 'id'>, { agent, caller = '' }: Asker): string {
  return agent === undefined ? `asks/${sender.id}` : agentKey(caller)
}

type Asker = Partial<Pick<Command, 'agent' | 'caller'>>

/** Tally key of one agent's requests; person ids hold no slash, so that they cannot collide. */
export function agentKey(name: string): string {
  return `asks/agent/${name}`
}

export function countsOf(
  facts: Counting & Pick<Facts, 'openRequests'>,
  sender: Pick<Person, 'id' | 'tenant'>,
  safetyClass: SafetyClass,
  action: Action & Asker,
): Counts {
  const limits = facts.rules.pack?.limits
  const within = (key: string, limit: Window | undefined) =>
    limit === undefined ? 0 : countAfter(facts, key, facts.now - limit.within, limit.most)
  return {
    open: facts.openRequests,
    recent: within(askerKey(sender, action), limits?.requests),
    ofTenant: within(`asks-tenant/${sender.tenant}`, limits?.tenant_requests),
    ofClass: within(`asks-class/${safetyClass}`, limits?.class_requests[safetyClass]),
    denials: denialsOf(facts, action),
  }
}

/**
 * Counts one request everywhere it belongs. A request refused by a limit counts nowhere, so that
 * trying too early costs nothing and nobody can use up a shared limit with refused requests.
 */
export function countRequest(
  { rules }: Facts,
  sender: Person,
  safetyClass: SafetyClass,
  asker: Asker,
  met: Limit['limit'] | undefined,
): Step {
  const keys = met === undefined ? requestKeys(rules.pack, sender, safetyClass, asker) : []
  return keys.map((key): Change => ({ kind: 'tally', key }))
}

/** Under which keys a request counts, by the limits of this pack. */
export function requestKeys(
  pack: Pack | null,
  sender: Pick<Person, 'id' | 'tenant'>,
  safetyClass: SafetyClass,
  asker: Asker,
): readonly string[] {
  const limits = pack?.limits
  return [
    askerKey(sender, asker),
    ...(limits?.tenant_requests === undefined ? [] : [`asks-tenant/${sender.tenant}`]),
    ...(limits?.class_requests[safetyClass] === undefined ? [] : [`asks-class/${safetyClass}`]),
  ]
}

/** Does a request of this command count against no limit? */
export function isUncounted(flow: Pick<Flow, 'risk' | 'confirm'>, { agent }: Asker): boolean {
  return flow.risk === 'S0' || (!flow.confirm && agent === undefined)
}
