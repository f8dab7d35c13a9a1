// What is locked now, and whether that stops an effect which was granted before.

import type { Mode } from '../policy/decide.ts'
import { holding, lockOf, type PartLock, type Touched } from '../policy/lockdown.ts'
import type { Command } from './command.ts'
import type { Facts, Rules, Tallied } from './facts.ts'
import { connectorsOf } from './flow.ts'
import type { Flow } from './spec.ts'

/** A policy that cannot be read locks, whatever else is the case; a time that passed does not. */
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
 * An effect that waits begins only if nothing locks it at that moment, nor did since it passed the
 * last gate: what was granted before a lockdown is not done in it, nor after it.
 */
export function isStopped(
  rules: Pick<Rules, 'failure' | 'flows'>,
  locked: {
    readonly mode: Mode
    readonly partLocks: readonly PartLock[]
    readonly begun: Begun
  },
  command: Command,
  now: number,
): boolean {
  const flow = rules.flows.get(command.flow)
  if (flow === undefined || flow.available !== 'open') return false
  const { updatedAt: at, lockdowns = 0 } = command
  if (isLockedSince({ rules, tallies: locked.begun }, command, { at, lockdowns })) return true
  const mode = modeOf(rules, locked.mode, now)
  return isLocked({ rules, mode, partLocks: holding(locked.partLocks, now) }, command)
}

type Locked = Pick<Facts, 'mode' | 'partLocks'> & { readonly rules: Pick<Rules, 'flows'> }

/** Does a lockdown that holds now mean it? */
export function isLocked({ rules, mode, partLocks }: Locked, command: Command): boolean {
  const flow = rules.flows.get(command.flow)
  if (flow === undefined || flow.available !== 'open') return false
  return mode.kind === 'locked' || lockOf(partLocks, touchedBy(flow, command)) !== null
}

function touchedBy(flow: Flow, { tenant, safetyClass, acts, agent, caller = '' }: Command) {
  const by = agent === undefined ? null : { name: caller }
  return { tenant, safetyClass, agent: by, connectors: connectorsOf(flow, acts) } satisfies Touched
}

/** Under which key it is counted that a lockdown began: of a part, or of the whole. */
export function lockedKey(named?: Pick<PartLock, 'part' | 'of'>): string {
  return named === undefined ? 'locked' : `locked/${named.part}/${named.of}`
}

/** How the keys begin under which lockdowns of parts are counted. */
export const lockedPartPrefix = 'locked/'

/** When lockdowns began, within a day, and how many there ever were, by key. */
export type Begun = ReadonlyMap<string, Pick<Tallied, 'newest' | 'number'>>

/**
 * Did a lockdown that means it begin after this, whether or not it holds still? `lockdowns`: how
 * many had begun by then, so that one of the same moment, or of a clock that was set back, is told
 * apart. What was counted long ago is forgotten, and then the times alone say it.
 */
export function isLockedSince(
  { rules, tallies }: { readonly rules: Pick<Rules, 'flows'>; readonly tallies: Begun },
  command: Command,
  { at, lockdowns = 0 }: { readonly at: number; readonly lockdowns?: number },
): boolean {
  const keys = lockedKeys(rules, command)
  const isLater = keys.some((key) => tallies.get(key)?.newest.some((one) => one > at) === true)
  return isLater || countOf(tallies, keys) > lockdowns
}

/** When the newest lockdown that means it began; 0 for none, or none within a day. */
export function lastLocked(
  { rules, tallies }: { readonly rules: Pick<Rules, 'flows'>; readonly tallies: Begun },
  command: Command,
): number {
  const keys = lockedKeys(rules, command)
  return Math.max(0, ...keys.map((key) => tallies.get(key)?.newest[0] ?? 0))
}

/** What is kept of that with an answer and with a start. */
export function lockdownsNow(
  { rules, tallies }: Pick<Facts, 'rules' | 'tallies'>,
  command: Command,
): { readonly lockdowns?: number } {
  const lockdowns = countOf(tallies, lockedKeys(rules, command))
  return lockdowns === 0 ? {} : { lockdowns }
}

function countOf(tallies: Begun, keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + (tallies.get(key)?.number ?? 0), 0)
}

/** The keys of all lockdowns that would mean this command. */
function lockedKeys({ flows }: Pick<Rules, 'flows'>, command: Command): readonly string[] {
  const flow = flows.get(command.flow)
  if (flow === undefined) return [lockedKey()]
  // What goes on in a lockdown is meant by none.
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
