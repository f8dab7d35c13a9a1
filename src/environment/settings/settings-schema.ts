// The schema of `environment.yaml`.

import { z } from 'zod'
import { parseSecretReference } from '../../connectors/secrets.ts'
import { durationSchema } from '../../policy/duration.ts'
import { environmentSchema, personIdSchema, profileSchema } from '../../policy/names.ts'
import { onceSchema, weeklySchema } from '../../policy/when.ts'
import { checkpointPlaceSchema, shipPlaceSchema } from './places.ts'
import { promotionsSchema } from './promotions.ts'

const id = z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/, 'an id has small letters, digits, - and _')

const phone = z.string().regex(/^\+[1-9]\d{7,14}$/, 'a phone looks like +5511900000001')

const person = z.strictObject({
  id: personIdSchema,
  name: z.string().trim().min(1).max(60),
  tenant: id,
  phones: z.array(phone).default([]),
  roles: z.array(id).min(1),
  locale: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'a locale looks like en or pt-BR')
    .default('en'),
})

const reference = z.string().superRefine((text, context) => {
  try {
    parseSecretReference(text, 'it')
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'must be a reference, not a value: write secret://env/NAME or secret://file/NAME',
    })
  }
})

const httpConnector = z.strictObject({
  kind: z.literal('http'),
  base_url: z.url({
    protocol: /^https?$/,
    error: 'an address looks like https://shop.example or http://127.0.0.1:4010',
  }),
  /** The description in `flows/apis/`; by default the one with the connector's name. */
  api: id.optional(),
  secrets: z.record(id, reference).default({}),
  egress: z.array(z.string()).optional(),
  /** The circuit breaker: opens after this many failures in a row, at first for this long. */
  rest: z
    .strictObject({
      after: z.int().min(1).max(1_000).default(10),
      for: durationSchema.default(30_000),
    })
    .prefault({}),
})

const port = z.int().min(0).max(65_535)

/** The HTTP interface for programs; `requesters` limits whom a token may request for. */
const httpDoor = () =>
  z.strictObject({
    port,
    /** If this is not the loopback, `names` must list the host names used to call it. */
    host: z.string().default('127.0.0.1'),
    names: z
      .array(z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name looks like aval.internal'))
      .default([]),
    tokens: z.record(id, reference).default({}),
    requesters: z.record(id, z.array(id).min(1)).default({}),
    /** AI agents, with the person who answers for each (docs/http-api.md). */
    agents: z.record(id, z.strictObject({ token: reference, owner: id })).default({}),
  })

const retention = z.strictObject({ evidence: durationSchema, messages: durationSchema })

const duty = () =>
  z
    .strictObject({
      person: id,
      once: onceSchema().optional(),
      weekly: weeklySchema().optional(),
    })
    .refine((one) => (one.once === undefined) !== (one.weekly === undefined), 'say once or weekly')

/** `z.lazy` builds schemas of rarely used parts only when needed. */
export const settingsSchema = z.strictObject({
  environment: environmentSchema,
  policy: z.strictObject({ pack: id, version: z.string(), profile: profileSchema }),
  transport: z.strictObject({ kind: z.enum(['terminal', 'baileys', 'whatsapp-web']) }),
  tenants: z
    .array(
      z.strictObject({
        id,
        sandbox: z.boolean().default(false),
        /** Overrides the environment's own; shorter for a sandbox (DESR IX.A). */
        retention: retention.optional(),
      }),
    )
    .min(1),
  people: z.array(person).default([]),
  connectors: z.record(id, httpConnector).default({}),
  retention,
  /** Off if absent; the port is opened on the loopback only. */
  metrics: z.strictObject({ port }).optional(),
  /** Off if absent: spans are sent to this address only (OTLP over HTTP). */
  traces: z.strictObject({ endpoint: z.url({ protocol: /^https?$/ }) }).optional(),
  /** The HTTP interface for programs; off if absent (docs/http-api.md). */
  http: z.lazy(httpDoor).optional(),
  /** A card not received for this long is reported to its requester and the admins. */
  delivery: z.strictObject({ tell_after: durationSchema }).prefault({ tell_after: '5m' }),
  time_zone: z.string().default('UTC'),
  /** On-call duties, once or weekly. Packs refer to them as `on_call`. */
  on_call: z.array(z.lazy(duty)).default([]),
  /** The environment whose units may be promoted to this one (docs/promotion.md). */
  promotions: promotionsSchema.optional(),
  /** Places outside for checkpoints and for evidence (docs/outward.md). */
  checkpoints: z.array(z.lazy(checkpointPlaceSchema)).default([]),
  ship: z.array(z.lazy(() => shipPlaceSchema(reference))).default([]),
})

export type Settings = z.output<typeof settingsSchema>

/** The JSON Schema (2020-12) that editors use for `environment.yaml`. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' })
}
