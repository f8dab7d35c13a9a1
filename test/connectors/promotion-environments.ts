// Four separate environments that exchange only promotion tickets.

import { sign } from 'node:crypto'
import { configConnector } from '../../src/connectors/config.ts'
import { type Claims, claimsIn, signTicket } from '../../src/connectors/ticket.ts'
import type { ApplyResult, Connector, Order } from '../../src/engine/connector.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'
import { canonical } from '../../src/evidence/canonical.ts'
import type { Environment } from '../../src/policy/names.ts'
import { keyIn, memoryUnits, orderFor, promotionsIn, serviceKind } from './fixtures.ts'

export const dayMs = 86_400_000

type More = Partial<Order>

export interface Handing {
  readonly at: Readonly<Record<Environment, Connector>>
  /** Epoch milliseconds; assign it to move the clock. */
  now: number
  /** Number of changes in test. */
  readonly changes: () => number
  /** An order of a new command, by ana of acme. */
  order(where: Environment, operation: string, slots: JsonObject, more?: More): Order
  apply(where: Environment, operation: string, slots: JsonObject, more?: More): Promise<ApplyResult>
  plan(
    where: Environment,
    operation: string,
    slots: JsonObject,
    more?: More,
  ): ReturnType<Connector['plan']>
  /** The ticket of a new unit `gate`. */
  ticketFrom(where: Environment, fields?: JsonObject): Promise<string>
}

export function openHanding(): Handing {
  let count = 0
  const inTest = memoryUnits()
  const opened = (environment: Environment, units = memoryUnits()) =>
    configConnector([serviceKind()], units, () => handing.now, promotionsIn(environment))
  const handing: Handing = {
    at: {
      ...{ dev: opened('dev'), test: opened('test', inTest) },
      ...{ staging: opened('staging'), prod: opened('prod') },
    },
    now: Date.parse('2026-01-05T09:00:00Z'),
    changes: inTest.changes,
    order(where, operation, slots, more = {}) {
      count += 1
      const bare = orderFor(`units.${operation}`, slots, `${where}-${count}`, `${where}:acme`)
      return { ...bare, commandName: `C-${count}`, ...more }
    },
    apply: (where, ...asked) => handing.at[where].apply(handing.order(where, ...asked)),
    plan: (where, ...asked) => handing.at[where].plan(handing.order(where, ...asked)),
    async ticketFrom(where, fields = {}) {
      const slots = { unit: 'gate', owner: 'core', replicas: 4, ...fields }
      const made = await handing.apply(where, 'create', slots)
      if (made.kind !== 'done') throw new Error(JSON.stringify(made))
      return ticketIn(await handing.apply(where, 'hand-on', { unit: 'gate' }))
    },
  }
  return handing
}

export function ticketIn(applied: ApplyResult): string {
  const { ticket } = applied.kind === 'done' ? applied.result : {}
  if (typeof ticket !== 'object' || ticket === null || !('signed' in ticket))
    throw new Error(`Nothing was handed on: ${JSON.stringify(applied)}`)
  const { signed } = ticket
  return typeof signed === 'object' && signed !== null && 'text' in signed ? `${signed.text}` : ''
}

/** The ticket with changed claims, signed with this key. */
export async function resigned(
  text: string,
  other: object,
  by: Environment = 'dev',
): Promise<string> {
  const claims = claimsIn(text)
  if (claims === null) throw new Error('It was a ticket.')
  return signTicket({ ...claims, ...other } as Claims, keyIn(by))
}

/** Signed with the right key, with any header and payload. */
export function forged(header: object, payload: string): string {
  const part = (one: string) => Buffer.from(one).toString('base64url')
  const input = `${part(canonical(header))}.${part(payload)}`
  return `${input}.${sign(null, Buffer.from(input), keyIn('dev')).toString('base64url')}`
}
