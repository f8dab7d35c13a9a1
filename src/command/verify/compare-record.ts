// Compares a command's stored record with its evidence: columns, envelope and votes.

import { z } from 'zod'
import { canonical } from '../../evidence/canonical.ts'
import type { Command } from '../command.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { isFinal } from '../lifecycle.ts'
import { bodyOf, type Evidence } from './command-evidence.ts'
import { statesAfter } from './proof.ts'
import { requestDifference, unprovenVoter } from './recorded-approval.ts'

/** A row of table `commands`. */
export interface CommandRow {
  readonly id: string
  readonly name: string
  readonly tenant: string
  readonly requester: string
  readonly flow: string
  readonly state: string
  readonly open: number
  readonly created_at: number
  readonly key: string | null
  readonly record: string
}

/** The types whose bodies are read. */
export const typesWithBody = [
  'command.proposed',
  'command.previewed',
  'approval.required',
  'approval.requested',
]

/** A mismatch under the name that `verify` uses, with its details in words. */
export interface Mismatch {
  readonly what: 'command_unproven' | 'vote_unproven' | 'command_changed'
  readonly of: string
}

/**
 * The first mismatch between a command and its evidence; null if they match. `verify` asks it of
 * every command, and the engine before each effect.
 */
export function mismatchOf(record: Command, evidence: Evidence): Mismatch | null {
  const astray = stateMismatch(record.state, evidence)
  if (astray !== null) return astray
  try {
    const voter = unprovenVoter(record, evidence)
    if (voter !== null) return { what: 'vote_unproven', of: voter }
    const difference = differenceOf(record, evidence)
    return difference === null ? null : { what: 'command_changed', of: difference }
  } catch {
    return { what: 'command_changed', of: '' }
  }
}

/** A mismatch if the evidence does not lead to this state; `of` names the states it leads to. */
export function stateMismatch(state: string, evidence: Evidence): Mismatch | null {
  const reached: readonly string[] = [...statesAfter(evidence.map((one) => one.type))]
  if (reached.includes(state)) return null
  return { what: 'command_unproven', of: reached.join(' or ') || 'nothing legal' }
}

/** What in the command differs from its evidence, in words; null for nothing. */
function differenceOf(record: Command, evidence: Evidence): string | null {
  if (record.erased === true && !mayBeErased(record, evidence)) return 'its words'
  if (record.erased !== true && fingerprintOf(record) !== record.fingerprint)
    return 'its fingerprint'
  if (!evidence.every((one) => one.isBound)) return 'its fingerprint or its key'
  return (
    proposalDifference(record, evidence) ??
    previewDifference(record, evidence) ??
    confirmationDifference(record, evidence) ??
    recoveryDifference(record, evidence) ??
    requestDifference(record, evidence)
  )
}

/** A record may lack its texts only if it is final and all its evidence bodies are erased. */
function mayBeErased({ state }: Command, evidence: Evidence): boolean {
  return isFinal(state) && evidence.every((one) => one.body === null)
}

/** The member `command` of this command's artifacts, as canonical text. */
export function commandMemberText(record: Command): string {
  const { id, fingerprint, idempotencyKey } = record
  const command = { command_id: id, fingerprint, idempotency_key: idempotencyKey }
  return `"command":${canonical(command)}`
}

/** The policy under which it was requested, in canonical form; null for none. */
export function policyOf({ binding }: Command): string | null {
  return binding === null ? null : canonical(binding)
}

/** Do the columns match the record beside them? */
export function isSameRow(row: CommandRow, record: Command): boolean {
  return (
    row.id === record.id &&
    row.name === record.name &&
    row.tenant === record.tenant &&
    row.requester === record.requester &&
    row.flow === record.flow &&
    row.state === record.state &&
    row.open === (isFinal(record.state) ? 0 : 1) &&
    row.created_at === record.createdAt &&
    row.key === (record.door === undefined ? null : record.idempotencyKey)
  )
}

const proposalSchema = z.looseObject({
  name: z.string(),
  command: z.string(),
  version: z.int(),
  safety_class: z.string(),
  agent: z.string().optional(),
  definition: z.json().optional(),
})

function proposalDifference(record: Command, evidence: Evidence): string | null {
  const proposed = evidence.find((one) => one.type === 'command.proposed')
  if (proposed === undefined) return null
  if (proposed.actor !== record.requester) return 'its requester'
  if (Date.parse(proposed.time) !== record.createdAt) return 'the time at which it was asked'
  if (proposed.policy !== policyOf(record)) return 'its policy'
  const body = bodyOf(proposed, proposalSchema)
  if (body === null) return null
  if (body.name !== record.name) return 'its name'
  if (body.safety_class !== record.safetyClass) return 'its class'
  if (body.agent !== record.agent) return 'the agent that proposed it'
  if (canonical(body.definition ?? null) !== canonical(record.definition ?? null))
    return 'its definition'
  return body.command === record.flow && body.version === record.version ? null : 'its flow'
}

const previewSchema = z.looseObject({
  shows: z.array(z.json()),
  changes: z.array(z.json()),
  target: z.array(z.json()).optional(),
  touches: z.array(z.json()).optional(),
})

/** Compares the newest preview: the one shown to those who confirm and approve. */
function previewDifference({ preview }: Command, evidence: Evidence): string | null {
  const shown = evidence.findLast((one) => one.type === 'command.previewed')
  if (shown === undefined || shown.body === null) return null
  if (preview === null) return 'its preview'
  const [changes, shows] = [canonical(preview.changes), canonical(preview.shows)]
  const touches = canonical(preview.touches ?? [])
  const target = canonical(preview.target ?? [])
  // In canonical form quotation marks inside texts are escaped, so a match cannot lie inside a
  // text.
  const risked = preview.touches === undefined ? [] : [`,"touches":${touches}`]
  const beside = preview.target === undefined ? [] : [`,"target":${target}`]
  const pieces = [`"changes":${changes},`, `,"shows":${shows}`, ...beside, ...risked]
  const isRisked = shown.body.includes(',"touches":') === risked.length > 0
  const isBeside = shown.body.includes(',"target":') === beside.length > 0
  if (isRisked && isBeside && pieces.every((piece) => shown.body?.includes(piece))) return null
  const body = bodyOf(shown, previewSchema)
  const said =
    body === null ? null : [body.changes, body.shows, body.target ?? [], body.touches ?? []]
  const kept = [changes, shows, target, touches].join()
  const same = said === null || said.map(canonical).join() === kept
  return same ? null : 'its preview'
}

/** A previewed command needs a confirmation to go on, by its requester or by the agent itself. */
function confirmationDifference({ requester, agent }: Command, evidence: Evidence): string | null {
  const confirmed = evidence.filter((one) => one.type === 'command.confirmed')
  if (confirmed.some(({ actor }) => actor !== requester && actor !== agent))
    return 'who confirmed it'
  const shown = evidence.some((one) => one.type === 'command.previewed')
  const on = evidence.some((one) => one.type === 'command.authorized')
  return shown && on && confirmed.length === 0 ? 'its confirmation' : null
}

/** An older record put back would allow a second recovery; the number of recoveries shows it. */
function recoveryDifference({ recoveries = [] }: Command, evidence: Evidence): string | null {
  const begun = evidence.filter((one) => one.type === 'rollback.started')
  return begun.length === recoveries.length ? null : 'its recoveries'
}
