// The envelope of a command and its progress.

import { z } from 'zod'
import type { Rule } from '../policy/decision.ts'
import { environmentSchema, profileSchema, safetyClassSchema } from '../policy/names.ts'
import { touchedSchema } from '../policy/risk.ts'
import { rejectionReasons, type State, states } from './lifecycle.ts'

const milliseconds = z.int()

/** Slots after parsing: normalised text, numbers and booleans by slot name. */
const slots = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
export type Slots = Readonly<z.infer<typeof slots>>

export function slotsSchema(): typeof slots {
  return slots
}

const bindingSchema = z.object({
  pack: z.string(),
  version: z.string(),
  digest: z.string(),
  profile: profileSchema,
})

/** A policy binding as it is recorded, in a command and in evidence. */
export function recordedBindingSchema(): typeof bindingSchema {
  return bindingSchema
}

const askSchema = z.object({
  approver: z.string(),
  askedAt: milliseconds,
  group: z.enum(['first', 'fallback']),
  /** The absent person in whose place this one was asked (HAPF VII.C). */
  insteadOf: z.exactOptional(z.string()),
  /** The card waits for a digest: this person has no token yet. */
  waiting: z.exactOptional(z.boolean()),
  /** When a phone of the approver reported the card as received and as read; absent if unknown. */
  receivedAt: z.exactOptional(milliseconds),
  readAt: z.exactOptional(milliseconds),
  /** The card was reported as not delivered. */
  missed: z.exactOptional(z.boolean()),
})

const voteSchema = z.object({
  approver: z.string(),
  choice: z.enum(['grant', 'deny']),
  at: milliseconds,
  reason: z.exactOptional(z.string()),
  /**
   * The second factor behind the vote: none was asked, a code now, a recovery code, or a recent
   * code.
   */
  stepUp: z.enum(['none', 'code', 'recovery', 'recent']),
  insteadOf: z.exactOptional(z.string()),
  /** How often the approver's (and absent person's) rights had been taken by then; absent for 0. */
  rests: z.exactOptional(z.int()),
  /** How many lockdowns covering the command had begun by then; absent for none. */
  lockdowns: z.exactOptional(z.int()),
  /** The vote came too fast for the card to have been read. */
  tooFast: z.exactOptional(z.boolean()),
})

const approvalSchema = z.object({
  policyId: z.string(),
  scope: z.string(),
  /** Scopes that each approver needs besides `scope`. */
  also: z.exactOptional(z.array(z.string())),
  approvers: z.int(),
  denials: z.int(),
  groups: z.array(z.object({ role: z.string(), at_least: z.int() })),
  whenExpired: z.enum(['reject', 'block']),
  /** The request expired; nobody can answer it until it is asked again. */
  blocked: z.boolean(),
  /** How often approval was requested, counted from 1. */
  round: z.int(),
  requesterMayApprove: z.boolean(),
  stepUp: z.union([z.literal('each'), milliseconds]).nullable(),
  /** Fingerprint of the action shown on the cards; compared again before the start (HAPF X.A). */
  fingerprint: z.string(),
  requestedAt: milliseconds,
  expiresAt: milliseconds,
  asked: z.array(askSchema),
  fallback: z.array(z.object({ person: z.string(), insteadOf: z.exactOptional(z.string()) })),
  /** Candidate approvers without a card: whoever answers for them has a card already. */
  unasked: z.exactOptional(
    z.array(z.object({ person: z.string(), group: z.enum(['first', 'fallback']) })),
  ),
  votes: z.array(voteSchema),
})
export type Approval = Readonly<z.infer<typeof approvalSchema>>

const ruleSchema: z.ZodType<Rule> = z.lazy(() =>
  z.object({
    rule: z.string(),
    holds: z.boolean(),
    args: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number()]))),
    parts: z.exactOptional(z.array(ruleSchema)),
  }),
)

/** SHA-256 by name of each file that defined the command when it was requested: `api shop`. */
const definitionSchema = z.record(z.string(), z.string())
export type Definition = Readonly<z.infer<typeof definitionSchema>>

/** A field before and after; `before` is null for a new one, `after` for a removed one. */
const differenceSchema = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type Difference = Readonly<z.infer<typeof differenceSchema>>

