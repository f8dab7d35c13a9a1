// Ends a lockdown whose time is over: leaves evidence and tells those concerned.

import { lockableParts } from '../../policy/lockdown.ts'
import { environmentEvidence, type Step, system } from '../changes.ts'
import { partWords } from '../display/lockdown-lines.ts'
import { isSamePart, withConcerned, withoutLock } from '../display/lockdown-scope.ts'
import { type Deadline, environmentOf, type Facts } from '../facts.ts'
import { wholeDeadline } from '../operations/lockdown.ts'
import { phrase } from '../phrase.ts'
import { tellEverybody } from '../tell.ts'

/**
 * The facts leave out lockdowns whose time has passed; one that was extended still stands there.
 */
export function endLockdown(facts: Facts, deadline: Deadline): Step {
  const environment = environmentOf(facts)
  if (deadline.commandId === wholeDeadline.commandId) {
    if (facts.mode.kind !== 'open') return []
    return [
      { kind: 'mode', mode: { kind: 'open' } },
      environmentEvidence(facts, 'lockdown.off', system, { why: 'time_over' }),
      ...tellEverybody(facts, phrase('lockdown-over', { environment })),
    ]
  }
  const [, word, of = ''] = deadline.commandId.split('/')
  const part = lockableParts.find((one) => one === word)
  if (part === undefined || facts.partLocks.some((one) => isSamePart(one, { part, of }))) return []
  const line = phrase('lockdown-part-over', { environment, what: partWords({ part, of }) })
  return [
    { kind: 'part_locks', locks: withoutLock(facts, { part, of }) },
    environmentEvidence(facts, 'lockdown.off', system, { part, of, why: 'time_over' }),
    ...tellEverybody(withConcerned(facts, { part, of }), line),
  ]
}
