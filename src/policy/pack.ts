// A policy pack: what each class of command needs in an environment. Data, parsed once, never
// executed.

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { durationSchema } from './duration.ts'
import {
  environmentSchema,
  grantSchema,
  profileSchema,
  safetyClasses,
  safetyClassSchema,
  scopeSchema,
} from './names.ts'
import { quotaSchema } from './quota.ts'
import { reservedMessage, reservedPath } from './reserved-name.ts'
import { onCallRole, scopesOfRole } from './roles.ts'
import { titleGaps, titlesSchema } from './titles.ts'
import { onceSchema, weeklySchema, whenSchema } from './when.ts'

const roleName = z.string().regex(/^[a-z][a-z_]{0,30}$/)
const policyId = z.string().regex(/^[a-z][a-z_]{0,40}$/)

/** How many distinct people must grant, by class; a class that is absent needs no approval. */
const profileRule = z.strictObject({
  approvers: z.partialRecord(safetyClassSchema, z.int().min(1).max(9)),
  requester_may_approve: z.boolean().default(false),
})

/** One named approval policy (HAPF XV): who is asked, by which scope, for how long. */
const approvalPolicy = z.strictObject({
  classes: z.array(safetyClassSchema).min(1),
  scope: scopeSchema,
  /** Roles; `on_call` stands for whoever is on duty at that moment. */
  ask: z.array(roleName).min(1),
  fallback: z.array(roleName).default([]),
  expires: durationSchema,
  /** Overrides the profile's number of approvers. */
  approvers: z.int().min(1).max(9).optional(),
  /** Why `approvers` is below the profile's minimum: states that it is intended. */
  fewer_because: z.string().min(10).max(200).optional(),
  /** How many of the granters must have each role; each person counts for one role. */
  groups: z
    .array(z.strictObject({ role: roleName, at_least: z.int().min(1).max(9).default(1) }))
    .default([]),
  denials: z.int().min(1).max(9).default(1),
  /** HAPF XIII.A allows two ends: rejected, or blocked until it is asked again. */
  when_expired: z.enum(['reject', 'block']).default('reject'),
})
export type ApprovalPolicy = z.infer<typeof approvalPolicy>

const stepUpRule = z.union([z.literal('each'), durationSchema])

/** A limit's window. Counts are kept for a day, so that no window may be longer. */
const counted = durationSchema.refine(
  (span) => span <= 24 * 3_600_000,
  'limits count a day at most',
)

const window = z.strictObject({ most: z.int().min(1), within: counted })

const limits = z.strictObject({
  open_requests: z.int().min(1),
  requests: window,
  wrong_answers: window.extend({ lock: counted }),
  wrong_answers_environment: window,
  approver_messages: window,
  stranger_reply: counted,
  /** Limits for all requests of a tenant, and for those of one class in the environment. */
  tenant_requests: window.optional(),
  class_requests: z.partialRecord(safetyClassSchema, window).default({}),
  /** After this many denials of one action an admin must allow it again. */
  denials: window.optional(),
  /** After this many wrong answers the next stricter profile applies until an admin lifts it. */
  suspicion: window.optional(),
})

/** A content rule: when its condition holds, more is needed or the command is refused. */
const contentRule = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
  when: whenSchema(),
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  then: z
    .strictObject({
      approvers: z.int().min(1).max(9).optional(),
      approval: policyId.optional(),
      /**
       * The requester must confirm by naming the environment, whether a person or an agent asked.
       */
      acknowledge: z.boolean().optional(),
      refuse: z.boolean().optional(),
    })
    .refine((then) => Object.keys(then).length > 0, 'a rule needs a consequence'),
})

/** A period, once or weekly, in which commands of these classes may not start. */
const freeze = z
  .strictObject({
    name: z.string().min(1).max(60),
    classes: z.array(safetyClassSchema).min(1),
    once: onceSchema().optional(),
    weekly: weeklySchema().optional(),
  })
  .refine((one) => (one.once === undefined) !== (one.weekly === undefined), 'say once or weekly')

const emergency = z.strictObject({
  approvers: z.int().min(1).max(9),
  lasts: durationSchema,
  reviewers: z.int().min(2).max(9).default(2),
})

/** How long an untouched configuration unit lives; only in dev and test. */
const lifetimes = z.partialRecord(
  z.enum(['dev', 'test']),
  z
    .strictObject({ agents: durationSchema, most: durationSchema })
    .refine((one) => one.agents <= one.most, 'agents get no more than `most`'),
)

/** What agents may do beyond proposing. S2, S3 and R3 always wait for people (HAPF VI.A). */
const agents = z.strictObject({
  /** Environments in which agents run by themselves S1 commands that are left to them. */
  act_in: z.array(z.enum(['dev', 'test'], 'agents act by themselves in dev and test')).default([]),
  /** The quota of configuration units per agent; no limit where absent. */
  units: z.partialRecord(environmentSchema, quotaSchema()).default({}),
  /** `own`: an agent may propose to delete only units that it made. */
  deletes: z.enum(['own', 'any']).default('any'),
})

