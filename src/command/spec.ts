// What a flow file declares: a command as data, without texts and code.

import { z } from 'zod'
import {
  environmentSchema,
  highImpactClasses,
  profileSchema,
  type SafetyClass,
  safetyClassSchema,
  scopeSchema,
} from '../policy/names.ts'
import { riskSchema } from '../policy/risk.ts'
import { isRestSlot } from './rest-slot.ts'

const slotName = z.string().regex(/^[a-z][a-z_]{0,30}$/)
const optional = z.boolean().default(false)

const slot = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('id'), max: z.int().min(1).max(64).default(64), optional }),
  z.strictObject({ kind: z.literal('text'), max: z.int().min(1).max(3600).default(200), optional }),
  z.strictObject({
    kind: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    optional,
  }),
  z.strictObject({
    kind: z.literal('choice'),
    options: z.array(z.string()).min(2).max(9),
    optional,
  }),
  z.strictObject({ kind: z.literal('person'), optional }),
  z.strictObject({ kind: z.literal('command'), optional }),
  z.strictObject({ kind: z.literal('span'), optional }),
  /** A grant such as `admin.approve.recovery`. */
  z.strictObject({ kind: z.literal('scope'), optional }),
  z.strictObject({ kind: z.literal('phone'), optional }),
  /** A future time: `friday 18:00`, `tomorrow`, `2026-01-09 18:00`, `for 2h`. Epoch ms. */
  z.strictObject({ kind: z.literal('moment'), optional }),
  /** Names of commands, or a length of time (`2h`): all that was done in it. Kept as text. */
  z.strictObject({
    kind: z.literal('targets'),
    max: z.int().min(1).max(2000).default(300),
    optional,
  }),
])
export type Slot = z.infer<typeof slot>

/** `connector.operation`; the operation may have several parts. */
const operation = z.string().regex(/^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$/)

const schema = z
  .strictObject({
    command: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/),
    version: z.int().min(1),
    risk: safetyClassSchema,
    /** The stricter class that it has in these environments. */
    risk_in: z.partialRecord(environmentSchema, safetyClassSchema).default({}),
    /** The risk of the change itself, besides that of the fields it touches. */
    change: riskSchema().optional(),
    /** The requester needs one of these; if empty, any enrolled person may ask. */
    scopes: z.array(scopeSchema).default([]),
    slots: z.record(slotName, slot).default({}),
    preview: operation.optional(),
    does: operation,
    undo: z.string().optional(),
    approval_policy_id: z.string().optional(),
    recommended_profile: profileSchema.optional(),
    agents: z.enum(['never', 'propose', 'act']).default('never'),
    /** `false` only for harmless commands of Aval itself, such as withdrawing. */
    confirm: z.boolean().default(true),
    /** When it may run: while unlocked, also in a lockdown, or even without a readable policy. */
    available: z.enum(['open', 'locked', 'always']).default('open'),
    /** The requester may never approve it, even if the profile would allow that. */
    two_people: z.boolean().default(false),
    /** Left out of the menu and of help. */
    hidden: z.boolean().default(false),
    /** Left out of the menu, which must fit a phone; help lists it. */
    rare: z.boolean().default(false),
  })
  .superRefine((flow, context) => {
    for (const message of gaps(flow)) context.addIssue({ code: 'custom', message })
  })
type ParsedFlow = z.infer<typeof schema>

/** The schema of a file in `flows/commands/`. */
export function flowSchema(): typeof schema {
  return schema
}

/** A flow that was read, with its file's text and the SHA-256 of that. */
export interface Flow extends Readonly<ParsedFlow> {
  readonly digest: string
  readonly text?: string
}

/** Classes that `risk_in` may raise between, from the least strict. */
const stricter: readonly SafetyClass[] = ['S1', 'S2', 'S3']

/** Messages for what a flow lacks or contradicts, such as a missing approval policy (HAPF XV). */
function gaps(flow: ParsedFlow): string[] {
  const found: string[] = []
  const everywhere = [flow.risk, ...Object.values(flow.risk_in)]
  const strictest = stricter.findLast((one) => everywhere.includes(one)) ?? flow.risk
  const high = highImpactClasses.includes(strictest)
  const raised = stricter.slice(stricter.indexOf(flow.risk) + 1)
  if (!everywhere.slice(1).every((one) => stricter.includes(flow.risk) && raised.includes(one)))
    found.push(`risk_in names classes stricter than risk, which is one of ${stricter.join(', ')}`)
  if (high && flow.approval_policy_id === undefined)
    found.push(`a command of class ${strictest} declares approval_policy_id (HAPF XV)`)
  if (high && flow.recommended_profile === undefined)
    found.push(`a command of class ${strictest} declares recommended_profile (HAPF XV)`)
  if (high && flow.preview === undefined && !flow.does.startsWith('aval.'))
    found.push(`a command of class ${strictest} declares preview, for approvers see it (HAPF IX)`)
  if (flow.risk === 'S0' && flow.change !== undefined)
    found.push('a question changes nothing, so it says nothing of a change')
  if (!flow.confirm && (high || !flow.does.startsWith('aval.')))
    found.push('confirm: false is for the aval connector and for no class that needs approval')
  if (flow.available !== 'open' && flow.risk !== 'S0' && !flow.does.startsWith('aval.'))
    found.push('available is for the aval connector and for questions: no effect in a lockdown')
  if (high && flow.agents === 'act') found.push(`an agent may not act on class ${strictest}`)
  const names = Object.keys(flow.slots)
  const text = names.findIndex((name) => isRestSlot(flow.slots[name]))
  if (text >= 0 && text !== names.length - 1)
    found.push('a text slot takes the rest of the line, so it comes last')
  return found
}

/** The JSON Schema (2020-12) that editors use for flow files. */
export function flowJsonSchema(): object {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
