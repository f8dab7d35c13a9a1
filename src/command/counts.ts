// What is counted against the limits, and under which keys: facts of the same transaction.

import type { Counts, Limit } from '../policy/limits.ts'
import type { SafetyClass } from '../policy/names.ts'
import type { Person } from '../policy/people.ts'
import type { Change, Step } from './changes.ts'
import type { Command } from './command.ts'
import type { Facts, Rules } from './facts.ts'
import { fingerprintOf } from './fingerprint.ts'
import { countAfter, lastOf, packsOf } from './tallies.ts'

/** At most so many in so many milliseconds. */
export interface Window {
  readonly most: number
  readonly within: number
}

type Action = Pick<
  Command,
  'environment' | 'tenant' | 'flow' | 'version' | 'slots' | 'acts' | 'fingerprint'
> &
  Partial<Pick<Command, 'preview'>>
type Flows = Pick<Rules, 'flows'>

/**
 * Which action it is: another remark on it, as its reason, makes no other one of it, nor do other
 * words for what its connector takes as the same.
 */
function actionOf({ flows }: Flows, action: Action): string {
  const spec = flows.get(action.flow)?.slots ?? {}
  const isRemark = (name: string) => spec[name]?.kind === 'text' && spec[name].optional
  const means = action.preview?.means
  const given = Object.entries(means ?? action.slots)
  const kept = given.filter(([name]) => !isRemark(name))
  if (means === undefined && kept.length === given.length) return action.fingerprint
  return fingerprintOf({ ...action, slots: Object.fromEntries(kept) })
}

/** Denials of one action, whoever asks for it. */
export function denialKey(rules: Flows, action: Action): string {
  return `denied/${action.tenant}/${actionOf(rules, action)}`
}

/** Denials in a tenant, whatever of: where there are none, nobody asks about one action. */
export function denialsKey(tenant: string): string {
  return `denied/${tenant}`
}

/** An admin let the action be asked for again. */
export function allowanceKey(rules: Flows, action: Action): string {
  return `allowed/${action.tenant}/${actionOf(rules, action)}`
}

/**
 * The tallies that a request of this sender may need;
 * `{sender}` and `{tenant}` are the store's.
 */
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
 * What must be read before this action can be decided: which action it is, is not known before the
 * words are. Null when nothing is missing.
 */
export function unreadDenials(
  facts: Pick<Facts, 'tallies' | 'rules'>,
  action: Action,
): readonly string[] | null {
  if (lastOf(facts, denialsKey(action.tenant)) === 0) return null
  const key = denialKey(facts.rules, action)
  return facts.tallies.has(key) ? null : [key, allowanceKey(facts.rules, action)]
}

/** The same once its connector has said what it means; null where that says nothing new. */
export function unreadMeant(
  facts: Pick<Facts, 'tallies' | 'rules'>,
  action: Action,
): readonly string[] | null {
  if (action.preview?.means === undefined) return null
  const keys = [denialKey(facts.rules, action), allowanceKey(facts.rules, action)]
  return keys.every((key) => facts.tallies.has(key)) ? null : keys
}

/** How often this action was denied of late, and since an admin allowed it again. */
export function denialsOf(facts: Facts, action: Action): number {
  const { rules } = facts
  const limit = rules.pack?.limits.denials
  if (limit === undefined) return 0
  const after = Math.max(facts.now - limit.within, lastOf(facts, allowanceKey(rules, action)))
  return countAfter(facts, denialKey(rules, action), after, limit.most)
}

/** An agent uses up what is its own, and never what its owner may ask. */
function askerKey(sender: Pick<Person, 'id'>, { agent, caller = '' }: Asker): string {
  return agent === undefined ? `asks/${sender.id}` : agentKey(caller)
}

type Asker = Pick<Command, 'agent' | 'caller'>

/** The requests of one agent; no id of a person has a slash. */
export function agentKey(name: string): string {
  return `asks/agent/${name}`
}

export function countsOf(
  facts: Facts,
  sender: Person,
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
 * One more request, in every count that it belongs to. One that met a limit was not taken, and
 * counts nowhere: whoever tries again too early waits no longer for it, and nobody uses up what
 * others share by asking in vain.
 */
export function countRequest(
  facts: Facts,
  sender: Person,
  safetyClass: SafetyClass,
  asker: Asker,
  met: Limit['limit'] | undefined,
): Step {
  const limits = facts.rules.pack?.limits
  const tally = (key: string): Change => ({ kind: 'tally', key })
  if (met !== undefined) return []
  return [
    tally(askerKey(sender, asker)),
    ...(limits?.tenant_requests === undefined ? [] : [tally(`asks-tenant/${sender.tenant}`)]),
    ...(limits?.class_requests[safetyClass] === undefined
      ? []
      : [tally(`asks-class/${safetyClass}`)]),
  ]
}
