// Which ticket of the environment below may act here, and what it did. No environment sees another
// (DESR VII): all that passes is a ticket, and somebody carries it.

import type { Slots } from '../command/command.ts'
import type { Ticket } from '../command/finished/ticket.ts'
import type { Order } from '../engine/connector.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import { type Environment, environments } from '../policy/names.ts'
import { type Impossible, impossible } from './impossible.ts'
import { bareTicket, type Claims, claimsIn, type Read, readTicket, type Trusted } from './ticket.ts'
import type { Unit } from './unit-change.ts'
import type { UnitKind } from './unit-kind.ts'
import type { Present } from './units.ts'

export const promoteOperation = 'units.promote'

/** What this environment says of itself in tickets, and whose it takes. */
export interface Promotions {
  readonly environment: Environment
  readonly issuer: string
  /** Is it a tenant in which nothing is real? */
  isSandbox(tenant: string): boolean
  /** With the environment's own key. */
  sign(claims: Claims): Promise<string>
  /** Null where the settings name nobody. */
  readonly trusted: Trusted | null
}

/** What the connector of the configuration units works with. */
export interface ConfigParts {
  readonly kinds: readonly UnitKind[]
  readonly units: Present
  readonly promotions: Promotions
}

/** What `order` would promote, when its ticket counts here, now, and was not used yet. */
export async function promoted(
  { units, promotions }: Pick<ConfigParts, 'units' | 'promotions'>,
  order: Order,
): Promise<Read> {
  const { environment, trusted, isSandbox } = promotions
  if (trusted === null) return nobodyTrusted(environment)
  const read = await readTicket(ticketIn(order), trusted, units.now())
  if (read.kind === 'impossible') return read
  const { tenant, sandbox, lifetime, unit } = read.claims
  if (tenant !== bareTenant(environment, order.tenant)) return impossible('config-ticket-tenant')
  if (sandbox && !isSandbox(order.tenant)) return impossible('config-ticket-sandbox')
  if (lifetime && environment !== 'test')
    return impossible('config-hand-on-lifetime', { unit, environment })
  const used = await units.applied(keyOf(order))
  return used === null || isBy(used, order) ? read : usedUp(used)
}

/** The key under which the change is written: a ticket acts once, whoever brings it. */
export function keyOf(order: Order): string {
  if (order.operation !== promoteOperation) return order.idempotencyKey
  const claims = claimsIn(ticketIn(order))
  return claims === null ? order.idempotencyKey : `ticket/${claims.iss}/${claims.jti}`
}

/** Was it this order that wrote the change, and not another with the same ticket? */
export function isBy({ promoted: by }: Unit, order: Order): boolean {
  return order.operation !== promoteOperation || by?.key === order.idempotencyKey
}

/**
 * Whoever kept a ticket back cannot bring back with it what a newer one has replaced: people would
 * approve a step forward. Revisions of one issuer only go up, also over a deletion.
 */
export function isOlder({ iss, revision }: Claims, before: Unit | null): Impossible | null {
  const { issuer, revision: newer = 0 } = before?.promoted?.of ?? {}
  return issuer === iss && revision < newer && before !== null
    ? impossible('config-ticket-older', { unit: before.name, revision, newer })
    : null
}

export function usedUp({ name: unit, revision, promoted: by }: Unit): Impossible {
  return impossible('config-ticket-used', { name: by?.command ?? '-', unit, revision })
}

/** What people see of where it comes from. */
export function originShown(
  claims: Claims,
  kinds: readonly UnitKind[],
): readonly (readonly [string, string])[] {
  const kind = kinds.find((one) => one.unit === claims.kind)
  const isOther = kind === undefined || schemaOf(kind) !== claims.schema
  return [
    ['handed-on-in', claims.environment],
    ['handed-on-by', claims.by],
    ['revision-there', String(claims.revision)],
    ['ticket', claims.jti],
    ...(isOther ? [['kind-there', 'other'] as const] : []),
  ]
}

/**
 * What the promotion would make of the unit, whatever brings it: broken by a blank, or handed on
 * anew, a ticket is another text and the same action, which may have been denied too often.
 */
export function promotionMeans({ name: unit, kind, fields }: Unit): Slots {
  return { unit, ticket: sha256(canonical({ kind, fields })) }
}

/** What the outcome says of the ticket that was used; null where there was none. */
export function ticketUsed(order: Order): Ticket | null {
  const text = ticketIn(order)
  const claims = order.operation === promoteOperation ? claimsIn(text) : null
  return claims === null ? null : ticketOf(claims, text)
}

/** A ticket, as outcomes and evidence name it. `text`: bare, as it was signed. */
export function ticketOf({ jti, iss, unit, revision, exp }: Claims, text: string): Ticket {
  return { id: jti, digest: sha256(text), issuer: iss, unit, revision, until: exp * 1_000 }
}

function ticketIn({ slots }: Order): string {
  const { ticket } = slots
  return typeof ticket === 'string' ? bareTicket(ticket) : ''
}

/** What a field may hold; what it risks and is called is each environment's own to say. */
export function schemaOf({ unit, fields }: UnitKind): string {
  const rules = Object.entries(fields).map(
    ([name, { change: _change, names: _names, ...rule }]) => {
      return [name, rule] as const
    },
  )
  return sha256(canonical({ unit, fields: Object.fromEntries(rules) }))
}

function nobodyTrusted(environment: Environment): Impossible {
  const from = environments[environments.indexOf(environment) - 1]
  return from === undefined
    ? impossible('config-promotions-lowest', { environment })
    : impossible('config-promotions-none', { environment, from })
}

/** Without its environment, as tickets name it. */
export function bareTenant(environment: Environment, tenant: string): string {
  return tenant.startsWith(`${environment}:`) ? tenant.slice(environment.length + 1) : tenant
}
