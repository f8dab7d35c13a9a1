// What is recorded about one command, held against its evidence: columns, envelope and answers.

import { z } from 'zod'
import { type Command, fingerprintOf } from '../command/command.ts'
import { isFinal } from '../command/lifecycle.ts'
import { canonical } from '../evidence/canonical.ts'

/** A row of `commands` as it is stored. */
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

/** One artifact of the command. */
export interface CommandEvidence {
  readonly seq: number
  readonly type: string
  readonly actor: string
  readonly time: string
  /** Does it name the id, the fingerprint and the idempotency key that are recorded? */
  readonly isBound: boolean
  /** In canonical form; null where it names none. */
  readonly policy: string | null
  /** Only where something is held against it, and it is not erased. */
  readonly body: string | null
}

/** The types whose bodies are read. */
export const typesWithBody = [
  'command.proposed',
  'command.previewed',
  'approval.required',
  'approval.requested',
]

type Evidence = readonly CommandEvidence[]

/** What of the command differs from its evidence, as words; null when nothing does. */
export function differenceOf(row: CommandRow, record: Command, evidence: Evidence): string | null {
  if (!isSameRow(row, record)) return 'its columns'
  if (fingerprintOf(record) !== record.fingerprint) return 'its fingerprint'
  if (!evidence.every((one) => one.isBound)) return 'its fingerprint or its key'
  return (
    proposalDifference(record, evidence) ??
    previewDifference(record, evidence) ??
    requestDifference(record, evidence)
  )
}

/** How artifacts of this command name it, as a piece of their bytes. */
export function commandPiece(record: Command): string {
  const { id, fingerprint, idempotencyKey } = record
  const command = { command_id: id, fingerprint, idempotency_key: idempotencyKey }
  return `"command":${canonical(command)}`
}

/** The policy under which it was asked, in canonical form; null without one. */
export function policyOf({ binding }: Command): string | null {
  return binding === null ? null : canonical(binding)
}

function isSameRow(row: CommandRow, record: Command): boolean {
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
  return body.command === record.flow && body.version === record.version ? null : 'its flow'
}

const previewSchema = z.looseObject({ shows: z.array(z.json()), changes: z.array(z.json()) })

/** The newest one: what was shown to those who confirm and approve. */
function previewDifference({ preview }: Command, evidence: Evidence): string | null {
  const shown = evidence.findLast((one) => one.type === 'command.previewed')
  if (shown === undefined || shown.body === null) return null
  if (preview === null) return 'its preview'
  const [changes, shows] = [canonical(preview.changes), canonical(preview.shows)]
  // In canonical form, as bodies are, no word has a quotation mark of its own.
  const pieces = [`"changes":${changes},`, `,"shows":${shows}`]
  if (pieces.every((piece) => shown.body?.includes(piece))) return null
  const body = bodyOf(shown, previewSchema)
  const same =
    body === null || [body.changes, body.shows].map(canonical).join() === `${changes},${shows}`
  return same ? null : 'its preview'
}

const requirementSchema = z.looseObject({ scope: z.string(), approvers: z.int() })
const requestSchema = z.looseObject({
  expires_at: z.string(),
  policy_id: z.string(),
  to: z.array(z.string()),
})

function requestDifference({ approval }: Command, evidence: Evidence): string | null {
  const requests = evidence.filter((one) => one.type === 'approval.requested')
  if (approval === null) return requests.length === 0 ? null : 'its approval'
  const required = evidence.findLast((one) => one.type === 'approval.required')
  // What is asked again is asked under the terms of then, which no artifact says again.
  const first = required !== undefined && Date.parse(required.time) === approval.requestedAt
  const needs = first ? bodyOf(required, requirementSchema) : null
  if (needs !== null && (needs.scope !== approval.scope || needs.approvers !== approval.approvers))
    return 'the approval that it needs'
  const bodies = requests.map((one) => bodyOf(one, requestSchema))
  const newest = bodies.at(-1) ?? null
  if (newest !== null && Date.parse(newest.expires_at) !== approval.expiresAt)
    return 'the time until which it waits'
  if (newest !== null && newest.policy_id !== approval.policyId) return 'its approval'
  const known = new Set(bodies.flatMap((body) => body?.to ?? []))
  const unknown = approval.asked.some((one) => !known.has(one.approver))
  return unknown && !bodies.includes(null) ? 'who was asked to approve it' : null
}

/** The first person whose recorded answer no evidence shows; null when all are shown. */
export function unprovenVoter({ approval }: Command, evidence: Evidence): string | null {
  for (const vote of approval?.votes ?? []) {
    const type = vote.choice === 'grant' ? 'approval.granted' : 'approval.denied'
    const given = evidence.findLastIndex(
      (one) => one.type === type && one.actor === vote.approver && Date.parse(one.time) === vote.at,
    )
    // A grant that was taken back counts no more, nor one of a round before this one.
    const takenBack = evidence
      .slice(given + 1)
      .some((one) => one.type === 'approval.cancelled' && one.actor === vote.approver)
    const old = approval !== null && vote.at < approval.requestedAt
    if (given < 0 || takenBack || old) return vote.approver
  }
  return null
}

/** Null once erased; throws when it is there and says something else than such a body. */
function bodyOf<Body>(artifact: CommandEvidence, schema: z.ZodType<Body>): Body | null {
  return artifact.body === null ? null : schema.parse(JSON.parse(artifact.body))
}
