// A failed command and its retry: one retry at a time, and what it did is undone by its own name.

import { canonical } from '../../evidence/canonical.ts'
import type { Step } from '../changes.ts'
import type { Command, Preview } from '../command.ts'
import { denialKey } from '../counts.ts'
import { commandNamed, type Facts } from '../facts.ts'
import { flowDoing } from '../flow.ts'
import { isLockedSince } from '../locked.ts'
import type { Flow } from '../spec.ts'

type Flows = Pick<Facts, 'rules'>

export function isRetry(facts: Flows, command: Pick<Command, 'flow'>): boolean {
  return facts.rules.flows.get(command.flow)?.does === 'aval.recover.retry'
}

/** The failed command that this retry does again; null for every other command. */
export function retriedOf(
  facts: Pick<Facts, 'rules' | 'commands'>,
  retry: Pick<Command, 'flow' | 'target'>,
): Command | null {
  return isRetry(facts, retry) ? (commandNamed(facts, retry.target) ?? null) : null
}

/**
 * What people agreed to is what they saw. Where the target is another by now, a retry would do
 * something that nobody saw; it is to be asked anew (HAPF X.A).
 */
export function isAsSeen(failed: Command, shown: Preview): boolean {
  const { preview } = failed
  const looked = preview?.looked ?? []
  const seen = ({ shows, changes, target = [] }: Preview) =>
    canonical([
      // The preview of a retry names the command that it mends besides.
      shows.filter(([name]) => name !== failed.name),
      changes.map(({ field, before, after }) => [field, before, after]),
      // Nobody saw these, but rules looked at them, and who was asked depends on that.
      target.filter(([name]) => looked.includes(name)),
    ])
  return preview === null || seen(preview) === seen(shown)
}

/**
 * It was unclear, and somebody's word says that it did not happen. Were the word wrong, what was
 * approved once would happen twice; so the approval covers no second try. `approved`: whose it is.
 */
export function isByWord(failed: Command, approved: Command = failed): boolean {
  const { failure } = failed
  const isWord = failure?.id === 'resolved-undone' || failure?.cause?.id === 'resolved-undone'
  return isWord && approved.approval !== null
}

/** Since when what was granted covers a second try; else since it was asked. */
export function grantedAt({ approval, createdAt }: Command): number {
  const grants = (approval?.votes ?? []).filter((vote) => vote.choice === 'grant')
  return Math.max(createdAt, ...grants.map((vote) => vote.at))
}

/**
 * Somebody said no to this very action after it was granted: the newest word of those who decide is
 * no, and an older yes covers no second try (HAPF XIV).
 */
export function isDeniedSince(facts: Pick<Facts, 'rules' | 'tallies'>, failed: Command): boolean {
  const { votes = [] } = failed.approval ?? {}
  const since = grantedAt(failed)
  const own = votes.filter((vote) => vote.choice === 'deny' && vote.at >= since)
  const all = facts.tallies.get(denialKey(facts.rules, failed))?.newest ?? []
  return all.filter((at) => at >= since).length > own.length
}

/** A lockdown that means it began after it was granted: what was granted is not done after it. */
export function isVoidByLockdown(
  facts: Pick<Facts, 'rules' | 'tallies'>,
  failed: Command,
): boolean {
  const grants = failed.approval?.votes.filter((vote) => vote.choice === 'grant') ?? []
  return grants.some((vote) => isLockedSince(facts, failed, vote))
}

/** What must be read before that can be said of a retry; null for all else, and once it was. */
export function unreadSince(
  facts: Pick<Facts, 'rules' | 'commands' | 'tallies'>,
  retry: Pick<Command, 'flow' | 'target'>,
): readonly string[] | null {
  const failed = retriedOf(facts, retry)
  if (failed === null) return null
  const key = denialKey(facts.rules, failed)
  return facts.tallies.has(key) ? null : [key]
}

/** A retry that failed too stands for nothing: the command can be tried once more. */
export function retryFails(facts: Facts, retry: Command): Step {
  const failed = retriedOf(facts, retry)
  if (failed === null || isByWord(retry, failed)) return []
  const { retriedBy: _retriedBy, ...again } = failed
  return [{ kind: 'command', command: again }]
}

/** Which flow a command really did, with which slots: its own, or the one that it did again. */
export function doneBy(
  facts: Flows,
  command: Command,
): { readonly flow: Flow; readonly slots: Command['slots'] } | null {
  const { flows } = facts.rules
  const [act, ...more] = command.acts ?? []
  if (act !== undefined && (more.length > 0 || !isRetry(facts, command))) return null
  const flow = act === undefined ? flows.get(command.flow) : flowDoing(flows, act.does)
  return flow === undefined ? null : { flow, slots: act?.slots ?? command.slots }
}
