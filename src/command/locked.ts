// What is locked now, and whether a lockdown stops a command that was granted before.

import type { Mode } from '../policy/lockdown.ts'
import { lockOf, locksInForce, type PartLock, type Touched } from '../policy/lockdown.ts'
import type { Command } from './command.ts'
import type { Facts, Rules, Tallied } from './facts.ts'
import { connectorsOf } from './flow.ts'
import type { Flow } from './spec.ts'

/** The mode in force: locked if no policy can be read; open again after a lockdown's end. */
export function modeOf(rules: Pick<Rules, 'failure'>, recorded: Mode, now: number): Mode {
  if (rules.failure !== null)
    return { kind: 'locked', cause: 'failed_start', error: rules.failure, since: now }
  const over =
    recorded.kind === 'locked' &&
    recorded.cause === 'by_request' &&
    recorded.until !== undefined &&
    now >= recorded.until
  return over ? { kind: 'open' } : recorded
}

/**
 * Must a granted command that waits for its connector not begin? True if a lockdown covers it now,
 * or one began after it passed the last check, even if that is over.
 */
export function isStopped(
  rules: Pick<Rules, 'failure' | 'flows'>,
  locked: {
    readonly mode: Mode
    readonly partLocks: readonly PartLock[]
    readonly begun: LockdownTimes
  },
  command: Command,
  now: number,
): boolean {
  const flow = rules.flows.get(command.flow)
  if (flow === undefined || flow.available !== 'open') return false
  const { updatedAt: at, lockdowns = 0 } = command
  if (isLockedSince({ rules, tallies: locked.begun }, command, { at, lockdowns })) return true
  const mode = modeOf(rules, locked.mode, now)
  return isLocked({ rules, mode, partLocks: locksInForce(locked.partLocks, now) }, command)
}

type Locked = Pick<Facts, 'mode' | 'partLocks'> & { readonly rules: Pick<Rules, 'flows'> }

/** Does a lockdown in force now cover the command? */
export function isLocked({ rules, mode, partLocks }: Locked, command: Command): boolean {
  const flow = rules.flows.get(command.flow)
  if (flow === undefined || flow.available !== 'open') return false
  return mode.kind === 'locked' || lockOf(partLocks, touchedBy(flow, command)) !== null
}

function touchedBy(flow: Flow, { tenant, safetyClass, acts, agent, caller = '' }: Command) {
  const by = agent === undefined ? null : { name: caller }
  return { tenant, safetyClass, agent: by, connectors: connectorsOf(flow, acts) } satisfies Touched
}

/** Tally key for the starts of lockdowns: of one part, or of the whole environment. */
export function lockedKey(named?: Pick<PartLock, 'part' | 'of'>): string {
  return named === undefined ? 'locked' : `locked/${named.part}/${named.of}`
}

/** Prefix of the tally keys for lockdowns of parts. */
export const lockedPartPrefix = 'locked/'

/** The times at which lockdowns began, within a day, and how many in all, by key. */
export type LockdownTimes = Pick<ReadonlyMap<string, Pick<Tallied, 'newest' | 'number'>>, 'get'>

/**
 * Did a lockdown covering the command begin after `at`, whether or not it is over? `lockdowns` is
 * how many had begun by then; it tells apart events of the same millisecond and survives a clock
 * set back. Old counts are deleted; then only the times decide.
 */
export function isLockedSince(
  { rules, tallies }: { readonly rules: Pick<Rules, 'flows'>; readonly tallies: LockdownTimes },
  command: Command,
  { at, lockdowns = 0 }: { readonly at: number; readonly lockdowns?: number },
): boolean {
  const keys = lockedKeys(rules, command)
  const isLater = keys.some((key) => tallies.get(key)?.newest.some((one) => one > at) === true)
  return isLater || countOf(tallies, keys) > lockdowns
}

/** When the newest lockdown covering the command began; 0 for none within a day. */
export function lastLocked(
  { rules, tallies }: { readonly rules: Pick<Rules, 'flows'>; readonly tallies: LockdownTimes },
  command: Command,
): number {
  const keys = lockedKeys(rules, command)
  return Math.max(0, ...keys.map((key) => tallies.get(key)?.newest[0] ?? 0))
}

/** The number of such lockdowns, stored with a vote and with a start. */
export function lockdownsNow(
  { rules, tallies }: Pick<Facts, 'rules' | 'tallies'>,
  command: Command,
): { readonly lockdowns?: number } {
  const lockdowns = countOf(tallies, lockedKeys(rules, command))
  return lockdowns === 0 ? {} : { lockdowns }
}

function countOf(tallies: LockdownTimes, keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + (tallies.get(key)?.number ?? 0), 0)
}

/** The tally keys of all lockdowns that cover this command. */
function lockedKeys({ flows }: Pick<Rules, 'flows'>, command: Command): readonly string[] {
  const flow = flows.get(command.flow)
  if (flow === undefined) return [lockedKey()]
  // No lockdown covers commands that are available in a lockdown.
  if (flow.available !== 'open') return []
  const { tenant, safetyClass, agent, connectors } = touchedBy(flow, command)
  return [
    lockedKey(),
    lockedKey({ part: 'tenant', of: tenant }),
    lockedKey({ part: 'class', of: safetyClass }),
    ...(agent === null ? [] : [lockedKey({ part: 'agent', of: agent.name })]),
    ...connectors.map((of) => lockedKey({ part: 'connector', of })),
  ]
}
