// What people see of a command before they answer: previews and approval cards, as phrases in the
// order of the contract.

import { highImpactClasses } from '../../policy/names.ts'
import type { Person } from '../../policy/people.ts'
import { changeRiskLine } from '../asked/change-risk.ts'
import type { Approval, Command } from '../command.ts'
import { type Facts, nameOf } from '../facts.ts'
import { isLocked } from '../locked.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { changeLines, heading, whatLines } from './command-lines.ts'
import { roleWord } from './label.ts'
import { titled } from './titled.ts'

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

/** What the requester sees before confirming, and whether a yes is the last one. Options last. */
export function previewCard(
  facts: Facts,
  command: Command,
  isDecidedAlone: boolean,
): readonly Phrase[] {
  const until = command.confirmation?.expiresAt ?? command.createdAt
  return [
    ...heading(facts, command),
    ...riskLines(facts, command),
    ...whatLines(facts, command),
    ...throughLine(command),
    ...changeLines(command),
    phrase('confirm-by', { at: { time: until } }),
    ...(isDecidedAlone ? [phrase('nobody-else-asked')] : []),
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

/** A card's reader and token, and the absent person in whose place the reader answers. */
export interface Card {
  readonly reader: Person
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
  const { reader, token, insteadOf } = card
  if (approval === null) throw new Error('A card needs an approval.')
  const requester = nameOf(facts, command.requester)
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
    ...codeLines(approval, reader),
    ...stillLines(facts, command),
    ...approvalOptions(approval, token),
  ]
}

/** What a yes would come to now, where that is not what the card promises. */
export function stillLines(facts: Facts, command: Command): readonly Phrase[] {
  return [
    ...(isLocked(facts, command) ? [phrase('locked-now'), phrase('locked-now-undone')] : []),
    ...(facts.approvalsSuspended ? [phrase('suspended-now')] : []),
  ]
}

/**
 * What the code is, and for how long one is enough; whoever has no app in use reads that, for no
 * code of theirs counts yet.
 */
export function codeLines(
  approval: Pick<Approval, 'stepUp'>,
  reader: Pick<Person, 'stepUp'>,
): readonly Phrase[] {
  if (approval.stepUp === null) return [phrase('no-step-up')]
  if (reader.stepUp !== 'active')
    return [phrase(reader.stepUp === 'pending' ? 'code-line-waits' : 'code-line-none')]
  const lately = { span: approval.stepUp === 'each' ? 0 : approval.stepUp }
  return [
    phrase('code-line'),
    ...(lately.span === 0 ? [] : [phrase('code-line-lately', { span: lately })]),
  ]
}

/** Whose yes cannot count yet, for want of a second factor: whoever waits would wait in vain. */
export function withoutApp(
  { stepUp }: Pick<Approval, 'stepUp'>,
  people: readonly Person[],
): readonly Phrase[] {
  const names = people.filter((one) => one.stepUp !== 'active').map((one) => one.name)
  return stepUp === null || names.length === 0 ? [] : [phrase('without-app', { names })]
}

/** Who asked in the requester's name: a program, or an agent of theirs, which only proposes. */
export function throughLine(command: Command): readonly Phrase[] {
  const { agent, caller } = command
  if (agent === undefined)
    return caller === undefined ? [] : [phrase('asked-by-program', { name: caller })]
  const acted = actedLine(command)
  return acted.length > 0 ? acted : [phrase('proposed-by-agent', { name: agent })]
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
