// The settings of places outside in `environment.yaml`: for checkpoints and for evidence.

import { z } from 'zod'
import { parseWitnessKey } from '../../evidence/cosignature.ts'
import { durationSchema } from '../../policy/duration.ts'
import { sentenceOf } from '../../store/error-text.ts'

const name = () =>
  z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a name has small letters, digits and -')
const url = () =>
  z.url({ protocol: /^https?$/ }).refine((text) => {
    const { username, password, hash } = new URL(text)
    return username === '' && password === '' && hash === ''
  }, 'take credentials and # out; give a token as a secret:// reference')
const path = () => z.string().min(1).max(1_000)
/** Absent: each checkpoint is sent as soon as the chain has news. */
const every = () => durationSchema.optional()

const witnessKey = () =>
  z.string().superRefine((text, context) => {
    try {
      parseWitnessKey(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: sentenceOf(error) })
    }
  })

export const checkpointPlaceSchema = () =>
  z.discriminatedUnion('kind', [
    /** People of this environment: each gets the notes as a message, once a day by default. */
    z.strictObject({
      kind: z.literal('chat'),
      name: name(),
      people: z.array(z.string()).min(1),
      every: durationSchema.default(86_400_000),
    }),
    /** A folder, ideally one where this machine can only add files. */
    z.strictObject({ kind: z.literal('directory'), name: name(), path: path(), every: every() }),
    /** An existing git repository; `aval checkpoints push` serves it. */
    z.strictObject({
      kind: z.literal('git'),
      name: name(),
      path: path(),
      every: every(),
      /** If absent, it only commits. */
      remote: z
        .string()
        .regex(/^[\w./:@][\w./:@~+-]*$/, 'a remote is a name or an address')
        .optional(),
      branch: z
        .string()
        .regex(/^\w[\w./-]*$/, 'a branch looks like main')
        .default('main'),
    }),
    /** C2SP tlog-witness: the submission prefix, and the key that cosigns. */
    z.strictObject({
      kind: z.literal('witness'),
      name: name(),
      url: url(),
      key: witnessKey(),
      every: every(),
    }),
  ])
export type CheckpointSettings = z.output<ReturnType<typeof checkpointPlaceSchema>>

/** `running`: the environment's own process. `pushed`: `aval checkpoints push`. */
export type Server = 'running' | 'pushed'

/** What sends to the places of each kind. */
export const servedBy: Readonly<Record<CheckpointSettings['kind'], readonly Server[]>> = {
  // Only the environment's own process has the transport.
  chat: ['running'],
  directory: ['running', 'pushed'],
  // Only the push may start other programs.
  git: ['pushed'],
  witness: ['running', 'pushed'],
}

/** Fields of all places for evidence. */
const shipBase = () => ({
  name: name(),
  /** Whether to send bodies too, redacted as in the log. */
  bodies: z.boolean().default(false),
  /** The tenants whose chains are sent (`-` is the environment's own); all if absent. */
  tenants: z.array(z.string()).min(1).optional(),
})

export function shipPlaceSchema<Reference extends z.ZodType<string>>(reference: Reference) {
  const token = reference.optional()
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), ...shipBase(), path: path() }),
    z.strictObject({
      kind: z.literal('syslog'),
      ...shipBase(),
      over: z.enum(['udp', 'tcp', 'tls']),
      host: z.string().regex(/^[A-Za-z0-9.:-]+$/, 'a host is a name or an address'),
      port: z.int().min(1).max(65_535),
      /** 13 is "log audit" (RFC 5424). */
      facility: z.int().min(0).max(23).default(13),
      /**
       * The IANA private enterprise number in the structured data's name: use your own. The default
       * 32473 is for examples (RFC 5612).
       */
      enterprise: z.int().min(0).max(4_294_967_295).default(32_473),
      /**
       * A file with CA certificates in the environment's folder, trusted instead of the usual ones.
       */
      ca: z
        .string()
        .regex(/^\w[\w.-]*$/, 'a file name in the folder of the environment')
        .optional(),
    }),
    /** The complete address: `https://collector.internal:4318/v1/logs`. */
    z.strictObject({ kind: z.literal('otlp'), ...shipBase(), url: url(), token }),
    z.strictObject({ kind: z.literal('http'), ...shipBase(), url: url(), token }),
  ])
}
export type ShipSettings = z.output<ReturnType<typeof shipPlaceSchema<z.ZodType<string>>>>

/**
 * The first contradiction between places and the rest of the file, as a sentence; null for
 * none.
 */
export function placeContradiction(settings: {
  readonly checkpoints: readonly CheckpointSettings[]
  readonly ship: readonly ShipSettings[]
  readonly people: readonly { readonly id: string }[]
  readonly tenants: readonly { readonly id: string }[]
}): string | null {
  const names = [...settings.checkpoints, ...settings.ship].map((one) => one.name)
  const twice = names.find((one, index) => names.indexOf(one) !== index)
  if (twice !== undefined)
    return `checkpoints and ship: two places are called ${twice}; each needs a name of its own.`
  for (const place of settings.checkpoints) {
    if (place.kind !== 'chat') continue
    const stray = place.people.find((id) => !settings.people.some((one) => one.id === id))
    if (stray !== undefined)
      return `checkpoints: ${place.name} names ${stray}, who is not in people; correct the name.`
  }
  for (const { name: place, tenants } of settings.ship) {
    const known = ['-', ...settings.tenants.map((one) => one.id)]
    const stray = tenants?.find((id) => !known.includes(id))
    if (stray !== undefined)
      return `ship: ${place} names the tenant ${stray}, which tenants does not list; correct it.`
  }
  return null
}
