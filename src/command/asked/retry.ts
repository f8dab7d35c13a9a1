// A failed command and its retry: one retry at a time; what a retry did is undone under the retry's
// name.

import { canonical } from '../../evidence/canonical.ts'
import type { Step } from '../changes.ts'
import type { Command, Preview } from '../command.ts'
import { denialKeys } from '../counts.ts'
import { commandNamed, type Facts } from '../facts.ts'
import { flowDoing } from '../flow.ts'
import { isLockedSince } from '../locked.ts'
import type { Flow } from '../spec.ts'

type Flows = Pick<Facts, 'rules'>

export function isRetry(facts: Flows, command: Pick<Command, 'flow'>): boolean {
  return facts.rules.flows.get(command.flow)?.does === 'aval.recover.retry'
}

/** The failed command that this one retries; null if it is no retry. */
export function retriedOf(
  facts: Pick<Facts, 'rules' | 'commands'>,
  retry: Pick<Command, 'flow' | 'target'>,
): Command | null {
  return isRetry(facts, retry) ? (commandNamed(facts, retry.target) ?? null) : null
}

/**
 * Is the target as it was when people approved it? If not, a retry would do something nobody saw,
 * and must be requested anew (HAPF X.A).
 */
export function isTargetUnchanged(failed: Command, shown: Preview): boolean {
  const { preview } = failed
  const looked = preview?.looked ?? []
  const seen = ({ shows, changes, target = [] }: Preview) =>
    canonical([
      // A retry's preview also shows the command that it retries.
      shows.filter(([name]) => name !== failed.name),
      changes.map(({ field, before, after }) => [field, before, after]),
      // Not shown, but rules looked at these, and they decide who is asked.
      target.filter(([name]) => looked.includes(name)),
    ])
  return preview === null || seen(preview) === seen(shown)
}

/**
 * Was it uncertain, and a person said that it did not happen? If that is wrong, a retry would do it
 * twice, so that the approval does not cover one. `approved`: the command that was approved.
 */
export function isResolvedByPerson(failed: Command, approved: Command = failed): boolean {
  const { failure } = failed
  const isWord = failure?.id === 'resolved-undone' || failure?.cause?.id === 'resolved-undone'
  return isWord && approved.approval !== null
}

/** When the approval that covers a retry was given, or else when the command was requested. */
export function grantedAt({ approval, createdAt }: Command): number {
  const grants = (approval?.votes ?? []).filter((vote) => vote.choice === 'grant')
  return Math.max(createdAt, ...grants.map((vote) => vote.at))
}

/**
 * Was this same action denied after it was granted? Then the older grant covers no retry (HAPF
 * XIV).
 */
export function isDeniedSince(facts: Pick<Facts, 'rules' | 'tallies'>, failed: Command): boolean {
  const { votes = [] } = failed.approval ?? {}
  const since = grantedAt(failed)
  const own = votes.filter((vote) => vote.choice === 'deny' && vote.at >= since)
  return denialKeys(facts.rules, failed).some((key) => {
    const all = facts.tallies.get(key)?.newest ?? []
    return all.filter((at) => at >= since).length > own.length
  })
}

/** Did a lockdown covering the command begin after a grant? Then the grant covers no retry. */
export function isVoidByLockdown(
  facts: Pick<Facts, 'rules' | 'tallies'>,
  failed: Command,
): boolean {
  const grants = failed.approval?.votes.filter((vote) => vote.choice === 'grant') ?? []
  return grants.some((vote) => isLockedSince(facts, failed, vote))
}

/** Keys of tallies that must be read before a retry can be judged; null if none are missing. */
export function missingTallies(
  facts: Pick<Facts, 'rules' | 'commands' | 'tallies'>,
  retry: Pick<Command, 'flow' | 'target'>,
): readonly string[] | null {
  const failed = retriedOf(facts, retry)
  if (failed === null) return null
  const keys = denialKeys(facts.rules, failed)
  return keys.every((key) => facts.tallies.has(key)) ? null : keys
}

/** When a retry fails too, the original command may be retried again. */
export function retryFails(facts: Facts, retry: Command): Step {
  const failed = retriedOf(facts, retry)
  if (failed === null || isResolvedByPerson(retry, failed)) return []
  const { retriedBy: _retriedBy, ...again } = failed
  return [{ kind: 'command', command: again }]
}

/**
 * The flow and slots of what a command really did: its own, or those it retried. Null for other
 * recoveries.
 */
export function effectiveAction(
  facts: Flows,
  command: Command,
): { readonly flow: Flow; readonly slots: Command['slots'] } | null {
  const { flows } = facts.rules
  const [act, ...more] = command.acts ?? []
  if (act !== undefined && (more.length > 0 || !isRetry(facts, command))) return null
  const flow = act === undefined ? flows.get(command.flow) : flowDoing(flows, act.does)
  return flow === undefined ? null : { flow, slots: act?.slots ?? command.slots }
}
