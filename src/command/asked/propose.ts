// Proposes a command: evidence first, then the decision, then a preview, an effect or a refusal.

import type { JsonObject } from '../../evidence/artifact.ts'
import { decide } from '../../policy/decide.ts'
import type { Person } from '../../policy/people.ts'
import { reject } from '../answered/reject.ts'
import {
  type CommandUpdate,
  commandEvidence,
  type Step,
  toStep,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Command, Slots } from '../command.ts'
import { countRequest, countsOf, isUncounted, unreadDenials } from '../counts.ts'
import { definitionOf } from '../definition.ts'
import { rejectedLine } from '../display/rejected-line.ts'
import { anyScope } from '../display/titles.ts'
import { drawId, nameCandidates } from '../draw.ts'
import type { Facts } from '../facts.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { isOwn, riskOf } from '../flow.ts'
import { planOwnOperation } from '../operations/operations.ts'
import { previewOwnOperation } from '../operations/preview.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import { authorize } from './authorize.ts'
import { policyFacts } from './policy-facts.ts'
import { type Recovery, recoveryOf } from './recover.ts'
import { missingTallies } from './retry.ts'
import { showPreview } from './show-preview.ts'
import { unreadRecoveries } from './undone-by.ts'

/** Where a request came from, its idempotency key, and where to answer. */
export interface Origin {
  readonly at: number
  readonly idempotencyKey: string
  readonly trace: Command['trace']
  /** When the requesting message was sent. */
  readonly sentAt?: number
  readonly chat: string | null
  readonly door?: 'cli' | 'http'
  readonly caller?: string
  readonly agent?: string
}

function freeName({ random, taken }: Facts): string {
  for (const name of nameCandidates(random)) if (!taken.has(name)) return name
  throw new Error('Every drawn command name is taken.')
}

function envelope(
  facts: Facts,
  origin: Origin,
  sender: Person,
  flow: Flow,
  slots: Slots,
  recovery: Recovery | null,
): Omit<Command, 'because'> {
  const name = freeName(facts)
  const { rules } = facts
  const subject = subjectOf(flow, slots)
  const acts = recovery?.kind === 'acts' ? [...recovery.acts] : undefined
  const { environment } = rules
  const { tenant } = sender
  const { command: called, version } = flow
  const action = { environment, tenant, flow: called, version, slots }
  return {
    environment,
    tenant,
    flow: called,
    version,
    slots,
    id: drawId(origin.at, facts.random, 'command'),
    name,
    idempotencyKey: origin.idempotencyKey,
    requester: sender.id,
    safetyClass: riskOf(rules, flow, acts).safetyClass,
    fingerprint: fingerprintOf(acts === undefined ? action : { ...action, acts }),
    trace: origin.trace,
    ...(origin.sentAt === undefined ? {} : { sentAt: origin.sentAt }),
    chat: origin.chat,
    createdAt: origin.at,
    binding: rules.binding,
    ...(rules.rebound === undefined ? {} : { rebound: rules.rebound }),
    state: 'proposed',
    preview: null,
    confirmation: null,
    approval: null,
    updatedAt: origin.at,
    ...(flow.risk === 'S0'
      ? {}
      : { definition: definitionOf(rules, flow, { tenant, slots, acts }) }),
    ...(acts === undefined ? {} : { acts }),
    ...(recovery?.kind === 'acts' && recovery.target !== undefined
      ? { target: recovery.target }
      : {}),
    ...(subject === undefined ? {} : { subject }),
    ...(origin.door === undefined ? {} : { door: origin.door }),
    ...(origin.caller === undefined ? {} : { caller: origin.caller }),
    ...(origin.agent === undefined ? {} : { agent: origin.agent }),
  }
}

/** The person whose rights a people command, or `forget`, would change; undefined for others. */
export function subjectOf({ does }: Flow, slots: Slots): string | undefined {
  const { person } = slots
  const isAbout = does.startsWith('aval.people.') || does === 'aval.retention.forget'
  return isAbout && typeof person === 'string' ? person : undefined
}

function proposalBody(command: Command): JsonObject {
  return {
    command: command.flow,
    version: command.version,
    safety_class: command.safetyClass,
    slots: command.slots,
    ...(command.definition === undefined ? {} : { definition: command.definition }),
    ...(command.agent === undefined ? {} : { agent: command.agent }),
    ...(command.acts === undefined ? {} : { acts: command.acts.map((one) => ({ ...one })) }),
  }
}

