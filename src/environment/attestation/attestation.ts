// Attestations: the results of verifying one environment, signed with its own key for a limited
// time.

import type { KeyObject } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import { z } from 'zod'
import { jsonOf } from '../../evidence/json.ts'
import { environmentSchema, profileSchema } from '../../policy/names.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const seconds = z.int().min(0)

const claimsSchema = z.strictObject({
  /** `aval/<instance>/<environment>`: the beginning of its checkpoints' origins. */
  iss: z.string(),
  environment: environmentSchema,
  /** Full names of the tenants that it covers. */
  tenant_scope: z.array(z.string()).min(1),
  /** Where the newest attestation is served. */
  discovery_url: z.string(),
  /** Issued, valid from, valid until: seconds since 1970. */
  iat: seconds,
  nbf: seconds,
  exp: seconds,
  /** The head of each chain when it was issued; `-` is the environment's own. */
  evidence: z.array(
    z.strictObject({ tenant: z.string(), size: z.int(), head: z.string(), root: z.string() }),
  ),
  policy: z.strictObject({
    pack: z.string(),
    version: z.string(),
    profile: profileSchema,
    digest,
  }),
  /** The digest of the settings without people, on-call duties and policy. */
  settings_digest: digest,
  program: z.strictObject({
    version: z.string(),
    digest,
    content_digest: digest,
    packages_digest: digest,
  }),
  results: z.array(
    z.strictObject({
      vector: z.string(),
      controls: z.array(z.string()),
      title: z.string(),
      result: z.enum(['PASS', 'FAIL', 'NOT_VERIFIED']),
      reason: z.exactOptional(z.string()),
    }),
  ),
})
export type Claims = z.infer<typeof claimsSchema>

/** The present state, to compare an attestation with. */
export interface PresentState {
  readonly environment: Claims['environment']
  readonly issuer: string
  readonly publicKey: KeyObject
  /** Epoch milliseconds. */
  readonly now: number
  readonly policy: Claims['policy']
  readonly settingsDigest: string
  readonly program: Claims['program']
  /** The hash of the chain's artifact at this size; null if the chain is shorter. */
  readonly hashAt: (tenant: string, size: number) => string | null
}

/**
 * STALE: it was right once, but policy, program, settings or the newest attestation changed since.
 */
export type Checked =
  | { readonly verdict: 'VALID'; readonly claims: Claims }
  | {
      readonly verdict: 'STALE'
      readonly why: StaleReason
      readonly claims: Claims
    }
  | { readonly verdict: 'INVALID'; readonly why: InvalidReason }

export type StaleReason =
  | 'policy_changed'
  | 'program_changed'
  | 'packages_changed'
  | 'content_changed'
  | 'settings_changed'
  | 'superseded'
  | 'not_restarted'

export type InvalidReason =
  | 'not_on_record'
  | 'no_attestation'
  | 'wrong_environment'
  | 'wrong_issuer'
  | 'wrong_key'
  | 'not_yet_valid'
  | 'expired'
  | 'evidence_differs'

const type = 'aval-attestation+jws'

/** Signs a compact JWS (RFC 7515) with EdDSA (RFC 8037). */
export async function signAttestation(claims: Claims, key: KeyObject): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(claimsSchema.parse(claims)))
  return new CompactSign(bytes)
    .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: claims.iss })
    .sign(key)
}

/** Compares an attestation with the present state; the first fault found decides. */
export async function checkAttestation(text: string, standing: PresentState): Promise<Checked> {
  const invalid = (why: InvalidReason): Checked => ({ verdict: 'INVALID', why })
  const told = claimsOf(text)
  if (told === null) return invalid('no_attestation')
  // Checked before the signature, so that another environment's attestation gets this reason.
  if (told.environment !== standing.environment) return invalid('wrong_environment')
  const claims = await proved(text, standing.publicKey)
  if (claims === null) return invalid('wrong_key')
  if (claims.iss !== standing.issuer) return invalid('wrong_issuer')
  const now = Math.floor(standing.now / 1_000)
  if (now < claims.nbf) return invalid('not_yet_valid')
  if (now >= claims.exp) return invalid('expired')
  const torn = claims.evidence.some(
    ({ tenant, size, head }) => size > 0 && standing.hashAt(tenant, size) !== head,
  )
  if (torn) return invalid('evidence_differs')
  const why = change(claims, standing)
  return why === null ? { verdict: 'VALID', claims } : { verdict: 'STALE', why, claims }
}

function change(claims: Claims, standing: PresentState): StaleReason | null {
  const { policy, settingsDigest } = standing
  const { pack, version, profile, digest: bytes } = claims.policy
  if (
    pack !== policy.pack ||
    version !== policy.version ||
    profile !== policy.profile ||
    bytes !== policy.digest
  )
    return 'policy_changed'
  if (claims.settings_digest !== settingsDigest) return 'settings_changed'
  const { program } = standing
  if (claims.program.digest !== program.digest) return 'program_changed'
  if (claims.program.packages_digest !== program.packages_digest) return 'packages_changed'
  return claims.program.content_digest === program.content_digest ? null : 'content_changed'
}

/** The claims without any verification; null if it is not an attestation. */
function claimsOf(text: string): Claims | null {
  const payload = text.trim().split('.')[1] ?? ''
  const value = jsonOf(Buffer.from(payload, 'base64url').toString('utf8'))
  return claimsSchema.safeParse(value).data ?? null
}

async function proved(text: string, key: KeyObject): Promise<Claims | null> {
  try {
    const { payload, protectedHeader } = await compactVerify(text.trim(), key, {
      algorithms: ['EdDSA'],
    })
    if (protectedHeader.typ !== type) return null
    return claimsSchema.parse(JSON.parse(new TextDecoder().decode(payload)))
  } catch {
    return null
  }
}