const previewSchema = z.object({
  shows: z.array(z.tuple([z.string(), z.string()])),
  changes: z.array(differenceSchema),
  /** Fields whose values are numbers, written in each language's format. */
  numbers: z.exactOptional(z.array(z.string())),
  /** Fields whose values are ISO 8601 times, shown in the reader's language and time zone. */
  moments: z.exactOptional(z.array(z.string())),
  /** Other fields of the target that a policy rule looks at; not shown on cards. */
  target: z.exactOptional(z.array(z.tuple([z.string(), z.string()]))),
  /** The names of those fields, including those that the target lacks. */
  looked: z.exactOptional(z.array(z.string())),
  /** The slots as the connector interprets them: it may take `05` and `5` as one number. */
  means: z.exactOptional(slots),
  /** Fields that would change and declare a risk. */
  touches: z.exactOptional(z.array(touchedSchema())),
})
export type Preview = Readonly<z.infer<typeof previewSchema>>

/** Why something failed: a message id of the locales and its arguments, never text. */
const plainReason = z.object({
  id: z.string(),
  args: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number()]))),
  /** The target is no longer as it was shown for approval; a retry cannot help. */
  outdated: z.exactOptional(z.literal(true)),
})
/** `cause`: why the item failed at which a list of acts stopped. */
const reasonSchema = plainReason.extend({ cause: z.exactOptional(plainReason) })
export type Reason = Readonly<z.infer<typeof reasonSchema>>

/** One act of a recovery: the operation, its slots, and the command that it recovers. */
const actSchema = z.object({ does: z.string(), slots, mends: z.string() })
export type Act = Readonly<z.infer<typeof actSchema>>

const whole = z.object({
  id: z.string(),
  name: z.string(),
  idempotencyKey: z.string(),
  environment: environmentSchema,
  tenant: z.string(),
  requester: z.string(),
  flow: z.string(),
  version: z.int(),
  slots,
  safetyClass: safetyClassSchema,
  fingerprint: z.string(),
  trace: z.object({ chat: z.string(), message_id: z.string(), transport: z.string() }),
  /** When the requesting message was sent, by the sender's or server's clock. */
  sentAt: z.exactOptional(milliseconds),
  /** The group chat for answers; null for the requester's own chat. */
  chat: z.string().nullable(),
  createdAt: milliseconds,
  binding: bindingSchema.nullable(),
  /** How often another policy had been bound when it was requested; absent for never. */
  rebound: z.exactOptional(z.int()),
  /** Absent for queries: nobody approves those. */
  definition: z.exactOptional(definitionSchema),
  state: z.enum(states as [State, ...State[]]),
  reason: z.exactOptional(z.enum(rejectionReasons)),
  because: ruleSchema,
  preview: previewSchema.nullable(),
  /** Until when it may be confirmed, and the word that must follow `1` (`PROD`), if any. */
  confirmation: z
    .object({ expiresAt: milliseconds, acknowledge: z.string().nullable() })
    .nullable(),
  approval: approvalSchema.nullable(),
  /** How many lockdowns covering the command had begun before its start; absent for none. */
  lockdowns: z.exactOptional(z.int()),
  failure: z.exactOptional(reasonSchema),
  /** The command that this one recovers. */
  target: z.exactOptional(z.string()),
  /** The retry of this failed command that is under way, uncertain or done. */
  retriedBy: z.exactOptional(z.string()),
  /** Names of all recoveries started on this command; its evidence counts them. */
  recoveries: z.exactOptional(z.array(z.string())),
  /** The person whose rights it would change; that person may not decide it. */
  subject: z.exactOptional(z.string()),
  /** The program interface through which it was requested; requesting counted as confirmation. */
  door: z.exactOptional(z.enum(['cli', 'http'])),
  /** The name of the calling program's token. */
  caller: z.exactOptional(z.string()),
  /** The agent that proposed it, by its session: `agent:claude-code-1a2b3c4d`. */
  agent: z.exactOptional(z.string()),
  /** What a recovery does instead of its flow's own operation: its acts, in order. */
  acts: z.exactOptional(z.array(actSchema)),
  /** The promotion ticket signed by this command, kept so that the calling program can fetch it. */
  ticket: z.exactOptional(z.string()),
  /** Retention has erased its texts, together with the bodies of its evidence. */
  erased: z.exactOptional(z.literal(true)),
  updatedAt: milliseconds,
})
export type Command = Readonly<z.infer<typeof whole>>

export function commandSchema(): typeof whole {
  return whole
}
