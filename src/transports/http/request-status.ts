// The state of a request for programs: words for states, numbers of people, no names.

import { z } from 'zod'
import { quotaReached } from '../../command/asked/quota.ts'
import type { Command } from '../../command/command.ts'
import { isFinal, type State, states } from '../../command/lifecycle.ts'

/**
 * Seconds between two polls: while people decide, while Aval works, and while the outcome is
 * unknown.
 */
const waits = { people: 5, work: 1, unknown: 60 } as const

export const requestStatusSchema = z.strictObject({
  request: z.uuid().meta({ description: 'The id of the command, as the evidence has it.' }),
  name: z.string().meta({ description: 'Its public name, such as C-7F3K; people use it in chat.' }),
  state: z.enum(states as [State, ...State[]]),
  final: z.boolean().meta({ description: 'True when nothing about it will change any more.' }),
  outcome: z.enum(['done', 'not_done', 'unknown']).nullable().meta({
    description: 'Whether the effect happened; null while that is still to come.',
  }),
  reason: z
    .string()
    .nullable()
    .meta({
      description:
        'Why it was rejected, failed or became uncertain: a word, such as approval_denied. ' +
        'approval_expired while it is open: its requester may ask again in chat.',
    }),
  limit: z
    .strictObject({ units: z.int(), most: z.int(), kind: z.string().nullable() })
    .nullable()
    .meta({
      description:
        'With quota_reached: how many units the agent has and may have, of a kind or of all. ' +
        'Delete what is not needed, or have an admin allow more in the policy.',
    }),
  approval: z
    .strictObject({
      needed: z.int(),
      granted: z.int(),
      missing: z.int().meta({ description: 'How many who were asked have not answered.' }),
      expires_at: z.iso.datetime(),
    })
    .nullable(),
  ticket: z.string().nullable().meta({
    description:
      'What config.hand-on signed: the next environment takes it for config.promote, once.',
  }),
  poll: z.string().meta({ description: 'Where to ask again, on this host.' }),
  retry_after: z.int().nullable().meta({ description: 'Seconds to wait; null when it is final.' }),
})
export type RequestStatus = Readonly<z.infer<typeof requestStatusSchema>>

export function requestStatusOf(command: Command): RequestStatus {
  const { id, name, state } = command
  return {
    request: id,
    name,
    state,
    final: isFinal(state),
    outcome: outcomeOf(state),
    reason: reasonOf(command),
    limit: limitOf(command),
    approval: approvalOf(command),
    ticket: command.ticket ?? null,
    poll: `/v1/requests/${name}`,
    retry_after: retryAfter(state),
  }
}

/** The reason; an expired request that can be asked again has one though it is not final. */
function reasonOf({ state, reason, failure, approval }: Command): string | null {
  if (state === 'approval_requested' && approval?.blocked === true) return 'approval_expired'
  return reason ?? (state === 'succeeded' ? null : (failure?.id ?? null))
}

function limitOf({ failure }: Command): RequestStatus['limit'] {
  if (failure?.id !== quotaReached) return null
  const { count = 0, most = 0, kind = null } = failure.args ?? {}
  return { units: Number(count), most: Number(most), kind: kind === null ? null : String(kind) }
}

function outcomeOf(state: State): RequestStatus['outcome'] {
  if (state === 'succeeded') return 'done'
  if (state === 'uncertain') return 'unknown'
  return isFinal(state) ? 'not_done' : null
}

function retryAfter(state: State): number | null {
  if (isFinal(state)) return null
  if (state === 'uncertain') return waits.unknown
  const isAsked = state === 'approval_requested' || state === 'confirmation_requested'
  return isAsked ? waits.people : waits.work
}

/** A person's last vote is the one that counts. */
function approvalOf({ approval, state }: Command): RequestStatus['approval'] {
  if (approval === null) return null
  const last = new Map(approval.votes.map((vote) => [vote.approver, vote.choice]))
  const asked = new Set(approval.asked.map((ask) => ask.approver))
  const open = state === 'approval_requested' && !approval.blocked
  return {
    needed: approval.approvers,
    granted: [...last.values()].filter((choice) => choice === 'grant').length,
    missing: open ? [...asked].filter((person) => !last.has(person)).length : 0,
    expires_at: new Date(approval.expiresAt).toISOString(),
  }
}