const packSchema = z
  .strictObject({
    pack: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    about: z.string().max(400).optional(),
    roles: z.record(roleName, z.array(grantSchema)),
    confirmation: z.strictObject({
      classes: z.array(safetyClassSchema),
      expires: durationSchema,
      /** How long an agent's owner has to confirm its proposal. */
      agents_expire: durationSchema.prefault('30m'),
    }),
    acknowledge: z.partialRecord(environmentSchema, z.array(safetyClassSchema)).default({}),
    profiles: z.record(profileSchema, profileRule),
    approvals: z.record(policyId, approvalPolicy),
    step_up: z
      .partialRecord(environmentSchema, z.partialRecord(safetyClassSchema, stepUpRule))
      .default({}),
    limits,
    agents: agents.prefault({}),
    /**
     * `agents`: lifetime of a unit made by an agent that gives none; `most`: the longest for
     * anybody.
     */
    lifetimes: lifetimes.default({}),
    rules: z.array(contentRule).default([]),
    freezes: z.array(freeze).default([]),
    /** Break-glass: the shorter quorum and how long it lasts; absent if not offered. */
    emergency: emergency.optional(),
    /** The longest time for which somebody may delegate their approvals. */
    delegation: z.strictObject({ longest: durationSchema }).optional(),
    /** A faster answer to a high-risk card is flagged. */
    too_fast: durationSchema.optional(),
    /** Titles that people read in place of ids, by locale. */
    titles: titlesSchema().optional(),
  })
  .superRefine((pack, context) => {
    for (const message of gaps(pack)) context.addIssue({ code: 'custom', message })
  })

type Parsed = z.infer<typeof packSchema>

/** A pack that was read and checked, with its file's text and the SHA-256 of that. */
export interface Pack extends Parsed {
  readonly digest: string
  readonly text?: string
}

/** The longest time that any approval request may stay open. */
const longestRequestMs = 24 * 3_600_000

/**
 * Messages for what a pack lacks or contradicts, such as a class that needs approval without a
 * policy.
 */
function gaps(pack: Parsed): string[] {
  const found: string[] = []
  for (const [name, profile] of Object.entries(pack.profiles)) {
    for (const safetyClass of safetyClasses) {
      if (profile.approvers[safetyClass] === undefined) continue
      const policies = Object.values(pack.approvals).filter((one) =>
        one.classes.includes(safetyClass),
      )
      if (policies.length === 0)
        found.push(
          `profile ${name} wants approval of ${safetyClass}, but no approval policy has it`,
        )
    }
    if (name !== 'HAPF-Basic' && profile.requester_may_approve)
      found.push(`profile ${name} may not let the requester approve (HAPF VII.A)`)
  }
  for (const [id, policy] of Object.entries(pack.approvals)) {
    const groups = policy.groups.map((one) => one.role)
    for (const role of [...policy.ask, ...policy.fallback, ...groups])
      if (role !== onCallRole && scopesOfRole(pack, role) === null)
        found.push(`approval policy ${id} asks the unknown role ${role}`)
    if (groups.includes(onCallRole) && scopesOfRole(pack, onCallRole) === null)
      found.push(`approval policy ${id} has a group of ${onCallRole}, a role that nobody holds`)
    if (policy.fewer_because !== undefined && policy.approvers === undefined)
      found.push(`approval policy ${id} says why it asks fewer people, but not how many`)
    if (policy.expires > longestRequestMs)
      found.push(`approval policy ${id} stays open for more than 24 h`)
  }
  for (const rule of pack.rules)
    if (rule.then.approval !== undefined && !Object.hasOwn(pack.approvals, rule.then.approval))
      found.push(`rule ${rule.name} names the unknown approval policy ${rule.then.approval}`)
  return [...found, ...titleGaps(pack)]
}

/** Parses a pack's YAML value; the digest covers `text`. Throws a ZodError. */
export function parsePack(value: unknown, text: string): Pack {
  const path = reservedPath(value)
  if (path !== null)
    throw new z.ZodError([
      { code: 'custom', path: [...path], message: reservedMessage, input: value },
    ])
  const digest = createHash('sha256').update(text).digest('hex')
  return { ...packSchema.parse(value), digest }
}

/** The JSON Schema (2020-12) that editors use for policy packs. */
export function packJsonSchema(): object {
  return z.toJSONSchema(packSchema, { io: 'input', unrepresentable: 'any' })
}

/** Which pack (by digest) and profile a decision was made under (DESR VIII.A). */
export interface Binding {
  readonly pack: string
  readonly version: string
  readonly digest: string
  readonly profile: z.infer<typeof profileSchema>
}

export function bindingOf({ pack, version, digest }: Pack, profile: Binding['profile']): Binding {
  return { pack, version, digest, profile }
}
