// What is locked now, and whether that stops an effect which was granted before.

import type { Mode } from '../policy/decide.ts'
import { holding, lockOf, type PartLock, type Touched } from '../policy/lockdown.ts'
import type { Command } from './command.ts'
import type { Rules } from './facts.ts'
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
  return lockOf(holding(locked.partLocks, now), touchedBy(flow, command)) !== null
}

function touchedBy(flow: Flow, { tenant, safetyClass, acts, agent, caller = '' }: Command) {
  const by = agent === undefined ? null : { name: caller }
  return { tenant, safetyClass, agent: by, connectors: connectorsOf(flow, acts) } satisfies Touched
}

/** Under which key it is counted that a lockdown began: of a part, or of the whole. */
export function lockedKey(named?: Pick<PartLock, 'part' | 'of'>): string {
  return named === undefined ? 'locked' : `locked/${named.part}/${named.of}`
}

/** The keys of all lockdowns that would mean this command. */
export function lockedKeys({ flows }: Pick<Rules, 'flows'>, command: Command): readonly string[] {
  const flow = flows.get(command.flow)
  if (flow === undefined) return [lockedKey()]
  const { tenant, safetyClass, agent, connectors } = touchedBy(flow, command)
  return [
    lockedKey(),
    lockedKey({ part: 'tenant', of: tenant }),
    lockedKey({ part: 'class', of: safetyClass }),
    ...(agent === null ? [] : [lockedKey({ part: 'agent', of: agent.name })]),
    ...connectors.map((of) => lockedKey({ part: 'connector', of })),
  ]
}
