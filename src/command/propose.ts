// A command is proposed: evidence first, then the decision, then a preview, an effect or a refusal.

import type { JsonObject } from '../evidence/artifact.ts'
import { decide } from '../policy/decide.ts'
import { noCounts } from '../policy/limits.ts'
import type { Person } from '../policy/people.ts'
import { authorize } from './approve.ts'
import { previewCard } from './cards.ts'
import { changeRiskBody, changeRiskOf } from './change-risk.ts'
import { add, type Course, finish, move, prove, revised, type Step, system } from './changes.ts'
import type { Command, Preview, Slots } from './command.ts'
import { countRequest, countsOf, denialsOf, unreadDenials, unreadMeant } from './counts.ts'
import { definitionOf } from './defined.ts'
import { drawId, nameCandidates } from './draw.ts'
import { environmentOf, type Facts } from './facts.ts'
import { fingerprintOf } from './fingerprint.ts'
import { isOwn } from './flow.ts'
import { planInside } from './inside/operations.ts'
import { shownInside } from './inside/shown.ts'
import { type Phrase, phrase } from './phrase.ts'
import { type Recovery, recoveryOf, riskOf } from './recover.ts'
import { reject } from './reject.ts'
import { rejectedLine } from './rejected-line.ts'
import { isAsSeen, retriedOf, unreadSince } from './retried.ts'
import type { Flow } from './spec.ts'
import { lookedAt, policyFacts } from './start.ts'
import { unreadRecoveries } from './taken-back.ts'
import { anyScope } from './titled.ts'
import { tellRequester } from './told.ts'

