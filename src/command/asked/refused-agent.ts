// An agent asked for what only people may do: leaves evidence and, after several times, locks the
// agent for a while.

import type { PartLock } from '../../policy/lockdown.ts'
import { environmentEvidence, type Step, system } from '../changes.ts'
import type { Noticed } from '../event.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { partDeadline } from '../operations/lockdown.ts'
import { phrase } from '../phrase.ts'
import { countAfter } from '../tallies.ts'
import { tellActivePerson, tellAdmins } from '../tell.ts'

type Refused = Extract<Noticed, { what: 'door.refused' }>

/** Tally key of an agent's refusals at the program interface. */
export function refusedKey(agent: string): string {
  return `refused/agent/${agent}`
}

export function agentRefused(facts: Facts, notice: Refused): Step {
  const { session, why, count, agent } = notice
  const proved = environmentEvidence(facts, 'tool.denied', session, { door: 'http', why, count })
  return agent === undefined ? [proved] : [proved, ...counted(facts, notice, agent)]
}

/**
 * Counts refusals; the limit for a person's wrong answers locks an agent for the same time (HAPF
 * XIV). This stops a loop, or a prompt injection, without a person.
 */
function counted(
  facts: Facts,
  { session, count }: Refused,
  agent: NonNullable<Refused['agent']>,
): Step {
  const limit = facts.rules.pack?.limits.wrong_answers
  const { name, owner } = agent
  const isLocked = facts.partLocks.some((one) => one.part === 'agent' && one.of === name)
  if (limit === undefined || isLocked) return []
  const key = refusedKey(name)
  const tallies: Step = Array.from({ length: Math.min(count, limit.most) }, () => ({
    kind: 'tally',
    key,
  }))
  const before = countAfter(facts, key, facts.now - limit.within, limit.most)
  if (before + count < limit.most) return tallies
  const until = facts.now + limit.lock
  const named = { part: 'agent', of: name } as const
  const reason = 'tool.denied'
  const lock: PartLock = { ...named, by: system, reason, since: facts.now, until }
  const environment = environmentOf(facts)
  const line = phrase('notice-agent-locked', { environment, name, until: { time: until } })
  const person = personOf(facts, owner)
  const ends = new Date(until).toISOString()
  return [
    ...tallies,
    { kind: 'part_locks', locks: [...facts.partLocks, lock] },
    { kind: 'deadline', deadline: { ...partDeadline(named), at: until } },
    environmentEvidence(facts, 'limit.reached', session, { limit: 'agent_refusals' }),
    environmentEvidence(facts, 'lockdown.on', system, { reason, ...named, until: ends }),
    ...tellActivePerson(person, [line]),
    ...tellAdmins(facts, owner, line, person?.tenant),
  ]
}
