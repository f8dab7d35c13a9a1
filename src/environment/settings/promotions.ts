// `promotions` in `environment.yaml`: which environment's tickets are accepted, and their key.

import { z } from 'zod'
import type { Rules } from '../../command/facts.ts'
import type { Promotions } from '../../connectors/promotion.ts'
import { signTicket, type Trusted } from '../../connectors/ticket.ts'
import { issuerOf, parseVerifierKey, writeVerifierKey } from '../../evidence/checkpoint.ts'
import { type Environment, environmentSchema, environments } from '../../policy/names.ts'
import { instanceOf, type Keys } from '../keys.ts'

/** As printed by `aval attest --key` in the environment below. */
export const promotionsSchema = z.strictObject({ from: environmentSchema, key: z.string() })
type PromotionSettings = z.output<typeof promotionsSchema>

interface Settings {
  readonly environment: Environment
  readonly promotions?: PromotionSettings | undefined
}

/** An environment's public key for the next one: `aval/INSTANCE/ENV+id+base64`. */
export function promotionKey(publicKey: Keys['publicKey'], environment: Environment): string {
  return writeVerifierKey(issuerOf(instanceOf(publicKey), environment), publicKey)
}

/** What is wrong, as a sentence without the file name; null for nothing. */
export function promotionsContradiction({ environment, promotions }: Settings): string | null {
  if (promotions === undefined) return null
  const below = environments[environments.indexOf(environment) - 1]
  if (below === undefined) return `promotions: no environment is below ${environment}; remove it.`
  if (promotions.from !== below)
    return `promotions.from: ${environment} accepts tickets of ${below} only; write ${below}.`
  return trustedIn(promotions) === null
    ? `promotions.key: it is not a key of ${below}; write what aval attest --key --env ${below} prints.`
    : null
}

/** Null if the key is invalid, or of another environment or installation. */
function trustedIn({ from, key }: PromotionSettings): Trusted | null {
  try {
    const { name: issuer, publicKey } = parseVerifierKey(key)
    return issuer === issuerOf(instanceOf(publicKey), from) ? { from, issuer, publicKey } : null
  } catch {
    return null
  }
}

export function promotionsOf({
  settings: { environment, promotions },
  rules,
  keys,
}: {
  readonly settings: Settings
  readonly rules: Pick<Rules, 'tenants'>
  readonly keys: Pick<Keys, 'instance' | 'signingKey'>
}): Promotions {
  return {
    environment,
    issuer: issuerOf(keys.instance, environment),
    isSandbox: (tenant) => rules.tenants.get(tenant)?.sandbox === true,
    sign: (claims) => signTicket(claims, keys.signingKey),
    trusted: promotions === undefined ? null : trustedIn(promotions),
  }
}
