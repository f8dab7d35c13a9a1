// A freeze, or a rule that refuses, may begin between the last check and the effect.

import { frozenBy, rulesThatHold } from '../../policy/needs.ts'
import type { Person } from '../../policy/people.ts'
import { policyFacts } from '../asked/policy-facts.ts'
import type { Command } from '../command.ts'
import type { Facts } from '../facts.ts'
import { flowsDoing } from '../flow.ts'
import type { Flow } from '../spec.ts'

/** What such a decision looks at; `person` is whoever asked for the command. */
export interface Circumstances extends Pick<Facts, 'now' | 'rules' | 'emergencies'> {
  readonly person: Person
}

/**
 * Must a granted command not begin now? For a retry what it tries again must not either, under
 * any command that does the same.
 */
export function isForbiddenNow(circumstances: Circumstances, command: Command): boolean {
  const { flows } = circumstances.rules
  const flow = flows.get(command.flow)
  if (flow === undefined) return false
  if (isForbidden(circumstances, command, flow)) return true
  if (flow.does !== 'aval.recover.retry') return false
  const { acts = [], ...alone } = command
  return acts.some(({ does, slots }) =>
    flowsDoing(flows, does).some((again) => isForbidden(circumstances, { ...alone, slots }, again)),
  )
}

function isForbidden(circumstances: Circumstances, command: Command, flow: Flow): boolean {
  const { person, rules } = circumstances
  const open = { mode: { kind: 'open' }, partLocks: [], suspicious: false } as const
  const facts = policyFacts({ ...circumstances, ...open }, command, flow, person)
  const refuses = rulesThatHold(rules.pack, facts).some(({ then }) => then.refuse === true)
  return refuses || frozenBy(rules.pack, facts) !== null
}

/** False for a pack that has no freeze and no rule that refuses. */
export function mayForbid({ pack }: Facts['rules']): boolean {
  if (pack === null) return false
  return pack.freezes.length > 0 || pack.rules.some(({ then }) => then.refuse === true)
}
