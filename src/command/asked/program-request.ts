// A program requests a command on a person's behalf: same policy, same evidence, same cards.

import { canonical, sha256 } from '../../evidence/canonical.ts'
import { environmentEvidence, type Step } from '../changes.ts'
import type { AskedEvent } from '../event.ts'
import type { Facts } from '../facts.ts'
import { firstApp, isFirstAdmin, shownApp } from '../noticed/new-app.ts'
import type { Flow } from '../spec.ts'
import { propose } from './propose.ts'

/** An unknown person or flow leaves evidence and nothing else. */
export function handleProgramRequest(facts: Facts, event: AskedEvent): Step {
  const { sender } = facts
  const flow = facts.rules.flows.get(event.flow)
  if (sender === null || flow === undefined)
    return [
      environmentEvidence(facts, 'tool.denied', event.door, { why: 'unknown_person_or_command' }),
    ]
  const obstacle = event.door === 'http' ? programObstacle(flow) : null
  if (obstacle !== null)
    return [
      environmentEvidence(facts, 'tool.denied', event.door, { why: obstacle, command: event.flow }),
    ]
  const { caller } = event
  const origin = {
    at: event.at,
    idempotencyKey: programKey(facts.rules.environment, event.door, event.key),
    trace: { chat: caller?.session ?? event.door, message_id: event.id, transport: event.door },
    chat: null,
    door: event.door,
    ...(caller === undefined ? {} : { caller: caller.name }),
    ...(caller?.agent === true ? { agent: caller.session } : {}),
  }
  const { factor } = event
  if (factor === undefined) return propose(facts, origin, sender, flow, event.slots)
  if (isFirstAdmin(facts, event, sender)) return firstApp(facts, sender, factor)
  return [
    ...shownApp(facts, sender, factor, origin.idempotencyKey),
    ...propose(facts, origin, sender, flow, event.slots),
  ]
}

/**
 * Why a program on the network may not request this flow; null if it may. Queries are answered in
 * chat, where a person reads them; flows that agents may never ask for are for people alone.
 */
export function programObstacle(flow: Flow): 'question' | 'people_only' | null {
  if (flow.risk === 'S0') return 'question'
  return flow.agents === 'never' ? 'people_only' : null
}

/** The idempotency key of a program's request, from the program's own key. */
export function programKey(environment: string, door: string, key: string): string {
  return sha256(canonical({ environment, door, key }))
}
