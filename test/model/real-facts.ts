// Facts as the real store reads them on a bench, so that a test can change them and decide on them.

import { type Change, missingFacts, type Step } from '../../src/command/changes.ts'
import type { Command } from '../../src/command/command.ts'
import type { Event, MessageEvent } from '../../src/command/event.ts'
import { overlaid } from '../../src/command/tallies.ts'
import { createDecide } from '../../src/engine/decide.ts'
import type { StoredFacts } from '../../src/store/store.ts'
import type { Bench } from './bench.ts'
import { shippedLanguages } from './content.ts'

export const random = '7a'.repeat(32)

export function saying(bench: Bench, from: string, text: string): MessageEvent {
  return {
    kind: 'message',
    id: 'event',
    at: bench.now(),
    transport: 'model',
    messageId: `said/${text}`,
    from,
    chat: from,
    direct: true,
    form: 'text',
    text,
    sentAt: bench.now(),
    backlog: false,
  }
}

/** What the store would return for this event now; nothing is written. */
export function knownFor(bench: Bench, event: Event): StoredFacts {
  const decide = createDecide(bench.rules, shippedLanguages())
  const seen: StoredFacts[] = []
  bench.store().settle([{ event }], {
    keys: (one, drawn) => decide.keys(one, drawn),
    step: (_event, known) => {
      seen.push(known)
      return []
    },
  })
  const [known] = seen
  if (known === undefined) throw new Error('The store read nothing.')
  return known
}

/** Decides one event over given facts; all other facts are absent. */
export function decideOn(bench: Bench, event: Event, known: StoredFacts): Step {
  const { step } = createDecide(bench.rules, shippedLanguages())
  const first = step(event, known, random)
  const needs = missingFacts(first)
  if (needs === null) return first
  const asked = (needs.tallies ?? []).map((key) => [key, { newest: [], ranks: new Map() }] as const)
  const tallies = overlaid(known.tallies, new Map(asked))
  return step(event, { ...known, tallies, recent: [] }, random)
}

/** The command's last form in a step; undefined when the step does not change it. */
export function formOf(step: Step, id: string): Command | undefined {
  const forms = step.filter(
    (one): one is Extract<Change, { kind: 'command' }> =>
      one.kind === 'command' && one.command.id === id,
  )
  return forms.at(-1)?.command
}

export function types(step: Step): readonly string[] {
  return step.flatMap((one) => (one.kind === 'evidence' ? [one.draft.type] : []))
}
