// The promotion ticket that a person brings into a chat, signed as the environment below would sign
// it.

import { createPublicKey } from 'node:crypto'
import { schemaOf } from '../../src/connectors/promotion.ts'
import { signTicket, ticketForSeconds } from '../../src/connectors/ticket.ts'
import { instanceOf } from '../../src/environment/keys.ts'
import { promotionKey } from '../../src/environment/settings/promotions.ts'
import { issuerOf } from '../../src/evidence/checkpoint.ts'
import { type Environment, environments } from '../../src/policy/names.ts'
import { keyIn, serviceKind } from '../connectors/fixtures.ts'

/** `gate service owner=core replicas=4`: the unit, its kind, and its fields. */
export interface Carried {
  readonly environment: Environment
  readonly says: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** The line of `environment.yaml` that trusts its issuer. */
export function promotionsLine(environment: Environment): string {
  const from = belowOf(environment)
  const key = promotionKey(createPublicKey(keyIn(from)), from)
  return `promotions: { from: ${from}, key: "${key}" }`
}

export function ticketFor({ environment, says, at }: Carried): Promise<string> {
  const from = belowOf(environment)
  const [unit = '', kind = '', ...fields] = says.split(' ')
  const iat = Math.floor(at / 1_000)
  const claims = {
    iss: issuerOf(instanceOf(createPublicKey(keyIn(from))), from),
    jti: '0'.repeat(16),
    ...{ iat, exp: iat + ticketForSeconds, environment: from, tenant: 'acme', sandbox: false },
    ...{ unit, kind, schema: schemaOf(serviceKind()), revision: 3, lifetime: false, by: 'lia' },
    fields: Object.fromEntries(fields.map(fieldOf)),
  }
  return signTicket(claims, keyIn(from))
}

function fieldOf(text: string): readonly [string, string | number | boolean] {
  const [name = '', value = ''] = text.split('=')
  if (value === 'true' || value === 'false') return [name, value === 'true']
  return [name, /^\d+$/.test(value) ? Number(value) : value]
}

function belowOf(environment: Environment): Environment {
  const below = environments[environments.indexOf(environment) - 1]
  if (below === undefined) throw new Error('Nothing is below dev.')
  return below
}