/** Where a request came from: what makes it one request, and where it is answered. */
export interface Origin {
  readonly at: number
  readonly idempotencyKey: string
  readonly trace: Command['trace']
  /** When the message that asked was sent. */
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
    ...(flow.risk === 'S0' ? {} : { definition: definitionOf(rules, flow, { tenant, acts }) }),
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

/** The person whose rights a command of the people family would change, or end. */
function subjectOf({ does }: Flow, slots: Slots): string | undefined {
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

/** What an agent does is attributed to the agent itself, by its session. */
function usedTool(facts: Facts, command: Command, isAllowed: boolean): Step {
  const { agent } = command
  if (agent === undefined) return []
  const type = isAllowed ? 'tool.allowed' : 'tool.denied'
  return [prove(facts, command, type, agent, { command: command.flow, owner: command.requester })]
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
  const unread = unreadSince(facts, bare) ?? unreadDenials(facts, bare)
  if (unread !== null) return [{ kind: 'first_needs', needs: { tallies: unread } }]
  const counts = countsOf(facts, sender, flow.risk, bare)
  const isFree = flow.risk === 'S0' || (!flow.confirm && bare.agent === undefined)
  const decision = decide(facts.rules.pack, policyFacts(facts, bare, flow, sender, counts))
  const command: Command = { ...bare, because: decision.because }
  const limit = decision.kind === 'refused' ? decision.limit : undefined
  const counted: Step = isFree ? [] : countRequest(facts, sender, flow.risk, bare, limit)
  const proposed: Course = {
    command,
    changes: [
      ...counted,
      prove(facts, command, 'command.proposed', sender.id, proposalBody(command)),
      ...usedTool(facts, command, decision.kind === 'allowed'),
    ],
  }
  if (decision.kind === 'refused') {
    const limited: Step =
      limit === undefined ? [] : [prove(facts, command, 'limit.reached', sender.id, { limit })]
    const lines = [refusalLine(facts, revised(command, { reason: decision.reason }), flow)]
    return finish(
      reject(facts, add(proposed, ...limited), decision.reason, { kind: 'refusal', lines }),
    )
  }
  if (recovery?.kind === 'no') {
    const more = { kind: 'refusal', lines: recovery.lines } as const
    return finish(reject(facts, proposed, 'impossible', more))
  }
  if (decision.needs.confirmation === null && !isLookedAt(flow))
    return finish(authorize(facts, proposed, flow, sender.id))
  if (isOwn(flow) && recovery === null) {
    const own = ownObstacle(facts, proposed, flow)
    if (own !== null) return finish(own)
    if (flow.preview === undefined)
      return finish(preview(facts, proposed, flow, shownInside(facts, command, flow)))
  }
  return finish(add(proposed, { kind: 'work', what: 'plan', commandId: command.id }))
}

/**
 * Whoever approves sees what changes, and rules look at it, also where the pack lets the asking
 * confirm (HAPF IX).
 */
function isLookedAt({ risk, confirm }: Flow): boolean {
  return risk !== 'S0' && confirm
}

/** What Aval itself could not do now is refused before anybody confirms or approves it. */
function ownObstacle(facts: Facts, course: Course, flow: Flow): Course | null {
  // The command line brings the factor that it activates in this very step, unknown to the facts.
  const inside = course.command.door === 'cli' ? null : planInside(facts, course.command, flow)
  return inside?.kind === 'no'
    ? reject(facts, course, inside.reason, { lines: inside.lines, kind: 'refusal' })
    : null
}

/** Whoever lacks the right hears which one it is. */
function refusalLine({ rules }: Facts, command: Command, flow: Flow): Phrase {
  if (command.reason !== 'unauthorized') return rejectedLine(command)
  return phrase('not-entitled', { scopes: anyScope(rules.pack, flow.scopes) })
}

/** What was shown, for the evidence of it, and how much its change risks. */
function previewBody({ rules }: Facts, flow: Flow, command: Command): JsonObject {
  const { shows = [], changes = [], target, touches } = command.preview ?? {}
  return {
    shows: shows.map((one) => [...one]),
    changes: changes.map((one) => ({ ...one })),
    ...(target === undefined ? {} : { target: target.map((one) => [...one]) }),
    ...(touches === undefined ? {} : { touches: touches.map((one) => ({ ...one })) }),
    ...changeRiskBody(changeRiskOf(rules, flow, command)),
  }
}

/** Show what would happen and ask for a confirmation (G6, preview first). */
export function preview(facts: Facts, asked: Course, flow: Flow, planned: Preview): Course {
  const { command } = asked
  const sender = facts.people.find((one) => one.id === command.requester)
  if (sender === undefined) return reject(facts, asked, 'unauthorized')
  const failed = retriedOf(facts, command)
  const whole = policyFacts(facts, revised(command, { preview: planned }), flow, sender)
  const shown = lookedAt(facts, whole, command, planned, failed?.preview?.looked ?? [])
  if (failed !== null && !isAsSeen(failed, shown)) return reject(facts, asked, 'policy_changed')
  const meant = revised(command, { preview: shown })
  const unread = unreadMeant(facts, meant)
  if (unread !== null) return add(asked, { kind: 'first_needs', needs: { tallies: unread } })
  const counts = { ...noCounts, denials: denialsOf(facts, meant) }
  const probe = policyFacts(facts, meant, flow, sender, counts)
  const decision = decide(facts.rules.pack, probe)
  const { because } = decision
  const course = { command: revised(command, { because }), changes: asked.changes }
  if (decision.kind === 'refused') return reject(facts, course, decision.reason)
  const wanted = decision.needs.confirmation
  if (wanted === null || (command.door !== undefined && !wanted.proposed))
    return confirmedByAsking(facts, course, flow, shown)
  const expiresAt = facts.now + wanted.expiresMs
  const acknowledge = wanted.acknowledge ? environmentOf(facts) : null
  const confirmation = { expiresAt, acknowledge }
  const asking = move(course, 'confirmation_requested', facts.now, { preview: shown, confirmation })
  return add(
    asking,
    prove(facts, asking.command, 'command.previewed', system, {
      ...previewBody(facts, flow, asking.command),
      expires_at: new Date(expiresAt).toISOString(),
    }),
    { kind: 'deadline', deadline: { commandId: command.id, what: 'confirmation', at: expiresAt } },
    ...tellRequester(facts, command, 'preview', previewCard(facts, asking.command)),
  )
}

/**
 * A program confirms by asking, and whoever asks for what the pack wants no confirmation of: the
 * lifecycle and the evidence are the same. An agent that acts does so in its own name: its owner,
 * whose command it is, has said nothing.
 */
function confirmedByAsking(facts: Facts, course: Course, flow: Flow, shown: Preview): Course {
  const { command } = course
  const asker = command.agent ?? command.requester
  const confirmation = { expiresAt: facts.now, acknowledge: null }
  const asking = move(course, 'confirmation_requested', facts.now, { preview: shown, confirmation })
  const proved = add(
    asking,
    prove(facts, command, 'command.previewed', system, previewBody(facts, flow, asking.command)),
    prove(facts, command, 'command.confirmed', asker, {
      ...(command.door === undefined
        ? { by_asking: true, message_id: command.trace.message_id }
        : { door: command.door }),
      ...(command.caller === undefined ? {} : { caller: command.caller }),
      ...(command.agent === undefined ? {} : { agent: command.agent, owner: command.requester }),
    }),
  )
  return authorize(facts, proved, flow, asker)
}
