// A ticket is refused unless it is exactly what was signed, for this environment and time.

import { beforeEach, expect, it } from 'vitest'
import { configConnector } from '../../src/connectors/config.ts'
import { claimsIn, ticketMostChars } from '../../src/connectors/ticket.ts'
import { parseUnitKind } from '../../src/connectors/unit-kind.ts'
import { canonical } from '../../src/evidence/canonical.ts'
import { issuerOf } from '../../src/evidence/checkpoint.ts'
import type { Environment } from '../../src/policy/names.ts'
import { isLong } from '../amount.ts'
import { memoryUnits, promotionsIn, serviceKind } from './fixtures.ts'
import { dayMs, forged, type Handing, openHanding, resigned, ticketIn } from './handing.ts'

let handing: Handing
beforeEach(() => {
  handing = openHanding()
})

async function refused(where: Environment, ticket: string, id: string, args: object = {}) {
  const before = handing.changes()
  const told = await handing.plan(where, 'promote', { ticket })
  expect(told).toMatchObject({ kind: 'impossible', reason: { id, args } })
  expect(await handing.apply(where, 'promote', { ticket })).toMatchObject({ kind: 'failed' })
  expect(handing.changes()).toBe(before)
}

it('is none with any character changed, left out or put in', async () => {
  const ticket = await handing.ticketFrom('dev')
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
    expect((await handing.plan('test', 'promote', { ticket: one })).kind, one).toBe(
      one.replace(/\s+/g, '') === ticket ? 'planned' : 'impossible',
    )
  expect(handing.changes()).toBe(0)
}, 60_000)

it('is one, read over several lines and with blanks of a phone', async () => {
  const ticket = await handing.ticketFrom('dev')
  const typed = ` ${ticket.slice(0, 50)}\n${ticket.slice(50, 90)}  ${ticket.slice(90)}\t`
  expect((await handing.plan('test', 'promote', { ticket: typed })).kind).toBe('planned')
  await refused('test', ticket.toLowerCase(), 'config-ticket-unreadable')
})

it.each([
  ['alg none', { alg: 'none' }],
  ['another algorithm', { alg: 'HS256' }],
  ['another type', { typ: 'aval-attestation+jws' }],
  ['another name of the key', { kid: 'aval/0/dev' }],
  ['a member more', { crit: [] }],
  ['a key of its own', { jwk: { kty: 'OKP' } }],
])('is one whose header has %s', async (_, more) => {
  const claims = claimsIn(await handing.ticketFrom('dev'))
  const header = { alg: 'EdDSA', kid: claims?.iss, typ: 'aval-ticket+jws', ...more }
  await refused('test', forged(header, canonical(claims)), 'config-ticket-unreadable')
})

it('is one without a signature', async () => {
  const [header, payload] = (await handing.ticketFrom('dev')).split('.')
  await refused('test', `${header}.${payload}.`, 'config-ticket-unreadable')
  await refused('test', `${header}.${payload}`, 'config-ticket-unreadable')
})

it.each<[string, (text: string) => string]>([
  ['a member more', (text) => text.replace('{', '{"admin":true,')],
  ['a member less', (text) => text.replace('"sandbox":false,', '')],
  ['a member twice', (text) => text.replace('{', '{"unit":"other",')],
  ['blanks between', (text) => text.replace('{', '{ ')],
  ['another order', (text) => JSON.stringify({ unit: 'gate', ...JSON.parse(text) })],
  ['a list for a field', (text) => text.replace('"core"', '["core"]')],
  ['no JSON', () => 'gate'],
])('is one that the right key signed with %s', async (_, change) => {
  const claims = claimsIn(await handing.ticketFrom('dev'))
  const header = { alg: 'EdDSA', kid: claims?.iss, typ: 'aval-ticket+jws' }
  expect(
    (await handing.plan('test', 'promote', { ticket: forged(header, canonical(claims)) })).kind,
  ).toBe('planned')
  await refused('test', forged(header, change(canonical(claims))), 'config-ticket-unreadable')
})

it('is one longer than any is', async () => {
  const long = await resigned(await handing.ticketFrom('dev'), {
    fields: { banner: 'x'.repeat(ticketMostChars) },
  })
  await refused('test', long, 'config-ticket-unreadable')
})

