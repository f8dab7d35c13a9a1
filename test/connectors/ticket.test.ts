// A ticket is refused unless it is exactly what was signed, for this environment and time.

import { beforeEach, expect, it } from 'vitest'
import { configConnector } from '../../src/connectors/config.ts'
import { claimsIn, ticketMostChars } from '../../src/connectors/ticket.ts'
import { parseUnitKind } from '../../src/connectors/unit-kind.ts'
import { canonical } from '../../src/evidence/canonical.ts'
import { issuerOf } from '../../src/evidence/checkpoint.ts'
import type { Environment } from '../../src/policy/names.ts'
import { isLong } from '../case-count.ts'
import { memoryUnits, promotionsIn, serviceKind } from './fixtures.ts'
import {
  dayMs,
  forged,
  type Handing,
  openHanding,
  resigned,
  ticketIn,
} from './promotion-environments.ts'

let promotions: Handing
beforeEach(() => {
  promotions = openHanding()
})

async function refused(where: Environment, ticket: string, id: string, args: object = {}) {
  const before = promotions.changes()
  const planned = await promotions.plan(where, 'promote', { ticket })
  expect(planned).toMatchObject({ kind: 'impossible', reason: { id, args } })
  expect(await promotions.apply(where, 'promote', { ticket })).toMatchObject({ kind: 'failed' })
  expect(promotions.changes()).toBe(before)
}

it('a ticket with any character changed, left out or added is refused', async () => {
  const ticket = await promotions.ticketFrom('dev')
  const wrong = new Set<string>()
  for (let at = 0; at < ticket.length; at += 1) {
    const flipped = (isLong ? [1, 2, 4, 8, 16, 32, 64] : [1, 32]).map((bit) =>
      String.fromCharCode(ticket.charCodeAt(at) ^ bit),
    )
    for (const other of [...flipped, '', `${ticket[at]}A`, '\u00e9', '.'])
      wrong.add(`${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`)
  }
  // A blank is no character of a ticket, but none of it may be missing.
  for (const one of wrong)
    expect((await promotions.plan('test', 'promote', { ticket: one })).kind, one).toBe(
      one.replace(/\s+/g, '') === ticket ? 'planned' : 'impossible',
    )
  expect(promotions.changes()).toBe(0)
}, 60_000)

it('a ticket with line breaks and spaces is accepted, one in lower case is not', async () => {
  const ticket = await promotions.ticketFrom('dev')
  const typed = ` ${ticket.slice(0, 50)}\n${ticket.slice(50, 90)}  ${ticket.slice(90)}\t`
  expect((await promotions.plan('test', 'promote', { ticket: typed })).kind).toBe('planned')
  await refused('test', ticket.toLowerCase(), 'config-ticket-unreadable')
})

it.each([
  ['alg none', { alg: 'none' }],
  ['another algorithm', { alg: 'HS256' }],
  ['another type', { typ: 'aval-attestation+jws' }],
  ['another key id', { kid: 'aval/0/dev' }],
  ['an additional member', { crit: [] }],
  ['an embedded key', { jwk: { kty: 'OKP' } }],
])('a ticket whose header has %s is refused', async (_, more) => {
  const claims = claimsIn(await promotions.ticketFrom('dev'))
  const header = { alg: 'EdDSA', kid: claims?.iss, typ: 'aval-ticket+jws', ...more }
  await refused('test', forged(header, canonical(claims)), 'config-ticket-unreadable')
})

it('a ticket without a signature is refused', async () => {
  const [header, payload] = (await promotions.ticketFrom('dev')).split('.')
  await refused('test', `${header}.${payload}.`, 'config-ticket-unreadable')
  await refused('test', `${header}.${payload}`, 'config-ticket-unreadable')
})

it.each<[string, (text: string) => string]>([
  ['an additional member', (text) => text.replace('{', '{"admin":true,')],
  ['a missing member', (text) => text.replace('"sandbox":false,', '')],
  ['a repeated member', (text) => text.replace('{', '{"unit":"other",')],
  ['additional spaces', (text) => text.replace('{', '{ ')],
  ['members in another order', (text) => JSON.stringify({ unit: 'gate', ...JSON.parse(text) })],
  ['a list for a field', (text) => text.replace('"core"', '["core"]')],
  ['no JSON', () => 'gate'],
])('a ticket that the right key signed with %s is refused', async (_, change) => {
  const claims = claimsIn(await promotions.ticketFrom('dev'))
  const header = { alg: 'EdDSA', kid: claims?.iss, typ: 'aval-ticket+jws' }
  expect(
    (await promotions.plan('test', 'promote', { ticket: forged(header, canonical(claims)) })).kind,
  ).toBe('planned')
  await refused('test', forged(header, change(canonical(claims))), 'config-ticket-unreadable')
})

it('a ticket that is too long is refused', async () => {
  const long = await resigned(await promotions.ticketFrom('dev'), {
    fields: { banner: 'x'.repeat(ticketMostChars) },
  })
  await refused('test', long, 'config-ticket-unreadable')
})

