// What is locked now, and whether that stops an effect which was granted before.

import type { Mode } from '../policy/decide.ts'
import { holding, lockOf, type PartLock } from '../policy/lockdown.ts'
import type { Command } from './command.ts'
import type { Rules } from './facts.ts'
import { connectorsOf } from './recover.ts'

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
 * An effect that waits begins only if nothing locks it at that moment: what was granted before a
 * lockdown is not done in it, nor after it.
 */
export function isStopped(
  rules: Pick<Rules, 'failure' | 'flows'>,
  locked: { readonly mode: Mode; readonly partLocks: readonly PartLock[] },
  command: Command,
  now: number,
): boolean {
  const flow = rules.flows.get(command.flow)
  if (flow === undefined || flow.available !== 'open') return false
  if (modeOf(rules, locked.mode, now).kind === 'locked') return true
  const { tenant, safetyClass, acts, caller = '' } = command
  const agent = command.agent === undefined ? null : { name: caller }
  const touched = { tenant, safetyClass, agent, connectors: connectorsOf(flow, acts) }
  return lockOf(holding(locked.partLocks, now), touched) !== null
}