it('is one that another key signed, or another installation', async () => {
  const ticket = await handing.ticketFrom('dev')
  const from = { from: 'dev' }
  await refused('test', await resigned(ticket, {}, 'prod'), 'config-ticket-forged', from)
  const iss = issuerOf('0123456789ab', 'dev')
  await refused('test', await resigned(ticket, { iss }), 'config-ticket-forged', from)
})

it('is one of another environment than the one below', async () => {
  const ticket = await handing.ticketFrom('dev')
  const args = { environment: 'dev', from: 'test' }
  await refused('staging', ticket, 'config-ticket-elsewhere', args)
  await refused('dev', ticket, 'config-promotions-lowest')
})

it('is any, where the settings name nobody', async () => {
  const ticket = await handing.ticketFrom('dev')
  const { trusted: _trusted, ...rest } = promotionsIn('test')
  const alone = { ...rest, trusted: null }
  const test = configConnector([serviceKind()], memoryUnits(), () => handing.now, alone)
  const told = await test.plan(handing.order('test', 'promote', { ticket }))
  expect(told).toMatchObject({
    reason: { id: 'config-promotions-none', args: { environment: 'test', from: 'dev' } },
  })
})

it('is one whose time is over, or far off, or too long', async () => {
  const ticket = await handing.ticketFrom('dev')
  handing.now += 7 * dayMs - 1
  expect((await handing.plan('test', 'promote', { ticket })).kind).toBe('planned')
  handing.now += 1
  await refused('test', ticket, 'config-ticket-time')
  handing.now -= 8 * dayMs
  await refused('test', ticket, 'config-ticket-time')
  handing.now += dayMs
  const { exp = 0 } = claimsIn(ticket) ?? {}
  await refused('test', await resigned(ticket, { exp: exp + 1 }), 'config-ticket-time')
})

it('is one with a time that no calendar has, though the right key signed it', async () => {
  const claims = claimsIn(await handing.ticketFrom('dev'))
  const header = { alg: 'EdDSA', kid: claims?.iss, typ: 'aval-ticket+jws' }
  for (const exp of [Number.MAX_SAFE_INTEGER, 253_402_300_800, -1, 1.5])
    await refused('test', forged(header, canonical({ ...claims, exp })), 'config-ticket-unreadable')
})

it('is one of another tenant, and one of a sandbox where things are real', async () => {
  const ticket = await handing.ticketFrom('dev')
  await refused('test', await resigned(ticket, { tenant: 'other' }), 'config-ticket-tenant')
  await refused('test', await resigned(ticket, { sandbox: true }), 'config-ticket-sandbox')
  const play = { tenant: 'dev:play' }
  await handing.apply('dev', 'create', { unit: 'gate', owner: 'core' }, play)
  const played = ticketIn(await handing.apply('dev', 'hand-on', { unit: 'gate' }, play))
  expect(claimsIn(played)).toMatchObject({ tenant: 'play', sandbox: true })
  const there = { tenant: 'test:play' }
  expect((await handing.plan('test', 'promote', { ticket: played }, there)).kind).toBe('planned')
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
])('is one that does not fit here: %j', async (change, id) => {
  const ticket = await handing.ticketFrom('dev')
  const { more, ...rest } = { more: {}, ...change }
  const fields = { ...claimsIn(ticket)?.fields, ...more }
  await refused('test', await resigned(ticket, { fields, ...rest }), id)
})

it('is one of a kind that the unit here is not, or one that changes nothing', async () => {
  const ticket = await handing.ticketFrom('dev')
  const two = [serviceKind(), parseUnitKind('unit: job\nversion: 1\nfields: {}', 'job.yaml')]
  const test = configConnector(two, memoryUnits(), () => handing.now, promotionsIn('test'))
  await test.apply(handing.order('test', 'create', { unit: 'gate', kind: 'job' }))
  expect(await test.plan(handing.order('test', 'promote', { ticket }))).toMatchObject({
    reason: { id: 'config-ticket-kind', args: { unit: 'gate', kind: 'job' } },
  })
  await handing.apply('test', 'create', { unit: 'gate', owner: 'core', replicas: 4 })
  await refused('test', ticket, 'config-ticket-same')
})
