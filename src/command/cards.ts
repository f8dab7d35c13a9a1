// What people see of a command: previews, approval cards and
// news, as phrases in the order of the contract.

import { placesLeft, tally } from '../policy/approval.ts'
import { personOf } from './changes.ts'
import type { Approval, Command } from './command.ts'
import type { Facts } from './facts.ts'
import { type Phrase, phrase, type Term } from './phrase.ts'
import type { Flow } from './spec.ts'

/** What the command does, in words: `cancel order 42`. */
export function summary(command: Pick<Command, 'flow' | 'slots'>): Phrase {
  const args: Record<string, Term> = {}
  for (const [name, value] of Object.entries(command.slots)) args[name] = String(value)
  return phrase(command.flow.replaceAll('.', '-'), args)
}

/** The environment first, then the class and the name. */
export function headline(command: Command): Phrase {
  return phrase('headline', {
    environment: command.environment.toUpperCase(),
    class: command.safetyClass,
    name: command.name,
  })
}

/** The first lines of all that is said about a command: which environment, and is it real. */
export function heading(facts: Facts, command: Command): readonly Phrase[] {
  const sandbox = facts.rules.tenants.get(command.tenant)?.sandbox === true
  return [headline(command), ...sandboxLine(command, sandbox)]
}

/** What would change and what the target is, as the connector showed it. */
export function changeLines(command: Command): readonly Phrase[] {
  if (command.preview === null) return []
  const shown = command.preview.shows.map(([name, value]) => phrase('shows', { name, value }))
  const changed = command.preview.changes.map((one) =>
    phrase('changes', {
      name: one.field,
      before: one.before ?? phrase('nothing'),
      after: one.after ?? phrase('nothing'),
    }),
  )
  return [...changed, ...shown]
}

/** What the sentence leaves out, such as a reason or a time: it is part of what is approved. */
function givenLines(command: Command, flow: Flow | undefined): readonly Phrase[] {
  return Object.entries(command.slots).flatMap(([name, value]) => {
    const slot = flow?.slots[name]
    if (slot?.kind === 'moment' && typeof value === 'number')
      return [phrase('shows', { name, value: { time: value } })]
    if (slot?.kind === 'span' && typeof value === 'number' && slot.optional)
      return [phrase('shows', { name, value: { span: value } })]
    return slot?.optional === true ? [phrase('shows', { name, value: String(value) })] : []
  })
}

function sandboxLine(command: Command, sandbox: boolean): readonly Phrase[] {
  return sandbox ? [phrase('sandbox-label', { tenant: command.tenant })] : []
}

/** What the requester sees before confirming. Options last. */
export function previewCard(
  command: Command,
  flow: Flow | undefined,
  sandbox: boolean,
): readonly Phrase[] {
  const until = command.confirmation?.expiresAt ?? command.createdAt
  const word = command.confirmation?.acknowledge ?? null
  return [
    headline(command),
    ...sandboxLine(command, sandbox),
    summary(command),
    ...givenLines(command, flow),
    ...changeLines(command),
    phrase('confirm-by', { at: { time: until } }),
    word === null ? phrase('option-confirm') : phrase('option-confirm-word', { word }),
    phrase('option-abort'),
  ]
}

/** What an approver sees (HAPF IX), in the order of product.md. */
export function approvalCard(
  facts: Facts,
  command: Command,
  card: {
    readonly token: string
    readonly sandbox: boolean
    readonly insteadOf: string | undefined
  },
): readonly Phrase[] {
  const { approval } = command
  const { token, sandbox, insteadOf } = card
  if (approval === null) throw new Error('A card needs an approval.')
  const requester = personOf(facts, command.requester)?.name ?? command.requester
  const needsCode = approval.stepUp !== null
  return [
    headline(command),
    ...sandboxLine(command, sandbox),
    summary(command),
    ...givenLines(command, facts.rules.flows.get(command.flow)),
    phrase('asked-by', { name: requester }),
    ...(command.caller === undefined
      ? []
      : [phrase('shows', { name: 'program', value: command.caller })]),
    ...(insteadOf === undefined
      ? []
      : [phrase('instead-of', { name: personOf(facts, insteadOf)?.name ?? insteadOf })]),
    ...changeLines(command),
    phrase('until-within', {
      at: { time: approval.expiresAt },
      span: { span: approval.expiresAt - facts.now },
    }),
    phrase('policy-line', {
      policy: approval.policyId,
      profile: command.binding?.profile ?? '-',
      pack: command.binding?.pack ?? '-',
      version: command.binding?.version ?? '-',
    }),
    ...(approval.approvers > 1 ? [phrase('quorum-line', { needed: approval.approvers })] : []),
    ...approval.groups.map((one) => phrase('group-line', { count: one.at_least, role: one.role })),
    ...(needsCode ? [] : [phrase('no-step-up')]),
    phrase(needsCode ? 'option-approve-code' : 'option-approve', { token }),
    phrase('option-deny', { token }),
  ]
}

type OneVote = Approval['votes'][number]

/** Who voted, and in whose place (HAPF VII.C). */
export function voterName(facts: Pick<Facts, 'people'>, vote: OneVote): Term {
  const nameOf = (id: string) => facts.people.find((one) => one.id === id)?.name ?? id
  const name = nameOf(vote.approver)
  return vote.insteadOf === undefined
    ? name
    : phrase('in-place-of', { name, absent: nameOf(vote.insteadOf) })
}

/** Who granted it so far; nothing when nobody did. */
export function grantedLine(facts: Pick<Facts, 'people'>, command: Command): readonly Phrase[] {
  const votes = (command.approval?.votes ?? []).filter((vote) => vote.choice === 'grant')
  return votes.length === 0
    ? []
    : [phrase('progress-granted', { names: votes.map((vote) => voterName(facts, vote)) })]
}

export function denialLine(name: Term, reason: string | undefined): Phrase {
  return reason === undefined
    ? phrase('denied-by', { name })
    : phrase('denied-by-because', { name, reason })
}

/** Where a request stands: how many of how many, who answered, who is missing. */
export function progress(facts: Facts, command: Command): readonly Phrase[] {
  const { approval } = command
  if (approval === null) return []
  const nameOf = (id: string) => personOf(facts, id)?.name ?? id
  const granted = approval.votes.filter((vote) => vote.choice === 'grant')
  const denied = approval.votes.filter((vote) => vote.choice === 'deny')
  const answered = new Set(approval.votes.map((vote) => vote.approver))
  const missing = approval.asked.map((ask) => ask.approver).filter((id) => !answered.has(id))
  const count = Math.min(granted.length, approval.approvers)
  const lines = [phrase('progress', { count, needed: approval.approvers })]
  lines.push(...grantedLine(facts, command))
  lines.push(...denied.map((vote) => denialLine(voterName(facts, vote), vote.reason)))
  // Once it is decided nobody is missing any more, whoever did not answer.
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  const isOpen = tally(approval.votes, approval, rolesOf) === 'open'
  const who = granted.map((vote) => vote.approver)
  const roles = isOpen ? placesLeft(who, approval, rolesOf) : []
  if (granted.length > 0 && roles.length > 0)
    lines.push(phrase('progress-groups', { roles: [...roles] }))
  if (isOpen && missing.length > 0)
    lines.push(phrase('progress-missing', { names: missing.map(nameOf) }))
  return lines
}