/** Evidence that attributes an agent's request to the agent's session; empty for people. */
function usedTool(facts: Facts, command: Command, isAllowed: boolean): Step {
  const { agent } = command
  if (agent === undefined) return []
  const type = isAllowed ? 'tool.allowed' : 'tool.denied'
  return [
    commandEvidence(facts, command, type, agent, {
      command: command.flow,
      owner: command.requester,
    }),
  ]
}

/** Propose a command: evidence first, then the decision, then a preview or a refusal. */
export function propose(
  facts: Facts,
  origin: Origin,
  sender: Person,
  flow: Flow,
  slots: Slots,
): Step {
  const recent = unreadRecoveries(facts, flow, slots)
  if (recent !== null) return [{ kind: 'first_needs', needs: { recent } }]
  const recovery = recoveryOf(facts, sender, flow, slots)
  const bare = envelope(facts, origin, sender, flow, slots, recovery)
  const unread = missingTallies(facts, bare) ?? unreadDenials(facts, bare)
  if (unread !== null) return [{ kind: 'first_needs', needs: { tallies: unread } }]
  const counts = countsOf(facts, sender, bare.safetyClass, bare)
  const decision = decide(facts.rules.pack, policyFacts(facts, bare, flow, sender, counts))
  const command: Command = { ...bare, because: decision.because }
  const limit = decision.kind === 'refused' ? decision.limit : undefined
  const counted: Step = isUncounted(flow, bare)
    ? []
    : countRequest(facts, sender, bare.safetyClass, bare, limit)
  const proposed: CommandUpdate = {
    command,
    changes: [
      ...counted,
      commandEvidence(facts, command, 'command.proposed', sender.id, proposalBody(command)),
      ...usedTool(facts, command, decision.kind === 'allowed'),
    ],
  }
  if (decision.kind === 'refused') {
    const limited: Step =
      limit === undefined
        ? []
        : [commandEvidence(facts, command, 'limit.reached', sender.id, { limit })]
    const lines = [refusalLine(facts, withPatches(command, { reason: decision.reason }), flow)]
    return toStep(
      reject(facts, withChanges(proposed, ...limited), decision.reason, { kind: 'refusal', lines }),
    )
  }
  if (recovery?.kind === 'no') {
    const more = { kind: 'refusal', lines: recovery.lines } as const
    return toStep(reject(facts, proposed, 'impossible', more))
  }
  if (decision.needs.confirmation === null && !isLookedAt(flow))
    return toStep(authorize(facts, proposed, flow, sender.id))
  if (isOwn(flow) && recovery === null) {
    const own = ownObstacle(facts, proposed, flow)
    if (own !== null) return toStep(own)
    if (flow.preview === undefined)
      return toStep(showPreview(facts, proposed, flow, previewOwnOperation(facts, command, flow)))
  }
  return toStep(withChanges(proposed, { kind: 'work', what: 'plan', commandId: command.id }))
}

/**
 * Must there be a preview even if the pack asks for no confirmation? Yes, for whatever changes
 * something: approvers and rules look at it (HAPF IX).
 */
function isLookedAt({ risk, confirm }: Flow): boolean {
  return risk !== 'S0' && confirm
}

/**
 * Refuses an own operation that is impossible now, before anybody confirms or approves it. Null if
 * possible.
 */
function ownObstacle(facts: Facts, update: CommandUpdate, flow: Flow): CommandUpdate | null {
  // A command-line request activates a factor added in this same step, which the facts do not show
  // yet.
  const inside =
    update.command.door === 'cli' ? null : planOwnOperation(facts, update.command, flow)
  return inside?.kind === 'no'
    ? reject(facts, update, inside.reason, { lines: inside.lines, kind: 'refusal' })
    : null
}

/** Why it is refused; without the right, it names the scope that is missing. */
function refusalLine({ rules }: Facts, command: Command, flow: Flow): Phrase {
  if (command.reason !== 'unauthorized') return rejectedLine(rules.pack, command)
  return phrase('not-entitled', { scopes: anyScope(rules.pack, flow.scopes) })
}
