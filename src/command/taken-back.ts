// What earlier recoveries took back, or are about to: nobody is asked to take it back twice.

import { parseSpan } from '../policy/span.ts'
import type { RecentNeeds } from './changes.ts'
import type { Command, Reason, Slots } from './command.ts'
import { namesIn } from './draw.ts'
import type { Facts } from './facts.ts'
import { type Phrase, phrase } from './phrase.ts'
import { isRetry } from './retried.ts'
import type { Flow } from './spec.ts'

/** How many acts of a list were done before it stopped; null for all that is no such list. */
export function doneCount(
  { acts = [] }: Pick<Command, 'acts'>,
  reason: Reason | undefined,
): number | null {
  const done = reason?.args?.['done_count']
  return acts.length > 1 && typeof done === 'number' ? done : null
}

/** What was taken back must be read first; null when nothing needs it, or it was read. */
export function unreadRecoveries(
  facts: Pick<Facts, 'rules' | 'commands' | 'recent' | 'now'>,
  flow: Flow,
  slots: Slots,
): RecentNeeds | null {
  const takesBack = (one: Flow) => takingBack.includes(one.does)
  if (facts.recent !== null || !takesBack(flow)) return null
  const flows = [...facts.rules.flows.values()]
  const namesOf = (fits: (one: Flow) => boolean) => flows.filter(fits).map((one) => one.command)
  const wanted = String(slots['command'] ?? slots['what'] ?? '')
  const mends = namesIn(wanted)
  if (mends.length > 0) {
    const targets = [...facts.commands.values()].filter((one) => mends.includes(one.name))
    if (targets.length === 0) return null
    const since = Math.min(...targets.map((one) => one.createdAt))
    return { since, flows: namesOf(takesBack), mends }
  }
  const span = parseSpan(wanted)
  if (span === null) return null
  const recoverable = (one: Flow) => one.undo !== undefined || one.does === 'aval.recover.retry'
  return { since: facts.now - span, flows: namesOf((one) => takesBack(one) || recoverable(one)) }
}

const takingBack: readonly string[] = ['aval.recover.undo', 'aval.recover.compensate']

/** By name of a command: which recovery took it back, is at it, or may have done it. */
export function takenBack(facts: Pick<Facts, 'rules' | 'recent'>): ReadonlyMap<string, Command> {
  const found = new Map<string, Command>()
  for (const recovery of facts.recent ?? []) {
    if (isRetry(facts, recovery)) continue
    for (const name of namesTakenBy(recovery)) found.set(name, recovery)
  }
  return found
}

function namesTakenBy(recovery: Command): readonly string[] {
  const names = (recovery.acts ?? []).map((act) => act.mends)
  const done = doneCount(recovery, recovery.failure)
  switch (recovery.state) {
    case 'rejected':
      return []
    case 'failed':
      return names.slice(0, done ?? 0)
    case 'uncertain':
      // The one at which the list stopped may have happened; what came after was never begun.
      return done === null ? names : names.slice(0, done + 1)
    default:
      return names
  }
}

/** Why this one is not taken back again. */
export function takenBackLine(name: string, by: Command): Phrase {
  const over = by.state === 'succeeded' || by.state === 'failed'
  return phrase(over ? 'taken-back-already' : 'taken-back-soon', { name, by: by.name })
}
