// Promotion tickets: one environment's signed statement about a configuration unit, for the next
// one.

import type { KeyObject } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import { z } from 'zod'
import { canonical } from '../evidence/canonical.ts'
import { type Environment, environmentSchema } from '../policy/names.ts'
import { fieldsSchema } from './fields.ts'
import { type Impossible, impossible } from './impossible.ts'

/** How long a ticket is valid. */
export const ticketForSeconds = 7 * 86_400
/** The limit of a ticket's length, because it is pasted into a chat message. */
export const ticketMostChars = 3_000
/** How far the other environment's clock may be ahead. */
const aheadSeconds = 300

/** The last second of the year 9999. */
const seconds = z.int().min(0).max(253_402_300_799)
const name = z.string().min(1).max(100)

const claimsSchema = z.strictObject({
  /** `aval/<instance>/<environment>`: the beginning of its checkpoints' origins. */
  iss: z.string(),
  /** Unique among its issuer's tickets. */
  jti: z.string().regex(/^[0-9a-f]{16}$/),
  /** Issued, valid until: seconds since 1970. */
  iat: seconds,
  exp: seconds,
  environment: environmentSchema,
  /** Without the environment. */
  tenant: name,
  sandbox: z.boolean(),
  unit: name,
  kind: name,
  /** SHA-256 of the kind's definition there, to show whether it differs here. */
  schema: z.string().regex(/^[0-9a-f]{64}$/),
  fields: fieldsSchema,
  revision: z.int().min(1),
  /** Does the unit have a limited lifetime? */
  lifetime: z.boolean(),
  /** The person or agent who handed it on. */
  by: name,
})
export type Claims = Readonly<z.infer<typeof claimsSchema>>

const type = 'aval-ticket+jws'

const headerSchema = z.strictObject({
  alg: z.literal('EdDSA'),
  kid: z.string(),
  typ: z.literal(type),
})

/** Whose tickets are accepted. */
export interface Trusted {
  readonly from: Environment
  /** The key's issuer: `aval/<instance>/<environment>`. */
  readonly issuer: string
  readonly publicKey: KeyObject
}

export type Read = { readonly kind: 'ticket'; readonly claims: Claims } | Impossible

const headerOf = (claims: Claims) => ({ alg: 'EdDSA', kid: claims.iss, typ: type })

/** Signs a compact JWS (RFC 7515) with EdDSA (RFC 8037); header and claims in RFC 8785 form. */
export async function signTicket(claims: Claims, key: KeyObject): Promise<string> {
  const bytes = new TextEncoder().encode(canonical(claimsSchema.parse(claims)))
  return new CompactSign(bytes).setProtectedHeader(headerOf(claims)).sign(key)
}

/** The length of the ticket with these claims. */
export function ticketChars(claims: Claims): number {
  const signature = new Uint8Array(64)
  const parts = [canonical(headerOf(claims)), canonical(claims), signature]
  return parts.map((one) => Buffer.from(one).toString('base64url')).join('.').length
}

/** The ticket without the white space that phones insert. */
export function bareTicket(typed: string): string {
  return typed.replace(/\s+/g, '')
}

/** A ticket's claims without verification; null if it is not exactly well-formed. */
export function claimsIn(text: string): Claims | null {
  const parts = text.split('.')
  const [header = '', payload = ''] = parts
  // The last character of a part has unused bits; only the canonical encoding is accepted.
  if (text.length > ticketMostChars || parts.length !== 3 || !parts.every(isWhole)) return null
  const head = exactly(headerSchema, header)
  const claims = exactly(claimsSchema, payload)
  return claims !== null && head?.kid === claims.iss ? claims : null
}

/** Verifies a ticket against the trusted issuer; `now` in epoch milliseconds. */
export async function readTicket(text: string, trusted: Trusted, now: number): Promise<Read> {
  const claims = claimsIn(text)
  if (claims === null) return impossible('config-ticket-unreadable')
  const { environment, iss, iat, exp } = claims
  // Checked before the signature, so that another environment's ticket gets this reason.
  if (environment !== trusted.from)
    return impossible('config-ticket-elsewhere', { from: trusted.from, environment })
  if (iss !== trusted.issuer || !(await isSigned(text, trusted.publicKey)))
    return impossible('config-ticket-forged', { from: trusted.from })
  const second = Math.floor(now / 1_000)
  if (second >= exp || iat > second + aheadSeconds || exp - iat > ticketForSeconds)
    return impossible('config-ticket-time', { since: iat * 1_000, until: exp * 1_000 })
  return { kind: 'ticket', claims }
}

async function isSigned(text: string, key: KeyObject): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms: ['EdDSA'] })
    return true
  } catch {
    return false
  }
}

function isWhole(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part
}

/** The parsed part; null if it is not in canonical form. */
function exactly<Value>(schema: z.ZodType<Value>, part: string): Value | null {
  const text = Buffer.from(part, 'base64url').toString('utf8')
  try {
    const value = schema.parse(JSON.parse(text))
    return canonical(value) === text ? value : null
  } catch {
    return null
  }
}
