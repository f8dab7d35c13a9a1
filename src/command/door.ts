// A program asks for a command on somebody's behalf: same policy, same evidence, same cards.

import { canonical, sha256 } from '../evidence/canonical.ts'
import { type Change, note, type Step } from './changes.ts'
import type { AskedEvent, Facts } from './facts.ts'
import { propose } from './propose.ts'
import type { Flow } from './spec.ts'

/** Whoever is not enrolled, and whatever is no flow, ends here with evidence and nothing else. */
export function askedByProgram(facts: Facts, event: AskedEvent): Step {
  const { sender } = facts
  const flow = facts.rules.flows.get(event.flow)
  if (sender === null || flow === undefined)
    return [note(facts, event, 'tool.denied', event.door, { why: 'unknown_person_or_command' })]
  const obstacle = event.door === 'http' ? doorObstacle(flow) : null
  if (obstacle !== null)
    return [note(facts, event, 'tool.denied', event.door, { why: obstacle, command: event.flow })]
  const { caller } = event
  const origin = {
    at: event.at,
    idempotencyKey: doorKey(facts.rules.environment, event.door, event.key),
    trace: { chat: caller?.session ?? event.door, message_id: event.id, transport: event.door },
    chat: null,
    door: event.door,
    ...(caller === undefined ? {} : { caller: caller.name }),
  }
  const factor: Step =
    event.factor === undefined
      ? []
      : [
          { kind: 'factor', person: sender.id, ...event.factor },
          { kind: 'person', person: { ...sender, stepUp: 'pending' } },
        ]
  return [
    ...factor,
    ...firstAdmin(facts, event, factor, () => propose(facts, origin, sender, flow, event.slots)),
  ]
}

/**
 * Why a program on the network may not ask for this: a question is answered in chat, where a person
 * reads it; and what agents may never ask (rights, delegations, lockdown) is for people alone.
 */
export function doorObstacle(flow: Flow): 'question' | 'people_only' | null {
  if (flow.risk === 'S0') return 'question'
  return flow.agents === 'never' ? 'people_only' : null
}

/** The idempotency key of a request that a program made under its own key. */
export function doorKey(environment: string, door: string, key: string): string {
  return sha256(canonical({ environment, door, key }))
}

/** The first admin with an authenticator has nobody to ask: the command line activates it, once. */
function firstAdmin(facts: Facts, event: AskedEvent, factor: Step, otherwise: () => Step): Step {
  const { sender } = facts
  if (sender === null) return otherwise()
  const someAdmin = facts.people.some(
    (one) => one.roles.includes('admin') && one.stepUp === 'active' && one.id !== sender.id,
  )
  const alone =
    factor.length > 0 &&
    event.door === 'cli' &&
    sender.roles.includes('admin') &&
    sender.stepUp !== 'active' &&
    !someAdmin
  if (!alone) return otherwise()
  const active: Change = { kind: 'person', person: { ...sender, stepUp: 'active' } }
  const body = { person: sender.id, by: 'command_line', first: true }
  return [active, note(facts, event, 'step_up.enrolled', sender.id, body, sender.tenant)]
}
