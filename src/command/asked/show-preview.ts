// Shows what would happen and asks for confirmation, unless requesting counted as confirmation.

import type { JsonObject } from '../../evidence/artifact.ts'
import { decide } from '../../policy/decide.ts'
import { noCounts } from '../../policy/limits.ts'
import { reject } from '../answered/reject.ts'
import {
  type CommandUpdate,
  commandEvidence,
  system,
  transition,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Command, Preview } from '../command.ts'
import { denialsOf, unreadMeant } from '../counts.ts'
import { isLiftable } from '../decidable.ts'
import { previewCard } from '../display/cards.ts'
import { environmentOf, type Facts, personOf } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import { tellRequester } from '../tell.ts'
import { authorize } from './authorize.ts'
import { changeRiskBody, changeRiskOf } from './change-risk.ts'
import { keepRuleFields, policyFacts } from './policy-facts.ts'
import { isTargetUnchanged, retriedOf } from './retry.ts'

/** The preview and the change risk, for evidence. */
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

/** Shows what would happen and asks for confirmation (G6, preview first). */
export function showPreview(
  facts: Facts,
  asked: CommandUpdate,
  flow: Flow,
  planned: Preview,
): CommandUpdate {
  const { command } = asked
  const sender = personOf(facts, command.requester)
  if (sender === undefined) return reject(facts, asked, 'unauthorized')
  const failed = retriedOf(facts, command)
  const whole = policyFacts(facts, withPatches(command, { preview: planned }), flow, sender)
  const shown = keepRuleFields(facts, whole, command, planned, failed?.preview?.looked ?? [])
  if (failed !== null && !isTargetUnchanged(failed, shown))
    return reject(facts, asked, 'policy_changed')
  const meant = withPatches(command, { preview: shown })
  const unread = unreadMeant(facts, meant)
  if (unread !== null)
    return withChanges(asked, { kind: 'first_needs', needs: { tallies: unread } })
  const counts = { ...noCounts, denials: denialsOf(facts, meant) }
  const probe = policyFacts(facts, meant, flow, sender, counts)
  const decision = decide(facts.rules.pack, probe)
  const { because } = decision
  const update = { command: withPatches(command, { because }), changes: asked.changes }
  if (decision.kind === 'refused') return reject(facts, update, decision.reason)
  const wanted = decision.needs.confirmation
  if (wanted === null || (command.door !== undefined && !wanted.proposed))
    return confirmedByAsking(facts, update, flow, shown)
  const expiresAt = facts.now + wanted.expiresMs
  const acknowledge = wanted.acknowledge ? environmentOf(facts) : null
  const confirmation = { expiresAt, acknowledge }
  const asking = transition(update, 'confirmation_requested', facts.now, {
    preview: shown,
    confirmation,
  })
  const isDecidedAlone = decision.needs.approval === null
  const warned = warnings(facts, asking.command)
  const card = previewCard(facts, asking.command, isDecidedAlone, warned)
  return withChanges(
    asking,
    commandEvidence(facts, asking.command, 'command.previewed', system, {
      ...previewBody(facts, flow, asking.command),
      expires_at: new Date(expiresAt).toISOString(),
    }),
    { kind: 'deadline', deadline: { commandId: command.id, what: 'confirmation', at: expiresAt } },
    ...tellRequester(facts, command, 'preview', card),
  )
}

/** What a preview of these commands says besides what they change. */
function warnings(facts: Facts, command: Command): readonly Phrase[] {
  const { emergency } = facts.rules.pack ?? {}
  return command.flow === 'emergency.declare' && emergency !== undefined
    ? [phrase('emergency-lasts', { span: { span: emergency.lasts } })]
    : liftWarning(facts, command)
}

/**
 * Warns that too few people could lift a lockdown of everything that has no end. In a lockdown
 * nobody can be given a role.
 */
function liftWarning(facts: Facts, { flow, slots, tenant }: Command): readonly Phrase[] {
  if (flow !== 'lockdown.on' || slots['span'] !== undefined) return []
  return isLiftable(facts, tenant, 'lockdown.off')
    ? []
    : [phrase('lockdown-stays'), phrase('lockdown-stays-hint')]
}

/**
 * Records the request itself as confirmation: for programs, and for classes that the pack does not
 * ask to confirm. States and evidence are the same. An agent that may act confirms in its own name,
 * because its owner has said nothing.
 */
function confirmedByAsking(
  facts: Facts,
  update: CommandUpdate,
  flow: Flow,
  shown: Preview,
): CommandUpdate {
  const { command } = update
  const asker = command.agent ?? command.requester
  const confirmation = { expiresAt: facts.now, acknowledge: null }
  const asking = transition(update, 'confirmation_requested', facts.now, {
    preview: shown,
    confirmation,
  })
  const body = previewBody(facts, flow, asking.command)
  const proved = withChanges(
    asking,
    commandEvidence(facts, command, 'command.previewed', system, body),
    commandEvidence(facts, command, 'command.confirmed', asker, {
      ...(command.door === undefined
        ? { by_asking: true, message_id: command.trace.message_id }
        : { door: command.door }),
      ...(command.caller === undefined ? {} : { caller: command.caller }),
      ...(command.agent === undefined ? {} : { agent: command.agent, owner: command.requester }),
    }),
  )
  return authorize(facts, proved, flow, asker)
}
