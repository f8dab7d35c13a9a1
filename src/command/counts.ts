// What is counted against the limits, and under which keys: facts of the same transaction.

import type { Counts, Limit } from '../policy/limits.ts'
import type { SafetyClass } from '../policy/names.ts'
import type { Person } from '../policy/people.ts'
import type { Change, Step } from './changes.ts'
import type { Command } from './command.ts'
import type { Facts, Rules } from './facts.ts'
import { countAfter, lastOf, packsOf } from './tallies.ts'

/** At most so many in so many milliseconds. */
export interface Window {
  readonly most: number
  readonly within: number
}

/** Denials of one action, whoever asks for it. */
export function denialKey(command: Pick<Command, 'tenant' | 'fingerprint'>): string {
  return `denied/${command.tenant}/${command.fingerprint}`
}

/** Denials in a tenant, whatever of: where there are none, nobody asks about one action. */
export function denialsKey(tenant: string): string {
  return `denied/${tenant}`
}

/** An admin let the action be asked for again. */
export function allowanceKey(command: Pick<Command, 'tenant' | 'fingerprint'>): string {
  return `allowed/${command.tenant}/${command.fingerprint}`
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
  facts: Pick<Facts, 'tallies'>,
  action: Pick<Command, 'tenant' | 'fingerprint'>,
): readonly string[] | null {
  const key = denialKey(action)
  if (lastOf(facts, denialsKey(action.tenant)) === 0 || facts.tallies.has(key)) return null
  return [key, allowanceKey(action)]
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
  action: Pick<Command, 'tenant' | 'fingerprint'> & Asker,
): Counts {
  const limits = facts.rules.pack?.limits
  const within = (key: string, limit: Window | undefined, since = 0) =>
    limit === undefined
      ? 0
      : countAfter(facts, key, Math.max(facts.now - limit.within, since), limit.most)
  const allowedAt = lastOf(facts, allowanceKey(action))
  return {
    open: facts.openRequests,
    recent: within(askerKey(sender, action), limits?.requests),
    ofTenant: within(`asks-tenant/${sender.tenant}`, limits?.tenant_requests),
    ofClass: within(`asks-class/${safetyClass}`, limits?.class_requests[safetyClass]),
    denials: within(denialKey(action), limits?.denials, allowedAt),
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
