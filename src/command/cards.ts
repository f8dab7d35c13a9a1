// What people see of a command: previews, approval cards and
// news, as phrases in the order of the contract.

import { highImpactClasses } from '../policy/names.ts'
import { changeRiskLine } from './change-risk.ts'
import type { Act, Approval, Command, Reason } from './command.ts'
import { type Facts, nameOf } from './facts.ts'
import {
  fieldLine,
  fieldValue,
  label,
  messageOf,
  roleWord,
  type ValueKind,
  wordedSlots,
} from './label.ts'
import { type Phrase, phrase, type Term } from './phrase.ts'
import { flowDoing } from './spec.ts'
import { titled } from './titled.ts'

/** What the command does, in words: `cancel order 42`. */
export function summary(
  command: Pick<Command, 'flow' | 'slots'> & Partial<Pick<Command, 'erased'>>,
): Phrase {
  if (command.erased === true) return phrase('words-erased', { flow: command.flow })
  const args = wordedSlots(command.slots)
  return phrase(messageOf(command.flow), args)
}

/** The environment first, then the class and the name. */
function headline(command: Command): Phrase {
  return phrase('headline', {
    environment: command.environment.toUpperCase(),
    class: command.safetyClass,
    name: command.name,
  })
}

/** One of several, on a line: `C-7F3K · S2 · cancel order 42`. */
export function openLine(command: Command): Phrase {
  const { name, safetyClass } = command
  return phrase('pending-line', { name, class: safetyClass, what: summary(command) })
}

/** The first lines of all that is said about a command: which environment, and is it real. */
export function heading(facts: Pick<Facts, 'rules'>, command: Command): readonly Phrase[] {
  return [headline(command), ...sandboxLine(facts, command)]
}

/**
 * What a class means, where it needs approval: nobody has to know the letters by heart. And how
 * much the change itself risks, where that is said.
 */
function riskLines({ rules }: Facts, command: Command): readonly Phrase[] {
  const { safetyClass } = command
  const own = highImpactClasses.includes(safetyClass)
    ? [phrase(`risk-${safetyClass.toLowerCase()}`)]
    : []
  return [...own, ...changeRiskLine(rules, command)]
}

/** What would change and what the target is, as the connector showed it. */
export function changeLines(command: Command): readonly Phrase[] {
  if (command.preview === null) return []
  // What each act of a recovery does has a line of its own, in words.
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
        after: side(field, after),
      }),
    )
  return [...changed, ...shown]
}

/** What will be done, and what the sentence leaves out, such as a reason or a time. */
export function whatLines(
  facts: Pick<Facts, 'rules' | 'commands'>,
  command: Command,
): readonly Phrase[] {
  const { flows } = facts.rules
  const flow = flows.get(command.flow)
  const given = Object.entries(command.slots).flatMap(([name, value]) => {
    const slot = flow?.slots[name]
    if (slot?.kind === 'moment' && typeof value === 'number')
      return [phrase('shows', { name: label(name), value: { time: value } })]
    if (slot?.kind === 'span' && typeof value === 'number' && slot.optional)
      return [phrase('shows', { name: label(name), value: { span: value } })]
    if (slot?.kind === 'scope')
      return [
        phrase('shows', {
          name: label(name),
          value: titled(facts.rules.pack, 'scopes', String(value)),
        }),
      ]
    return slot?.optional === true ? [fieldLine(name, String(value))] : []
  })
  const [only, ...others] = command.acts ?? []
  const acts =
    only === undefined || others.length > 0
      ? actLines(facts, command, '')
      : [phrase('act-line', { what: actWords(flows, only, '') })]
  return [summary(command), ...acts, ...namedLine(facts, command), ...given]
}

/** What the command is that this one names: `C-7F3K: cancel order 42`. */
function namedLine({ commands }: Pick<Facts, 'commands'>, command: Command): readonly Phrase[] {
  const { slots, acts } = command
  const named = [...commands.values()].find((one) => one.name === slots['command'])
  if (named === undefined || acts !== undefined) return []
  return [phrase('act-of-line', { name: named.name, what: summary(named) })]
}

/** What a recovery does or did, act by act: `order 42 is open again.` */
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

/** An act in the words of the flow that does it, `restore order 42`; else by its operation. */
function actWords(flows: Facts['rules']['flows'], act: Act, tense: '' | '.done'): Term {
  const flow = flowDoing(flows, act.does)
  const named =
    flow !== undefined &&
    Object.entries(flow.slots).every(
      ([name, slot]) => slot.optional || Object.hasOwn(act.slots, name),
    )
  if (!named) return [act.does, ...Object.values(act.slots)].join(' ')
  const { id, args } = summary({ flow: flow.command, slots: act.slots })
  return phrase(`${id}${tense}`, args)
}

/** Is it real? */
export function sandboxLine(facts: Pick<Facts, 'rules'>, command: Command): readonly Phrase[] {
  const sandbox = facts.rules.tenants.get(command.tenant)?.sandbox === true
  return sandbox ? [phrase('sandbox-label', { tenant: command.tenant })] : []
}

/** What the requester sees before confirming. Options last. */
export function previewCard(facts: Facts, command: Command): readonly Phrase[] {
  const until = command.confirmation?.expiresAt ?? command.createdAt
  return [
    ...heading(facts, command),
    ...riskLines(facts, command),
    ...whatLines(facts, command),
    ...throughLine(command),
    ...changeLines(command),
    phrase('confirm-by', { at: { time: until } }),
    ...confirmOptions(command),
  ]
}

