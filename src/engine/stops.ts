// What forbids granted work right before it begins: a lockdown, its expiry, a freeze.

import { isForbiddenNow, mayForbid } from '../command/finished/forbidden-since.ts'
import { isStopped } from '../command/locked.ts'
import { rulesUnder } from '../command/recorded-binding.ts'
import type { Work } from '../store/store.ts'
import type { EngineParts } from './engine-parts.ts'
import type { StopReason } from './perform.ts'

/** Work without an approval of its own starts within this time of its last gate, or not at all. */
const beginsWithinMs = 24 * 3_600_000

type Parts = Pick<EngineParts, 'storeClient' | 'clock' | 'rules'>

/**
 * To be asked before each act. A lockdown that is durable by then stops each; expiry and freezes
 * only the first.
 */
export function stopsOf(parts: Parts, { command }: Work): () => Promise<StopReason | null> {
  let isBegun = false
  return async () => {
    const [rules, locked] = await Promise.all([
      parts.storeClient.bound().then((bound) => rulesUnder(parts.rules, bound)),
      parts.storeClient.locked(),
    ])
    if (isStopped(rules, locked, command, parts.clock.now())) return 'stopped-by-lockdown'
    if (isBegun) return null
    if (isExpired(parts, command)) return 'stopped-by-expiry'
    if (mayForbid(rules) && (await isForbidden(parts, rules, command, locked)))
      return 'stopped-by-policy'
    isBegun = true
    return null
  }
}

/** Work that waited past its expiry must be requested again (HAPF XIII.A). */
function isExpired({ clock }: Parts, { approval, updatedAt }: Work['command']): boolean {
  return clock.now() >= (approval?.expiresAt ?? updatedAt + beginsWithinMs)
}

async function isForbidden(
  { storeClient, clock }: Parts,
  rules: Parts['rules'],
  command: Work['command'],
  { emergencies }: Awaited<ReturnType<Parts['storeClient']['locked']>>,
): Promise<boolean> {
  const people = await storeClient.people()
  const person = people.find((one) => one.id === command.requester)
  const now = clock.now()
  return person === undefined || isForbiddenNow({ now, rules, emergencies, person }, command)
}
