// What artifacts say about rights: the rows and their bodies.

import { z } from 'zod'

/** One artifact that changes or states rights, or was decided under one. */
export interface RightsRow {
  readonly tenant: string
  readonly seq: number
  readonly type: string
  readonly actor: string
  /** ISO 8601 in UTC. */
  readonly time: string
  /** Is it evidence about a command? */
  readonly isCommands: boolean
  /** The body of its command's proposal, where it changes the roll; null once erased. */
  readonly proposal?: string | null
  /** The version of the roll (see store/roll.ts) that begins with it; null if unchanged. */
  readonly roll: number | null
  /** The digest of its policy; null for none. */
  readonly policy: string | null
  /** Null once erased. */
  readonly body: string | null
}

export const rightsSchema = z.looseObject({
  tenant: z.string(),
  roles: z.array(z.string()),
  grants: z.array(z.string()).default([]),
  rest: z.string().optional(),
  delegated: z.looseObject({ to: z.string(), until: z.string() }).optional(),
})

export type Rights = z.output<typeof rightsSchema>

const saidSchema = z.union([
  z.looseObject({ people: z.array(z.string()), gone: z.literal(true) }),
  rightsSchema.extend({ people: z.array(z.string()) }),
])

const heldSchema = z.object({
  person: z.string(),
  scopes: z.array(z.string()).min(1),
  roles: z.array(z.string()),
  grants: z.array(z.string()).default([]),
  roll: z.int().min(0).optional(),
})

export type Held = z.output<typeof heldSchema>

export const decisionSchema = z.object({
  held: heldSchema.optional(),
  instead_of: z.string().optional(),
})

export type Decision = z.output<typeof decisionSchema>

const saying = { rights: z.array(saidSchema).optional() }

export const changeSchema = z.object({
  ...saying,
  method: z.string().optional(),
  act: z.string().optional(),
  why: z.string().optional(),
  from: z.int().optional(),
  schema: z.int().optional(),
})

export type Change = z.output<typeof changeSchema>

export const allSchema = z.object({
  ...saying,
  enrolled: z.array(z.string()),
  schema: z.int().optional(),
})

export type StatedRights = z.output<typeof saidSchema>