/** What an agent proposed is answered by its name alone. */
export function confirmOptions(command: Command): readonly Phrase[] {
  if (command.agent !== undefined) return namedOptions(command)
  const word = command.confirmation?.acknowledge ?? null
  return [
    word === null ? phrase('option-confirm') : phrase('option-confirm-word', { word }),
    phrase('option-abort'),
  ]
}

/** What answers this one of several: its name stands in for a token. */
export function namedOptions({ name, confirmation }: Command): readonly Phrase[] {
  const word = confirmation?.acknowledge ?? null
  return [
    word === null
      ? phrase('option-confirm-named', { name })
      : phrase('option-confirm-named-word', { name, word }),
    phrase('option-abort-named', { name }),
  ]
}

/** A card's token, and the absent person in whose place its reader answers. */
export interface Card {
  readonly token: string
  readonly insteadOf: string | undefined
}

/** What an approver sees (HAPF IX), in the order of product.md. */
export function approvalCard(facts: Facts, command: Command, card: Card): readonly Phrase[] {
  return [...heading(facts, command), ...approvalBody(facts, command, card)]
}

/** All of it but the heading, for a digest puts numbers in place of the environment. */
export function approvalBody(facts: Facts, command: Command, card: Card): readonly Phrase[] {
  const { approval } = command
  const { token, insteadOf } = card
  if (approval === null) throw new Error('A card needs an approval.')
  const requester = nameOf(facts, command.requester)
  const needsCode = approval.stepUp !== null
  return [
    ...riskLines(facts, command),
    ...whatLines(facts, command),
    phrase('asked-by', { name: requester }),
    ...throughLine(command),
    ...(insteadOf === undefined ? [] : [phrase('instead-of', { name: nameOf(facts, insteadOf) })]),
    ...changeLines(command),
    phrase('until-within', {
      at: { time: approval.expiresAt },
      span: { span: approval.expiresAt - facts.now },
    }),
    phrase('policy-line', {
      policy: titled(facts.rules.pack, 'approvals', approval.policyId),
      pack: command.binding?.pack ?? '-',
      version: command.binding?.version ?? '-',
    }),
    phrase('policy-profile', { profile: command.binding?.profile ?? '-' }),
    ...emergencyLine(facts, command, approval),
    ...(approval.approvers > 1 ? [phrase('quorum-line', { needed: approval.approvers })] : []),
    ...approval.groups.map((one) =>
      phrase('group-line', { count: one.at_least, role: roleWord(one.role) }),
    ),
    phrase(needsCode ? 'code-line' : 'no-step-up'),
    ...approvalOptions(approval, token),
  ]
}

/** Who asked in the requester's name: a program, or an agent of theirs, which only proposes. */
export function throughLine(command: Command): readonly Phrase[] {
  const { agent, caller } = command
  const acted = actedLine(command)
  if (agent !== undefined && acted.length === 0)
    return [phrase('proposed-by-agent', { name: agent })]
  if (agent !== undefined) return acted
  return caller === undefined ? [] : [phrase('asked-by-program', { name: caller })]
}

/** An agent did it in its own name, and its owner said nothing to it. */
export function actedLine({ agent, because }: Command): readonly Phrase[] {
  const acts = because.parts?.some(({ rule }) => rule === 'agent-acts') === true
  return agent !== undefined && acts ? [phrase('acted-by-agent', { name: agent })] : []
}

/** In an emergency fewer are asked than the profile promises: nobody is to count on others. */
function emergencyLine(
  { emergencies, now, rules }: Facts,
  { tenant }: Command,
  { approvers }: Approval,
): readonly Phrase[] {
  const isOn = emergencies.some((one) => one.tenant === tenant && now < one.until)
  return isOn && approvers <= (rules.pack?.emergency?.approvers ?? 0)
    ? [phrase('emergency-line', { needed: approvers })]
    : []
}

/** What an approver may type, at the end of every card. */
export function approvalOptions(approval: Approval, token: string): readonly Phrase[] {
  const needsCode = approval.stepUp !== null
  return [
    phrase(needsCode ? 'option-approve-code' : 'option-approve', { token }),
    phrase('option-deny', { token }),
  ]
}

/** What either answer takes, for whoever has no card at hand: who denies is not led to `1`. */
export function tokenNeeded(approvals: readonly Approval[]): Phrase {
  const needsCode = approvals.some((one) => one.stepUp !== null)
  return phrase(needsCode ? 'token-needed-code' : 'token-needed')
}

/** Why something did not work, with the reader's names of slots and fields, and their times. */
export function failureLine({ id, args = {} }: Omit<Reason, 'cause'>): Phrase {
  const worded = Object.entries(args).map(([name, value]): [string, Term] => [
    name,
    wordedArgument(name, value),
  ])
  return phrase(id, Object.fromEntries(worded))
}

function wordedArgument(name: string, value: string | number): Term {
  if (typeof value === 'number') return name === 'since' ? { time: value } : value
  return name === 'slot' || name === 'field' ? label(value) : value
}

/** The same, and what that came from. */
export function failureLines(reason: Reason): readonly Phrase[] {
  const { cause } = reason
  return cause === undefined ? [failureLine(reason)] : [failureLine(reason), failureLine(cause)]
}
