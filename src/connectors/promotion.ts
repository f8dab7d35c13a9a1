// From one environment to the next: what may be handed on, and which ticket may act here. No
// environment sees another (DESR VII): all that passes is a ticket, and somebody carries it.

import type { Ticket } from '../command/ticket.ts'
import type { Order, Reason } from '../engine/ports.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import { type Environment, environments } from '../policy/names.ts'
import {
  bareTicket,
  type Claims,
  claimsIn,
  type Read,
  readTicket,
  type Trusted,
  ticketChars,
  ticketForSeconds,
  ticketMostChars,
} from './ticket.ts'
import type { Unit } from './unit-change.ts'
import { namesOf, type UnitKind } from './unit-kind.ts'
import type { Units } from './units.ts'

export const handOnOperation = 'units.hand-on'
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

type Impossible = { readonly kind: 'impossible'; readonly reason: Reason }

/**
 * What would be signed of the unit as it is now, or why it goes no further. The same order has the
 * same id, so that two tickets of it act once.
 */
export function claimsOf(
  { environment, issuer, isSandbox }: Promotions,
  kinds: readonly UnitKind[],
  order: Order,
  unit: Unit,
  now: number,
): Read {
  const { name, kind: called, fields, revision, lifetime } = unit
  const to = nextOf(environment)
  if (to === undefined) return impossible('config-hand-on-last', { environment })
  if (lifetime !== undefined && to !== 'test')
    return impossible('config-hand-on-lifetime', { unit: name, environment: to })
  const kind = kinds.find((one) => one.unit === called)
  if (kind === undefined)
    return impossible('config-kind-unknown', { kind: called, kinds: namesOf(kinds) })
  const iat = Math.floor(now / 1_000)
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

/** The ticket, signed, with the environment that it is for. */
export async function handOver({ environment, sign }: Promotions, claims: Claims): Promise<Ticket> {
  const text = await sign(claims)
  return { ...ticketOf(claims, text), signed: { text, to: nextOf(environment) ?? environment } }
}

/** What `order` would promote, when its ticket counts here, now, and was not used yet. */
export async function promoted(
  promotions: Promotions,
  units: Units,
  order: Order,
  now: number,
): Promise<Read> {
  const { environment, trusted, isSandbox } = promotions
  if (trusted === null) return nobodyTrusted(environment)
  const read = await readTicket(ticketIn(order), trusted, now)
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

/** What of the other environment's unit is in place from now on. */
export function stateOf({ iss: issuer, revision }: Claims) {
  return { issuer, revision }
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

/** What the outcome says of the ticket that was used; null where there was none. */
export function ticketUsed(order: Order): Ticket | null {
  const text = ticketIn(order)
  const claims = order.operation === promoteOperation ? claimsIn(text) : null
  return claims === null ? null : ticketOf(claims, text)
}

function ticketOf({ jti, iss, unit, revision, exp }: Claims, text: string): Ticket {
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

function nextOf(environment: Environment): Environment | undefined {
  return environments[environments.indexOf(environment) + 1]
}

function bareTenant(environment: Environment, tenant: string): string {
  return tenant.startsWith(`${environment}:`) ? tenant.slice(environment.length + 1) : tenant
}

function impossible(id: string, args: Readonly<Record<string, string | number>> = {}): Impossible {
  return { kind: 'impossible', reason: { id, args } }
}
