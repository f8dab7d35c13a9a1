// What earlier recoveries undid or are about to undo: no command is undone twice.

import { parseDuration } from '../../policy/duration.ts'
import { commandEvidence, type RecentNeeds, type Step, system, withPatches } from '../changes.ts'
import type { Command, Reason, Slots } from '../command.ts'
import { namesIn } from '../draw.ts'
import { commandNamed, type Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import { isRetry } from './retry.ts'

/** How many acts of a list were done before it stopped; null if it is no stopped list. */
export function doneCount(
  { acts = [] }: Pick<Command, 'acts'>,
  reason: Reason | undefined,
): number | null {
  const done = reason?.args?.['done_count']
  return acts.length > 1 && typeof done === 'number' ? done : null
}

/**
 * Marks a starting recovery in each command that it recovers, and in that command's evidence, so
 * that an older record restored from a backup no longer fits.
 */
export function recoveryStarts(facts: Facts, recovery: Command): Step {
  const { acts = [], name } = recovery
  return [...new Set(acts.map((act) => act.mends))].flatMap((mended) => {
    const target = commandNamed(facts, mended)
    if (target === undefined) return []
    const stands = isRetry(facts, recovery) ? { retriedBy: name } : {}
    const recoveries = [...(target.recoveries ?? []), name]
    return [
      commandEvidence(facts, target, 'rollback.started', system, { by: name }),
      { kind: 'command', command: withPatches(target, { ...stands, recoveries }) },
    ]
  })
}

/**
 * The recoveries that must be read before an undo or compensation can be judged; null if not needed
 * or already read.
 */
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
  const span = parseDuration(wanted)
  if (span === null) return null
  const recoverable = (one: Flow) => one.undo !== undefined || one.does === 'aval.recover.retry'
  return { since: facts.now - span, flows: namesOf((one) => takesBack(one) || recoverable(one)) }
}

const takingBack: readonly string[] = ['aval.recover.undo', 'aval.recover.compensate']

/** The recovery that undid a command. `isOver` is also true if its record is gone. */
export interface UndoneBy {
  readonly name: string
  readonly isOver: boolean
}

/**
 * The recovery that undid this command, is doing so, or may have done so; null for none. Started
 * recoveries are named in the command itself, whose record is sealed; waiting ones are searched.
 */
export function undoneBy(
  facts: Pick<Facts, 'rules' | 'recent' | 'commands'>,
  target: Pick<Command, 'name' | 'recoveries'>,
): UndoneBy | null {
  const known = [...facts.commands.values(), ...(facts.recent ?? [])]
  const { recoveries = [] } = target
  const gone = recoveries.find((name) => !known.some((one) => one.name === name))
  if (gone !== undefined) return { name: gone, isOver: true }
  const by = [
    ...(facts.recent ?? []),
    ...known.filter((one) => recoveries.includes(one.name)),
  ].find((one) => !isRetry(facts, one) && namesTakenBy(one).includes(target.name))
  if (by === undefined) return null
  return { name: by.name, isOver: by.state === 'succeeded' || by.state === 'failed' }
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
      // The act at which it stopped may have happened; later ones never began.
      return done === null ? names : names.slice(0, done + 1)
    default:
      return names
  }
}

/** Says why this command is not undone again. */
export function undoneLine(name: string, by: UndoneBy): Phrase {
  return phrase(by.isOver ? 'undone-already' : 'being-undone', { name, by: by.name })
}
