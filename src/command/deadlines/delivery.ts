// Delivery of approval cards: receipts become evidence, and missing cards are reported.

import {
  type Change,
  type CommandUpdate,
  commandEvidence,
  type Step,
  system,
  toStep,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { heading, summary } from '../display/command-lines.ts'
import { unreceived, unreceivedLine } from '../display/progress.ts'
import type { LetterReceipt, ReceiptsEvent } from '../event.ts'
import { type Facts, nameOf } from '../facts.ts'
import { handleLetterChange } from '../finished/refuse-unproven.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { recordChanged } from '../record-check.ts'
import { tellAdmins, tellRequester } from '../tell.ts'

/** The deadline for checking who has no card yet; none if the transport reports no delivery. */
export function deliveryDeadline(facts: Facts, command: Command): Step {
  const { receipts } = facts.rules
  const { approval } = command
  if (receipts === undefined || approval === null) return []
  const at = facts.now + receipts.tellAfter
  if (at >= approval.expiresAt) return []
  return [{ kind: 'deadline', deadline: { commandId: command.id, what: 'delivery', at } }]
}

/**
 * Handles delivery receipts. Each state of each card becomes evidence once; any other receipt only
 * updates its letter.
 */
export function handleReceipts(facts: Facts, { receipts }: ReceiptsEvent): Step {
  const known = new Map(facts.commands)
  return receipts.flatMap((receipt): Step => {
    const { letter, state } = receipt
    if (state === 'unsent') return [{ kind: 'letter_again', letter, since: facts.now - againForMs }]
    const moved: Change = { kind: 'letter_state', letter, state }
    if (receipt.error === recordChanged) return [moved, ...handleLetterChange(facts, letter)]
    const cards = facts.cards?.get(receipt.letter) ?? []
    const proved = cards.flatMap((card): Step => {
      const command = card.state === 'open' ? known.get(card.commandId) : undefined
      const update = command === undefined ? null : marked(facts, command, card.approver, receipt)
      if (update === null) return []
      known.set(update.command.id, update.command)
      return toStep(update)
    })
    return [moved, ...proved]
  })
}

/** As long as the longest token lives; older letters are useless. */
const againForMs = 24 * 3_600_000

type Ask = Approval['asked'][number]

/** The command with this receipt noted on one card; null if it says nothing new. */
function marked(
  facts: Facts,
  command: Command,
  approver: string,
  { state, error = 'unknown' }: LetterReceipt,
): CommandUpdate | null {
  const { approval } = command
  const ask = approval?.asked.findLast((one) => one.approver === approver)
  if (command.state !== 'approval_requested' || !approval || !ask || approval.blocked) return null
  const mark = (more: Partial<Ask>): Command => {
    const asked = approval.asked.map((one) => (one === ask ? { ...one, ...more } : one))
    return withPatches(command, { approval: { ...approval, asked } })
  }
  const receivedAt = ask.receivedAt ?? facts.now
  switch (state) {
    case 'acked':
    case 'unsent':
      return null
    case 'delivered':
      if (ask.receivedAt !== undefined) return null
      return proved(facts, mark({ receivedAt }), 'approval.delivered', { to: [approver] })
    case 'read':
      if (ask.readAt !== undefined) return null
      return proved(facts, mark({ receivedAt, readAt: facts.now }), 'approval.read', {
        to: [approver],
      })
    case 'failed':
      if (ask.receivedAt !== undefined || ask.missed === true) return null
      return withChanges(
        proved(facts, mark({ missed: true }), 'approval.undelivered', {
          to: [approver],
          why: error,
        }),
        ...tellTrouble(facts, command, [failedLine(facts, command, approver, error)]),
      )
  }
}

function proved(
  facts: Facts,
  command: Command,
  type: 'approval.delivered' | 'approval.read' | 'approval.undelivered',
  body: { readonly to: readonly string[]; readonly why?: string },
): CommandUpdate {
  return withChanges(
    { command, changes: [] },
    commandEvidence(facts, command, type, system, { ...body }),
  )
}

/** The transport's error for people who never wrote to us: WhatsApp restricts such messages. */
const neverWrote = 'never_wrote_to_us'

/** The error of a transport that was given no reason. */
const unsaid = 'unknown'

function failedLine(facts: Facts, command: Command, approver: string, error: string): Phrase {
  const name = nameOf(facts, approver)
  return error === neverWrote
    ? phrase('card-never-wrote', { name })
    : phrase('card-failed', {
        name,
        command: command.name,
        why: error === unsaid ? phrase('card-failed-unsaid') : error,
      })
}

/**
 * Reports, once, who has not received a card some time after it was sent; null if none is missing.
 */
export function reportUndelivered(facts: Facts, command: Command): CommandUpdate | null {
  const { approval } = command
  const missing = unreceived(command)
  const line = unreceivedLine(facts, command)
  const isNews = (ask: Ask): boolean => missing.includes(ask.approver) && ask.missed !== true
  const fresh = approval?.asked.filter(isNews) ?? []
  if (facts.rules.receipts === undefined || approval === null || fresh.length === 0) return null
  const asked = approval.asked.map((ask) => (isNews(ask) ? { ...ask, missed: true } : ask))
  const marked = withPatches(command, { approval: { ...approval, asked } })
  const body = { to: fresh.map((ask) => ask.approver), why: 'no_receipt' }
  return withChanges(
    proved(facts, marked, 'approval.undelivered', body),
    ...tellTrouble(facts, command, line),
  )
}

/** Are the approvers who have a card, or answered, enough for the quorum? */
export function reachesEnough(command: Command): boolean {
  const { approval } = command
  if (approval === null) return true
  const reached = approval.asked.length - unreceived(command).length
  return reached >= approval.approvers
}

function tellTrouble(facts: Facts, command: Command, lines: readonly Phrase[]): Step {
  const about = [...heading(facts, command), summary(command), ...lines]
  const notice = phrase('notice-undelivered', {
    environment: command.environment.toUpperCase(),
    name: command.name,
    what: [...lines],
  })
  return [
    ...tellRequester(facts, command, 'approval_update', about),
    ...tellAdmins(facts, command.requester, notice, command.tenant),
  ]
}
