// Handing a configuration unit on: signs a promotion ticket for the next environment. Environments
// never connect to each other (DESR VII); a person carries the ticket.

import type { Ticket } from '../command/ticket.ts'
import type { ApplyResult, Order, PlanResult } from '../engine/connector.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import { type Environment, environments } from '../policy/names.ts'
import { type Impossible, impossible } from './impossible.ts'
import { bareTenant, type ConfigParts, type Promotions, schemaOf, ticketOf } from './promotion.ts'
import { type Claims, type Read, ticketChars, ticketForSeconds, ticketMostChars } from './ticket.ts'
import type { Unit } from './unit.ts'
import { previewOf, resultOf, showsOf } from './unit-display.ts'
import { namesOf } from './unit-kind.ts'
import { lifetimeMoments } from './unit-lifetime.ts'
import { unitChanged, unitOf } from './unit-order.ts'

export const handOnOperation = 'units.hand-on'

/** The preview: the unit as it is, since nothing changes here. */
export async function planHandOn(parts: ConfigParts, order: Order): Promise<PlanResult> {
  const found = await toHandOn(parts, order)
  if (found.kind !== 'unit') return found
  return previewOf(resultOf(found.unit), lifetimeMoments(found.unit))
}

/** Signs the ticket. It changes nothing, so that repeating it is harmless. */
export async function applyHandOn(parts: ConfigParts, order: Order): Promise<ApplyResult> {
  const found = await toHandOn(parts, order)
  if (found.kind === 'impossible') return { kind: 'failed', reason: found.reason }
  const { unit, claims } = found
  const result = resultOf(unit)
  if (order.shown !== undefined && JSON.stringify(order.shown) !== JSON.stringify(showsOf(result)))
    return unitChanged(order, unit.name)
  return { kind: 'done', result: { ...result, ticket: await signed(parts.promotions, claims) } }
}

/** The unit to hand on and the claims of its ticket, or why it is impossible. */
async function toHandOn(
  parts: ConfigParts,
  order: Order,
): Promise<{ readonly kind: 'unit'; readonly unit: Unit; readonly claims: Claims } | Impossible> {
  const found = await unitOf(parts.units, order)
  if (found.kind === 'impossible') return found
  const said = claimsOf(parts, order, found.unit)
  return said.kind === 'impossible' ? said : { ...found, claims: said.claims }
}

/**
 * The claims of the unit's ticket, or why it cannot go further. The ticket id depends only on the
 * order, so that two tickets of one order act once.
 */
function claimsOf({ kinds, units, promotions }: ConfigParts, order: Order, unit: Unit): Read {
  const { environment, issuer, isSandbox } = promotions
  const { name, kind: called, fields, revision, lifetime } = unit
  const to = nextOf(environment)
  if (to === undefined) return impossible('config-hand-on-last', { environment })
  if (lifetime !== undefined && to !== 'test')
    return impossible('config-hand-on-lifetime', { unit: name, environment: to })
  const kind = kinds.find((one) => one.unit === called)
  if (kind === undefined)
    return impossible('config-kind-unknown', { kind: called, kinds: namesOf(kinds) })
  const iat = Math.floor(units.now() / 1_000)
  const claims: Claims = {
    iss: issuer,
    jti: sha256(canonical({ ticket: order.idempotencyKey })).slice(0, 16),
    ...{ iat, exp: iat + ticketForSeconds },
    ...{ environment, tenant: bareTenant(environment, order.tenant) },
    sandbox: isSandbox(order.tenant),
    ...{ unit: name, kind: called, schema: schemaOf(kind), fields, revision },
    lifetime: lifetime !== undefined,
    by: order.agent === undefined ? order.requester : `agent:${order.agent.name}`,
  }
  return ticketChars(claims) > ticketMostChars
    ? impossible('config-ticket-too-long', { unit: name, most: ticketMostChars })
    : { kind: 'ticket', claims }
}

/** The signed ticket, and the environment that it is for. */
async function signed({ environment, sign }: Promotions, claims: Claims): Promise<Ticket> {
  const text = await sign(claims)
  return { ...ticketOf(claims, text), signed: { text, to: nextOf(environment) ?? environment } }
}

function nextOf(environment: Environment): Environment | undefined {
  return environments[environments.indexOf(environment) + 1]
}