it('a ticket signed by another key or another installation is refused', async () => {
  const ticket = await promotions.ticketFrom('dev')
  const from = { from: 'dev' }
  await refused('test', await resigned(ticket, {}, 'prod'), 'config-ticket-forged', from)
  const iss = issuerOf('0123456789ab', 'dev')
  await refused('test', await resigned(ticket, { iss }), 'config-ticket-forged', from)
})

it('a ticket from another environment than the one below is refused', async () => {
  const ticket = await promotions.ticketFrom('dev')
  const args = { environment: 'dev', from: 'test' }
  await refused('staging', ticket, 'config-ticket-elsewhere', args)
  await refused('dev', ticket, 'config-promotions-lowest')
})

it('any ticket is refused where the settings trust no environment', async () => {
  const ticket = await promotions.ticketFrom('dev')
  const { trusted: _trusted, ...rest } = promotionsIn('test')
  const alone = { ...rest, trusted: null }
  const test = configConnector([serviceKind()], memoryUnits(), () => promotions.now, alone)
  const planned = await test.plan(promotions.order('test', 'promote', { ticket }))
  expect(planned).toMatchObject({
    reason: { id: 'config-promotions-none', args: { environment: 'test', from: 'dev' } },
  })
})

it('a ticket before its time, after its expiry or with too long a lifetime is refused', async () => {
  const ticket = await promotions.ticketFrom('dev')
  promotions.now += 7 * dayMs - 1
  expect((await promotions.plan('test', 'promote', { ticket })).kind).toBe('planned')
  promotions.now += 1
  await refused('test', ticket, 'config-ticket-time')
  promotions.now -= 8 * dayMs
  await refused('test', ticket, 'config-ticket-time')
  promotions.now += dayMs
  const { exp = 0 } = claimsIn(ticket) ?? {}
  await refused('test', await resigned(ticket, { exp: exp + 1 }), 'config-ticket-time')
})

it('a ticket with an impossible expiry is refused, although the right key signed it', async () => {
  const claims = claimsIn(await promotions.ticketFrom('dev'))
  const header = { alg: 'EdDSA', kid: claims?.iss, typ: 'aval-ticket+jws' }
  for (const exp of [Number.MAX_SAFE_INTEGER, 253_402_300_800, -1, 1.5])
    await refused('test', forged(header, canonical({ ...claims, exp })), 'config-ticket-unreadable')
})

it('a ticket of another tenant, or of a sandbox for a real tenant, is refused', async () => {
  const ticket = await promotions.ticketFrom('dev')
  await refused('test', await resigned(ticket, { tenant: 'other' }), 'config-ticket-tenant')
  await refused('test', await resigned(ticket, { sandbox: true }), 'config-ticket-sandbox')
  const play = { tenant: 'dev:play' }
  await promotions.apply('dev', 'create', { unit: 'gate', owner: 'core' }, play)
  const ofSandbox = ticketIn(await promotions.apply('dev', 'hand-on', { unit: 'gate' }, play))
  expect(claimsIn(ofSandbox)).toMatchObject({ tenant: 'play', sandbox: true })
  const there = { tenant: 'test:play' }
  expect((await promotions.plan('test', 'promote', { ticket: ofSandbox }, there)).kind).toBe(
    'planned',
  )
})

it.each([
  [{ kind: 'job' }, 'config-kind-unknown'],
  [{ unit: '../gate' }, 'config-name-wrong'],
  [{ fields: { owner: 'core' } }, 'config-field-missing'],
  [{ more: { admin: true } }, 'config-field-unknown'],
  [{ more: { __proto__: null, constructor: 'x' } }, 'config-field-unknown'],
  [{ more: { replicas: 51 } }, 'config-value-integer'],
  [{ more: { replicas: '4' } }, 'config-ticket-field'],
  [{ more: { enabled: 'yes' } }, 'config-ticket-field'],
  [{ more: { owner: 'x'.repeat(61) } }, 'config-value-too-long'],
])('a ticket that does not fit here is refused: %j', async (change, id) => {
  const ticket = await promotions.ticketFrom('dev')
  const { more, ...rest } = { more: {}, ...change }
  const fields = { ...claimsIn(ticket)?.fields, ...more }
  await refused('test', await resigned(ticket, { fields, ...rest }), id)
})

it('a ticket of another kind than the unit, or that changes nothing, is refused', async () => {
  const ticket = await promotions.ticketFrom('dev')
  const two = [serviceKind(), parseUnitKind('unit: job\nversion: 1\nfields: {}', 'job.yaml')]
  const test = configConnector(two, memoryUnits(), () => promotions.now, promotionsIn('test'))
  await test.apply(promotions.order('test', 'create', { unit: 'gate', kind: 'job' }))
  expect(await test.plan(promotions.order('test', 'promote', { ticket }))).toMatchObject({
    reason: { id: 'config-ticket-kind', args: { unit: 'gate', kind: 'job' } },
  })
  await promotions.apply('test', 'create', { unit: 'gate', owner: 'core', replicas: 4 })
  await refused('test', ticket, 'config-ticket-same')
})
