// The previews and approval cards of a command, as phrases in the order of product.md.

import { highImpactClasses } from '../../policy/names.ts'
import type { Person } from '../../policy/people.ts'
import { changeRiskLine } from '../asked/change-risk.ts'
import type { Approval, Command } from '../command.ts'
import { type Facts, nameOf } from '../facts.ts'
import { isLocked } from '../locked.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { actionLines, changeLines, heading } from './command-lines.ts'
import { fewNames } from './few-names.ts'
import { roleWord } from './label.ts'
import { titled } from './titles.ts'

/** Explains the class, if it needs approval, and the risk of the change, if known. */
function riskLines({ rules }: Facts, command: Command): readonly Phrase[] {
  const { safetyClass } = command
  const own = highImpactClasses.includes(safetyClass)
    ? [phrase(`risk-${safetyClass.toLowerCase()}`)]
    : []
  return [...own, ...changeRiskLine(rules, command)]
}

/**
 * What the requester sees before confirming. `isDecidedAlone`: nobody else will be asked.
 * `warnings` stand last before what to type.
 */
export function previewCard(
  facts: Facts,
  command: Command,
  isDecidedAlone: boolean,
  warnings: readonly Phrase[] = [],
): readonly Phrase[] {
  const until = command.confirmation?.expiresAt ?? command.createdAt
  return [
    ...heading(facts, command),
    ...riskLines(facts, command),
    ...actionLines(facts, command),
    ...viaLine(command),
    ...changeLines(command),
    phrase('confirm-by', { at: { time: until } }),
    ...(isDecidedAlone ? [phrase('nobody-else-asked')] : []),
    ...warnings,
    ...confirmOptions(command),
  ]
}

/** What to type to confirm or abort; an agent's proposal must be answered by name. */
export function confirmOptions(command: Command): readonly Phrase[] {
  if (command.agent !== undefined) return namedOptions(command)
  const word = command.confirmation?.acknowledge ?? null
  return [
    word === null ? phrase('option-confirm') : phrase('option-confirm-word', { word }),
    phrase('option-abort'),
  ]
}

/** What to type to answer this command by name. */
export function namedOptions({ name, confirmation }: Command): readonly Phrase[] {
  const word = confirmation?.acknowledge ?? null
  return [
    word === null
      ? phrase('option-confirm-named', { name })
      : phrase('option-confirm-named-word', { name, word }),
    phrase('option-abort-named', { name }),
  ]
}

/** A card's reader and token, and the absent person for whom the reader answers. */
export interface Card {
  readonly reader: Person
  readonly token: string
  readonly insteadOf: string | undefined
}

/** What an approver sees (HAPF IX), in the order of product.md. */
export function approvalCard(facts: Facts, command: Command, card: Card): readonly Phrase[] {
  return [...heading(facts, command), ...approvalBody(facts, command, card)]
}

/** The card without its heading, which a digest replaces by a number. */
export function approvalBody(facts: Facts, command: Command, card: Card): readonly Phrase[] {
  const { approval } = command
  const { reader, token, insteadOf } = card
  if (approval === null) throw new Error('A card needs an approval.')
  const requester = nameOf(facts, command.requester)
  return [
    ...riskLines(facts, command),
    ...actionLines(facts, command),
    phrase('asked-by', { name: requester }),
    ...viaLine(command),
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
    phrase('policy-profile', { profile: profileUsed(command) }),
    ...emergencyLine(facts, command, approval),
    ...(approval.approvers > 1 ? [phrase('quorum-line', { needed: approval.approvers })] : []),
    ...approval.groups.map((one) =>
      phrase('group-line', { count: one.at_least, role: roleWord(one.role) }),
    ),
    ...codeLines(approval, reader),
    ...suspendedLines(facts, command),
    ...approvalOptions(approval, token),
  ]
}

/** The profile that decided who is asked: the bound one, or a stricter one under suspicion. */
function profileUsed({ because, binding }: Command): string {
  const asks = because.parts?.find(({ rule }) => rule === 'approval-needed')
  return String(asks?.args?.['profile'] ?? binding?.profile ?? '-')
}

/** Warns that a yes would not count now, because of a lockdown or suspended approvals. */
export function suspendedLines(facts: Facts, command: Command): readonly Phrase[] {
  return [
    ...(isLocked(facts, command) ? [phrase('locked-now'), phrase('locked-now-no-effect')] : []),
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

/** Names the approvers who cannot grant yet because they have no active authenticator app. */
export function withoutApp(
  { stepUp }: Pick<Approval, 'stepUp'>,
  people: readonly Person[],
): readonly Phrase[] {
  const names = people.filter((one) => one.stepUp !== 'active').map((one) => one.name)
  return stepUp === null || names.length === 0
    ? []
    : [phrase('without-app', { names: fewNames(names) })]
}

/** Names the program or agent that asked in the requester's name. */
export function viaLine(command: Command): readonly Phrase[] {
  const { agent, caller } = command
  if (agent === undefined)
    return caller === undefined ? [] : [phrase('asked-by-program', { name: caller })]
  const acted = agentActedLine(command)
  return acted.length > 0 ? acted : [phrase('proposed-by-agent', { name: agent })]
}

/** Says that an agent acted in its own name, without its owner's answer. */
export function agentActedLine({ agent, because }: Command): readonly Phrase[] {
  const acts = because.parts?.some(({ rule }) => rule === 'agent-acts') === true
  return agent !== undefined && acts ? [phrase('acted-by-agent', { name: agent })] : []
}

/** Says that an emergency has lowered the number of approvers. */
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

/** What an approver may type; the last lines of every card. */
export function approvalOptions(approval: Approval, token: string): readonly Phrase[] {
  const needsCode = approval.stepUp !== null
  return [
    phrase(needsCode ? 'option-approve-code' : 'option-approve', { token }),
    phrase('option-deny', { token }),
  ]
}

/** What to type, for people without the card in view; names both answers alike. */
export function tokenNeeded(approvals: readonly Approval[]): Phrase {
  const needsCode = approvals.some((one) => one.stepUp !== null)
  return phrase(needsCode ? 'token-needed-code' : 'token-needed')
}
