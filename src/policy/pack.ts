// A policy pack: what a class of command needs in an environment. Data, parsed once, never executed.

import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  environmentSchema,
  grantSchema,
  highImpactClasses,
  profileSchema,
  safetyClassSchema,
  scopeSchema,
} from './names.ts'
import { spanSchema } from './span.ts'

const roleName = z.string().regex(/^[a-z][a-z_]{0,30}$/)
const policyId = z.string().regex(/^[a-z][a-z_]{0,40}$/)

/** How many distinct people must grant, per class; a class that is absent needs no approval. */
const profileRule = z.strictObject({
  approvers: z.partialRecord(safetyClassSchema, z.int().min(1).max(9)),
  requester_may_approve: z.boolean().default(false),
})

/** One named approval policy (HAPF XV): who is asked, by which scope, for how long. */
const approvalPolicy = z.strictObject({
  classes: z.array(safetyClassSchema).min(1),
  scope: scopeSchema,
  ask: z.array(roleName).min(1),
  fallback: z.array(roleName).default([]),
  expires: spanSchema,
  denials: z.int().min(1).max(9).default(1),
})
export type ApprovalPolicy = z.infer<typeof approvalPolicy>

const stepUpRule = z.union([z.literal('each'), spanSchema])

const window = z.strictObject({ most: z.int().min(1), within: spanSchema })

const limits = z.strictObject({
  open_requests: z.int().min(1),
  requests: window,
  wrong_answers: window.extend({ lock: spanSchema }),
  wrong_answers_environment: window,
  approver_messages: window,
  stranger_reply: spanSchema,
})
export type Limits = z.infer<typeof limits>

const packSchema = z
  .strictObject({
    pack: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    about: z.string().max(400).optional(),
    roles: z.record(roleName, z.array(grantSchema)),
    confirmation: z.strictObject({ classes: z.array(safetyClassSchema), expires: spanSchema }),
    acknowledge: z.partialRecord(environmentSchema, z.array(safetyClassSchema)).default({}),
    profiles: z.record(profileSchema, profileRule),
    approvals: z.record(policyId, approvalPolicy),
    step_up: z
      .partialRecord(environmentSchema, z.partialRecord(safetyClassSchema, stepUpRule))
      .default({}),
    limits,
  })
  .superRefine((pack, context) => {
    for (const message of gaps(pack)) context.addIssue({ code: 'custom', message })
  })

type Parsed = z.infer<typeof packSchema>

/** A pack that was read and checked, with the SHA-256 of its bytes. */
export interface Pack extends Parsed {
  readonly digest: string
}

/** The longest that any request may stay open. */
const longestRequestMs = 24 * 3_600_000

/** What a pack must say and does not: a class that needs approval and that nobody can give. */
function gaps(pack: Parsed): string[] {
  const found: string[] = []
  for (const [name, profile] of Object.entries(pack.profiles)) {
    for (const safetyClass of highImpactClasses) {
      if (profile.approvers[safetyClass] === undefined) continue
      const policies = Object.values(pack.approvals).filter((one) =>
        one.classes.includes(safetyClass),
      )
      if (policies.length === 0)
        found.push(`profile ${name} wants approval of ${safetyClass}, but no approval policy has it`)
    }
    if (name !== 'HAPF-Basic' && profile.requester_may_approve)
      found.push(`profile ${name} may not let the requester approve (HAPF VII.A)`)
  }
  for (const [id, policy] of Object.entries(pack.approvals)) {
    for (const role of [...policy.ask, ...policy.fallback])
      if (pack.roles[role] === undefined) found.push(`approval policy ${id} asks the unknown role ${role}`)
    if (policy.expires > longestRequestMs)
      found.push(`approval policy ${id} stays open for more than 24 h`)
  }
  return found
}

/** Parse a pack's YAML value; `text` is what the digest covers. Throws a ZodError. */
export function parsePack(value: unknown, text: string): Pack {
  const digest = createHash('sha256').update(text).digest('hex')
  return { ...packSchema.parse(value), digest }
}

/** Which pack, at which bytes, under which profile decided (DESR VIII.A). */
export interface Binding {
  readonly pack: string
  readonly version: string
  readonly digest: string
  readonly profile: z.infer<typeof profileSchema>
}
