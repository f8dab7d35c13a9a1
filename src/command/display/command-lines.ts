// Lines that say what a command is and does, for cards, answers and news.

import type { Act, Command } from '../command.ts'
import { commandNamed, type Facts, personOf } from '../facts.ts'
import { flowDoing } from '../flow.ts'
import { maySee } from '../may-see.ts'
import { type Phrase, phrase, type Term, untruncated, untruncatedTerm } from '../phrase.ts'
import type { Flow } from '../spec.ts'
import { fieldLine, fieldValue, label, messageOf, type ValueKind, wordedSlots } from './label.ts'
import { slotLines } from './slot-lines.ts'

/** The command as a sentence: `cancel order 42`. */
export function summary(
  command: Pick<Command, 'flow' | 'slots'> & Partial<Pick<Command, 'erased'>>,
): Phrase {
  if (command.erased === true) return phrase('words-erased', { what: kindOf(command.flow) })
  const args = wordedSlots(command.slots)
  return phrase(messageOf(command.flow), args)
}

/** The kind of command, as the menu says it: `cancel order …`. */
function kindOf(flow: string): Term {
  return { known: `${messageOf(flow)}.about`, otherwise: flow }
}

/** One line: environment, class and name. */
function headline(command: Command): Phrase {
  return phrase('headline', {
    environment: command.environment.toUpperCase(),
    class: command.safetyClass,
    name: command.name,
  })
}

/** A command in a list, on one line: `C-7F3K · S2 · cancel order 42`. */
export function openLine(command: Command): Phrase {
  const { name, safetyClass } = command
  return phrase('pending-line', { name, class: safetyClass, what: summary(command) })
}

/** The first lines about any command: the headline, and a label if it is a sandbox. */
export function heading(facts: Pick<Facts, 'rules'>, command: Command): readonly Phrase[] {
  return [headline(command), ...sandboxLine(facts, command)]
}

/** What would change, and the target, as the connector previewed them. */
export function changeLines(command: Command): readonly Phrase[] {
  if (command.preview === null) return []
  // The acts of a recovery have lines of their own.
  const mended = new Set((command.acts ?? []).map((act) => act.mends))
  const { numbers = [], moments = [] } = command.preview
  const kindOf = (field: string): ValueKind => {
    if (numbers.includes(field)) return 'number'
    return moments.includes(field) ? 'moment' : 'text'
  }
  const shown = command.preview.shows
    .filter(([name]) => !mended.has(name))
    .map(([name, value]) => fieldLine(name, value, kindOf(name)))
  const side = (field: string, value: string | null): Term =>
    value === null ? phrase('nothing') : fieldValue(field, value, kindOf(field))
  const changed = command.preview.changes
    .filter(({ before, after }) => (before ?? '') !== (after ?? ''))
    .map(({ field, before, after }) =>
      phrase('changes', {
        name: label(field),
        before: side(field, before),
        after: untruncatedTerm(side(field, after)),
      }),
    )
  return [...changed, ...shown]
}

/** What will be done, with all values that the sentence leaves out, uncut. */
export function actionLines(
  facts: Pick<Facts, 'rules' | 'commands' | 'people'>,
  command: Command,
): readonly Phrase[] {
  const { flows, pack } = facts.rules
  const sentence = summary(command)
  const otherSlots = slotLines(pack, flows.get(command.flow), command, sentence)
  const [only, ...others] = command.acts ?? []
  const isNamed = Object.values(command.slots).some((one) =>
    String(one).includes(only?.mends ?? ''),
  )
  const acts =
    only === undefined || others.length > 0 || !isNamed
      ? actLines(facts, command, '')
      : [phrase('act-line', { what: actWords(flows, only, '') })]
  const slotsOfActs = (command.acts ?? []).flatMap((act) => actSlots(facts, command, act))
  const lines = [sentence, ...acts, ...slotsOfActs, ...namedLine(facts, command), ...otherSlots]
  return lines.map(untruncated)
}

/**
 * The values that an act's sentence leaves out, after its command's name if there are several acts.
 */
function actSlots({ rules }: Pick<Facts, 'rules'>, command: Command, act: Act): readonly Phrase[] {
  const { flows, pack } = rules
  const flow = flowDoing(flows, act.does)
  if (flow === undefined || !isWorded(flow, act)) return []
  const { acts = [], preview } = command
  const sentence = summary({ flow: flow.command, slots: act.slots })
  const item = acts.length > 1 ? act.mends : undefined
  return slotLines(pack, flow, { slots: act.slots, preview }, sentence, item)
}

/**
 * The command that slot `command` names: `C-7F3K: cancel order 42`; empty if the requester may not
 * see it.
 */
function namedLine(
  facts: Pick<Facts, 'rules' | 'commands' | 'people'>,
  { slots, acts, requester }: Command,
): readonly Phrase[] {
  const named = commandNamed(facts, String(slots['command']))
  if (named === undefined || acts !== undefined) return []
  if (!maySee(facts, personOf(facts, requester), named)) return []
  return [phrase('act-of-line', { name: named.name, what: summary(named) })]
}

/** What a recovery does or did, one line per act: `order 42 is open again.` */
export function actLines(
  facts: Pick<Facts, 'rules'>,
  command: Command,
  tense: '' | '.done',
): readonly Phrase[] {
  const { flows } = facts.rules
  return (command.acts ?? []).map((act) =>
    phrase('act-of-line', { name: act.mends, what: actWords(flows, act, tense) }),
  )
}

/** An act in the words of its flow, `restore order 42`; else its operation and values. */
function actWords(flows: Facts['rules']['flows'], act: Act, tense: '' | '.done'): Term {
  const flow = flowDoing(flows, act.does)
  if (flow === undefined || !isWorded(flow, act)) {
    const values = Object.values(act.slots)
    // If retention erased the values, the kind of act is still known.
    return flow !== undefined && values.length === 0
      ? kindOf(flow.command)
      : [act.does, ...values].join(' ')
  }
  const { id, args } = summary({ flow: flow.command, slots: act.slots })
  return phrase(`${id}${tense}`, args)
}

/** Does the act have all slots that the words of its flow may name? */
function isWorded({ slots }: Flow, act: Act): boolean {
  return Object.entries(slots).every(
    ([name, slot]) => slot.optional || Object.hasOwn(act.slots, name),
  )
}

/** A label if the tenant is a sandbox; else empty. */
export function sandboxLine(
  facts: Pick<Facts, 'rules'>,
  { tenant }: Pick<Command, 'tenant'>,
): readonly Phrase[] {
  const sandbox = facts.rules.tenants.get(tenant)?.sandbox === true
  return sandbox ? [phrase('sandbox-label', { tenant })] : []
}
