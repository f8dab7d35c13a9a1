// The envelope of a command and how far it has come.

import { z } from 'zod'
import type { Rule } from '../policy/decide.ts'
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

const askSchema = z.object({
  approver: z.string(),
  askedAt: milliseconds,
  group: z.enum(['first', 'fallback']),
  /** The absent person in whose place this one was asked (HAPF VII.C). */
  insteadOf: z.exactOptional(z.string()),
  /** The card waits for a digest: this person has no token yet. */
  waiting: z.exactOptional(z.boolean()),
  /** When a phone of theirs reported the card, and its opening; absent where nobody knows. */
  receivedAt: z.exactOptional(milliseconds),
  readAt: z.exactOptional(milliseconds),
  /** It was told that this card did not arrive. */
  missed: z.exactOptional(z.boolean()),
})

const voteSchema = z.object({
  approver: z.string(),
  choice: z.enum(['grant', 'deny']),
  at: milliseconds,
  reason: z.exactOptional(z.string()),
  /** Which second factor stood behind it: none was asked, a code just now, or one not long ago. */
  stepUp: z.enum(['none', 'code', 'recovery', 'recent']),
  insteadOf: z.exactOptional(z.string()),
  /** How often what it counts under had been taken by then; absent for never. */
  rests: z.exactOptional(z.int()),
  /** How many lockdowns that mean the command had begun before it; absent for none. */
  lockdowns: z.exactOptional(z.int()),
  /** It came faster than anybody can read the card. */
  tooFast: z.exactOptional(z.boolean()),
})

const approvalSchema = z.object({
  policyId: z.string(),
  scope: z.string(),
  /** Other scopes that each approver needs besides. */
  also: z.exactOptional(z.array(z.string())),
  approvers: z.int(),
  denials: z.int(),
  groups: z.array(z.object({ role: z.string(), at_least: z.int() })),
  whenExpired: z.enum(['reject', 'block']),
  /** It expired and waits to be asked again; nobody can answer it. */
  blocked: z.boolean(),
  /** How often it was asked, counted from 1. */
  round: z.int(),
  requesterMayApprove: z.boolean(),
  stepUp: z.union([z.literal('each'), milliseconds]).nullable(),
  /** The action that the people saw; compared again at the last gate (HAPF X.A). */
  fingerprint: z.string(),
  requestedAt: milliseconds,
  expiresAt: milliseconds,
  asked: z.array(askSchema),
  fallback: z.array(z.object({ person: z.string(), insteadOf: z.exactOptional(z.string()) })),
  /** Places whose time has come and that have no card: whoever answers there has one already. */
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

/** What a command was defined by when it was asked, and the SHA-256 of each: `api shop`. */
const definitionSchema = z.record(z.string(), z.string())
export type Definition = Readonly<z.infer<typeof definitionSchema>>

/** A field before and after; null before for something new, and after for what goes. */
const differenceSchema = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type Difference = Readonly<z.infer<typeof differenceSchema>>

const previewSchema = z.object({
  shows: z.array(z.tuple([z.string(), z.string()])),
  changes: z.array(differenceSchema),
  /** Fields whose values are numbers, which each language writes in its own way. */
  numbers: z.exactOptional(z.array(z.string())),
  /** Fields whose values are moments in ISO 8601, said in the reader's language and time zone. */
  moments: z.exactOptional(z.array(z.string())),
  /** What else the target has, as far as a rule looks at it; no card shows it. */
  target: z.exactOptional(z.array(z.tuple([z.string(), z.string()]))),
  /** The names of these, and of fields that a rule looked for and that were not there. */
  looked: z.exactOptional(z.array(z.string())),
  /** What was typed, as its connector means it: `05` and `5` are one number to it. */
  means: z.exactOptional(slots),
  /** Fields that would change and say how much that risks. */
  touches: z.exactOptional(z.array(touchedSchema())),
})
export type Preview = Readonly<z.infer<typeof previewSchema>>

/** Why something did not work: a message id of the locales and its arguments, never prose. */
const plainReason = z.object({
  id: z.string(),
  args: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number()]))),
  /** What people saw of the target, when they said yes, holds no more: a retry cannot mend that. */
  outdated: z.exactOptional(z.literal(true)),
})
/** `cause`: where a list stopped, why that item did. */
const reasonSchema = plainReason.extend({ cause: z.exactOptional(plainReason) })
export type Reason = Readonly<z.infer<typeof reasonSchema>>

/** One act of a recovery: which operation, on which slots, and which command it mends. */
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
  /** When the message that asked was sent, by the clock of whoever carried it. */
  sentAt: z.exactOptional(milliseconds),
  /** Where its requester is answered; null for the requester's own chat. */
  chat: z.string().nullable(),
  createdAt: milliseconds,
  binding: bindingSchema.nullable(),
  /** How often another policy had been bound when it was asked; absent for never. */
  rebound: z.exactOptional(z.int()),
  /** Absent for what only asks: nobody approves that. */
  definition: z.exactOptional(definitionSchema),
  state: z.enum(states as [State, ...State[]]),
  reason: z.exactOptional(z.enum(rejectionReasons)),
  because: ruleSchema,
  preview: previewSchema.nullable(),
  /** Until when the question of confirmation stands, and the word that must stand beside `1`. */
  confirmation: z
    .object({ expiresAt: milliseconds, acknowledge: z.string().nullable() })
    .nullable(),
  approval: approvalSchema.nullable(),
  /** How many lockdowns that mean it had begun before its start; absent for none. */
  lockdowns: z.exactOptional(z.int()),
  failure: z.exactOptional(reasonSchema),
  /** The command that this one recovers. */
  target: z.exactOptional(z.string()),
  /** The retry that does this failed command again: under way, unclear or done. */
  retriedBy: z.exactOptional(z.string()),
  /** Every recovery that began on this one, by name; its evidence counts them. */
  recoveries: z.exactOptional(z.array(z.string())),
  /** The person whose rights it would change; that person never decides it. */
  subject: z.exactOptional(z.string()),
  /** A program asked for it on the requester's behalf, and confirmed it by asking. */
  door: z.exactOptional(z.enum(['cli', 'http'])),
  /** The name of that program's token. */
  caller: z.exactOptional(z.string()),
  /** The agent that proposed it, by its session: `agent:claude-code-1a2b3c4d`. */
  agent: z.exactOptional(z.string()),
  /** What a recovery does, in place of what its own flow does: one act, or a list in order. */
  acts: z.exactOptional(z.array(actSchema)),
  /** The ticket that a program had signed by it, for the door to answer with. */
  ticket: z.exactOptional(z.string()),
  /** Its words were kept long enough, and went with the bodies of its evidence. */
  erased: z.exactOptional(z.literal(true)),
  updatedAt: milliseconds,
})
export type Command = Readonly<z.infer<typeof whole>>

export function commandSchema(): typeof whole {
  return whole
}
