// A ticket: what one environment says of a configuration unit, signed, for the next one to read.

import type { KeyObject } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import { z } from 'zod'
import { canonical } from '../evidence/canonical.ts'
import { type Environment, environmentSchema } from '../policy/names.ts'
import { fieldsSchema } from './fields.ts'
import { type Impossible, impossible } from './impossible.ts'

/** How long a ticket counts. */
export const ticketForSeconds = 7 * 86_400
/** It is pasted into a chat, whose messages have an end. */
export const ticketMostChars = 3_000
/** By so much the clock of the other environment may be ahead. */
const aheadSeconds = 300

/** Up to the last second that a calendar with years of four digits can say. */
const seconds = z.int().min(0).max(253_402_300_799)
const name = z.string().min(1).max(100)

const claimsSchema = z.strictObject({
  /** `aval/<instance>/<environment>`, as the origin of checkpoints begins. */
  iss: z.string(),
  /** Names this ticket among those of its issuer. */
  jti: z.string().regex(/^[0-9a-f]{16}$/),
  /** Issued, valid until: seconds since 1970. */
  iat: seconds,
  exp: seconds,
  environment: environmentSchema,
  /** Without its environment. */
  tenant: name,
  sandbox: z.boolean(),
  unit: name,
  kind: name,
  /** The SHA-256 of what the kind is there, so that it shows where it is another here. */
  schema: z.string().regex(/^[0-9a-f]{64}$/),
  fields: fieldsSchema,
  revision: z.int().min(1),
  /** Does the unit live for a while only? */
  lifetime: z.boolean(),
  /** The person who handed it on, or the agent. */
  by: name,
})
export type Claims = Readonly<z.infer<typeof claimsSchema>>

const type = 'aval-ticket+jws'

const headerSchema = z.strictObject({
  alg: z.literal('EdDSA'),
  kid: z.string(),
  typ: z.literal(type),
})

/** Whose tickets count here. */
export interface Trusted {
  readonly from: Environment
  /** `aval/<instance>/<environment>` of that key. */
  readonly issuer: string
  readonly publicKey: KeyObject
}

export type Read = { readonly kind: 'ticket'; readonly claims: Claims } | Impossible

const headerOf = (claims: Claims) => ({ alg: 'EdDSA', kid: claims.iss, typ: type })

/** A compact JWS (RFC 7515) with EdDSA (RFC 8037), header and claims in their RFC 8785 form. */
export async function signTicket(claims: Claims, key: KeyObject): Promise<string> {
  const bytes = new TextEncoder().encode(canonical(claimsSchema.parse(claims)))
  return new CompactSign(bytes).setProtectedHeader(headerOf(claims)).sign(key)
}

/** How long the ticket of these claims is. */
export function ticketChars(claims: Claims): number {
  const signature = new Uint8Array(64)
  const parts = [canonical(headerOf(claims)), canonical(claims), signature]
  return parts.map((one) => Buffer.from(one).toString('base64url')).join('.').length
}

/** On a phone it breaks into lines and gets blanks, of which it has none. */
export function bareTicket(typed: string): string {
  return typed.replace(/\s+/g, '')
}

/** What a ticket says of itself, nothing proved; null for whatever is not exactly one. */
export function claimsIn(text: string): Claims | null {
  const parts = text.split('.')
  const [header = '', payload = ''] = parts
  // The last character of a part has bits to spare: only the one way to write it counts.
  if (text.length > ticketMostChars || parts.length !== 3 || !parts.every(isWhole)) return null
  const head = exactly(headerSchema, header)
  const claims = exactly(claimsSchema, payload)
  return claims !== null && head?.kid === claims.iss ? claims : null
}

/** Hold a bare ticket against who is trusted; `now` in epoch milliseconds. */
export async function readTicket(text: string, trusted: Trusted, now: number): Promise<Read> {
  const claims = claimsIn(text)
  if (claims === null) return impossible('config-ticket-unreadable')
  const { environment, iss, iat, exp } = claims
  // Of another environment it is refused as such first: only the reason hangs on unproved words.
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

/** The value of a part, where it is written in the one way that was signed. */
function exactly<Value>(schema: z.ZodType<Value>, part: string): Value | null {
  const text = Buffer.from(part, 'base64url').toString('utf8')
  try {
    const value = schema.parse(JSON.parse(text))
    return canonical(value) === text ? value : null
  } catch {
    return null
  }
}
