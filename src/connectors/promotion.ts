// Promotion: checks a ticket from the environment below and applies it. Environments never connect
// to each other (DESR VII); a person carries the ticket.

import type { Slots } from '../command/command.ts'
import type { Ticket } from '../command/ticket.ts'
import type { Order } from '../engine/connector.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import { type Environment, environments } from '../policy/names.ts'
import { type Impossible, impossible } from './impossible.ts'
import { bareTicket, type Claims, claimsIn, type Read, readTicket, type Trusted } from './ticket.ts'
import type { Unit } from './unit.ts'
import type { UnitKind } from './unit-kind.ts'
import type { Present } from './units.ts'

export const promoteOperation = 'units.promote'

/** This environment's identity in tickets, and whose tickets it accepts. */
export interface Promotions {
  readonly environment: Environment
  readonly issuer: string
  /** Is it a sandbox tenant? */
  isSandbox(tenant: string): boolean
  /** Signs with the environment's own key. */
  sign(claims: Claims): Promise<string>
  /** Null if the settings name no trusted environment. */
  readonly trusted: Trusted | null
}

/** What the connector of configuration units needs. */
export interface ConfigParts {
  readonly kinds: readonly UnitKind[]
  readonly units: Present
  readonly promotions: Promotions
}

/** The claims of the order's ticket if it is valid here and unused, or why not. */
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
  return used === null || isWrittenBy(used, order) ? read : ticketUsedUp(used)
}

/**
 * The key under which the change is written; for a promotion the ticket's, so that a ticket acts
 * once, whoever uses it.
 */
export function keyOf(order: Order): string {
  if (order.operation !== promoteOperation) return order.idempotencyKey
  const claims = claimsIn(ticketIn(order))
  return claims === null ? order.idempotencyKey : `ticket/${claims.iss}/${claims.jti}`
}

/** Was the change written by this order, and not by another one with the same ticket? */
export function isWrittenBy({ promoted: by }: Unit, order: Order): boolean {
  return order.operation !== promoteOperation || by?.key === order.idempotencyKey
}

/**
 * Refuses a ticket older than the last promotion, which would undo a newer one while looking like
 * progress. Revisions of one issuer only increase, even over a deletion.
 */
export function isOlder({ iss, revision }: Claims, before: Unit | null): Impossible | null {
  const { issuer, revision: newer = 0 } = before?.promoted?.of ?? {}
  return issuer === iss && revision < newer && before !== null
    ? impossible('config-ticket-older', { unit: before.name, revision, newer })
    : null
}

export function ticketUsedUp({ name: unit, revision, promoted: by }: Unit): Impossible {
  return impossible('config-ticket-used', { name: by?.command ?? '-', unit, revision })
}

/** Where the unit comes from, for the card. */
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
 * The action as slots that are equal for equal promotions: a ticket with line breaks, or signed
 * again, is another text but the same action for counting denials.
 */
export function promotionMeans({ name: unit, kind, fields }: Unit): Slots {
  return { unit, ticket: sha256(canonical({ kind, fields })) }
}

/** The ticket used by a promotion, for the outcome; null for other operations. */
export function ticketUsed(order: Order): Ticket | null {
  const text = ticketIn(order)
  const claims = order.operation === promoteOperation ? claimsIn(text) : null
  return claims === null ? null : ticketOf(claims, text)
}

/** The ticket's identity for outcomes and evidence. `text`: as signed, without white space. */
export function ticketOf({ jti, iss, unit, revision, exp }: Claims, text: string): Ticket {
  return { id: jti, digest: sha256(text), issuer: iss, unit, revision, until: exp * 1_000 }
}

function ticketIn({ slots }: Order): string {
  const { ticket } = slots
  return typeof ticket === 'string' ? bareTicket(ticket) : ''
}

/** A digest of a kind's field rules; risks and other names may differ between environments. */
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

/** The tenant's name without its environment, as in tickets. */
export function bareTenant(environment: Environment, tenant: string): string {
  return tenant.startsWith(`${environment}:`) ? tenant.slice(environment.length + 1) : tenant
}
