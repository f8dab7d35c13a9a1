// Promotion from one environment to the next by a ticket alone: what it carries, and that it acts
// once.

import { beforeEach, describe, expect, it } from 'vitest'
import { configConnector } from '../../src/connectors/config.ts'
import { claimsIn, ticketMostChars } from '../../src/connectors/ticket.ts'
import { parseUnitKind } from '../../src/connectors/unit-kind.ts'
import type { AgentTerms } from '../../src/engine/connector.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { memoryUnits, promotionsIn, serviceKind } from './fixtures.ts'
import { dayMs, type Handing, openHanding, resigned, ticketIn } from './promotion-environments.ts'

let promotions: Handing
beforeEach(() => {
  promotions = openHanding()
})

describe('promotion of a unit', () => {
  it('creates it with its values, and the preview shows where it comes from', async () => {
    const ticket = await promotions.ticketFrom('dev')
    expect(await promotions.plan('test', 'promote', { ticket })).toMatchObject({
      kind: 'planned',
      shows: [
        ['unit', 'gate'],
        ['kind', 'service'],
        ['revision', '1'],
        ['handed-on-in', 'dev'],
        ['handed-on-by', 'ana'],
        ['revision-there', '1'],
        ['ticket', claimsIn(ticket)?.jti],
      ],
      changes: [
        { field: 'owner', before: null, after: 'core' },
        { field: 'enabled', before: null, after: 'false' },
        { field: 'replicas', before: null, after: '4' },
        { field: 'banner', before: null, after: '' },
      ],
      numbers: ['replicas'],
      touches: [{ name: 'creation', risk: 'MEDIUM', concern: 'lifecycle' }],
    })
    expect(await promotions.apply('test', 'promote', { ticket })).toMatchObject({
      kind: 'done',
      result: {
        ...{ unit: 'gate', owner: 'core', replicas: 4, revision: 1 },
        ticket: { digest: sha256(ticket), issuer: promotionsIn('dev').issuer, revision: 1 },
      },
    })
  })

  it('changes only the fields that differ, each with its risk', async () => {
    await promotions.apply('test', 'create', {
      unit: 'gate',
      owner: 'core',
      replicas: 2,
      banner: 'hi',
    })
    const ticket = await promotions.ticketFrom('dev', { banner: 'hi', enabled: true })
    expect(await promotions.plan('test', 'promote', { ticket })).toMatchObject({
      changes: [
        { field: 'enabled', before: 'false', after: 'true' },
        { field: 'replicas', before: '2', after: '4' },
      ],
      touches: [
        { name: 'enabled', risk: 'MEDIUM', concern: 'lifecycle' },
        { name: 'replicas', risk: 'LOW', concern: 'compute' },
      ],
    })
  })

  it('does nothing when the unit changed since it was shown', async () => {
    await promotions.apply('test', 'create', { unit: 'gate', owner: 'core', replicas: 2 })
    const ticket = await promotions.ticketFrom('dev')
    const shown = await promotions.plan('test', 'promote', { ticket })
    const seen = shown.kind === 'planned' ? shown.changes : []
    await promotions.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '3' })
    expect(await promotions.apply('test', 'promote', { ticket }, { seen })).toMatchObject({
      kind: 'failed',
      reason: { id: 'config-unit-changed', args: { unit: 'gate' }, outdated: true },
    })
  })

  it('issues a ticket only for the unit as it was shown', async () => {
    await promotions.apply('dev', 'create', { unit: 'gate', owner: 'core' })
    const seen = await promotions.plan('dev', 'hand-on', { unit: 'gate' })
    const shown = seen.kind === 'planned' ? seen.shows : []
    expect(seen).toMatchObject({ changes: [] })
    expect((await promotions.apply('dev', 'hand-on', { unit: 'gate' }, { shown })).kind).toBe(
      'done',
    )
    await promotions.apply('dev', 'set', { unit: 'gate', field: 'replicas', value: '3' })
    expect(await promotions.apply('dev', 'hand-on', { unit: 'gate' }, { shown })).toMatchObject({
      reason: { id: 'config-unit-changed' },
    })
  })

  it('shows that the kind is defined otherwise there, if the unit still fits', async () => {
    const text = 'unit: service\nversion: 1\nfields: { owner: { kind: string, max: 9 } }'
    const narrow = [parseUnitKind(text, 'service.yaml')]
    const other = configConnector(narrow, memoryUnits(), () => promotions.now, promotionsIn('dev'))
    await other.apply(promotions.order('dev', 'create', { unit: 'gate', owner: 'core' }))
    const ticket = ticketIn(await other.apply(promotions.order('dev', 'hand-on', { unit: 'gate' })))
    const lacking = { kind: 'impossible', reason: { id: 'config-field-missing' } }
    expect(await promotions.plan('test', 'promote', { ticket })).toMatchObject(lacking)
    const wider = [parseUnitKind(text.replace('9', '10'), 'service.yaml')]
    const test = configConnector(wider, memoryUnits(), () => promotions.now, promotionsIn('test'))
    const shown = await test.plan(promotions.order('test', 'promote', { ticket }))
    expect(shown.kind === 'planned' && shown.shows).toContainEqual(['kind-there', 'other'])
  })
})

describe('a ticket acts once', () => {
  it('in whatever order it is used, and the refusal names the command that used it', async () => {
    const ticket = await promotions.ticketFrom('dev')
    const asked = promotions.order('test', 'promote', { ticket })
    expect((await promotions.at.test.apply(asked)).kind).toBe('done')
    expect((await promotions.at.test.apply(asked)).kind).toBe('done')
    // After a crash the order still says which ticket it was.
    expect(await promotions.at.test.verify(asked)).toMatchObject({
      kind: 'done',
      result: { ticket: { digest: sha256(ticket), unit: 'gate' } },
    })
    expect(promotions.changes()).toBe(1)
    await promotions.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '9' })
    const again = promotions.order('test', 'promote', { ticket })
    const used = {
      id: 'config-ticket-used',
      args: { name: asked.commandName, unit: 'gate', revision: 1 },
    }
    expect(await promotions.at.test.plan(again)).toEqual({ kind: 'impossible', reason: used })
    expect(await promotions.at.test.apply(again)).toEqual({ kind: 'failed', reason: used })
    expect(await promotions.at.test.verify(again)).toBe('undone')
  })

  it('when two orders use it concurrently', async () => {
    const ticket = await promotions.ticketFrom('dev')
    const both = await Promise.all([
      promotions.apply('test', 'promote', { ticket }),
      promotions.apply('test', 'promote', { ticket }),
    ])
    expect(both.map((one) => one.kind).toSorted()).toEqual(['done', 'failed'])
    expect(promotions.changes()).toBe(1)
  })

  it('when it was signed twice, before and after a crash', async () => {
    await promotions.apply('dev', 'create', { unit: 'gate', owner: 'core' })
    const asked = promotions.order('dev', 'hand-on', { unit: 'gate' })
    const first = ticketIn(await promotions.at.dev.apply(asked))
    promotions.now += 60_000
    expect(await promotions.at.dev.verify(asked)).toBe('undone')
    const second = ticketIn(await promotions.at.dev.apply(asked))
    expect(second).not.toBe(first)
    expect((await promotions.apply('test', 'promote', { ticket: first })).kind).toBe('done')
    await promotions.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '9' })
    expect(await promotions.apply('test', 'promote', { ticket: second })).toMatchObject({
      reason: { id: 'config-ticket-used' },
    })
  })
})

describe('an older ticket', () => {
  const handOn = async () => ticketIn(await promotions.apply('dev', 'hand-on', { unit: 'gate' }))
  const older = (revision: number, newer: number) => ({
    id: 'config-ticket-older',
    args: { unit: 'gate', revision, newer },
  })

  it('is refused after a newer one, also when the unit was deleted since', async () => {
    const first = await promotions.ticketFrom('dev')
    await promotions.apply('dev', 'set', { unit: 'gate', field: 'replicas', value: '5' })
    const second = await handOn()
    expect((await promotions.apply('test', 'promote', { ticket: second })).kind).toBe('done')
    const refused = { kind: 'impossible', reason: older(1, 2) }
    expect(await promotions.plan('test', 'promote', { ticket: first })).toEqual(refused)
    await promotions.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '6' })
    expect(await promotions.plan('test', 'promote', { ticket: first })).toEqual(refused)
    await promotions.apply('test', 'delete', { unit: 'gate' })
    expect(await promotions.plan('test', 'promote', { ticket: first })).toEqual(refused)
    await promotions.apply('test', 'create', { unit: 'gate', owner: 'other' })
    expect(await promotions.plan('test', 'promote', { ticket: first })).toEqual(refused)
  })

  it('is refused by the effect when the newer one was used after the preview', async () => {
    const first = await promotions.ticketFrom('dev')
    await promotions.apply('dev', 'set', { unit: 'gate', field: 'replicas', value: '5' })
    const asked = promotions.order('test', 'promote', { ticket: first })
    expect((await promotions.at.test.plan(asked)).kind).toBe('planned')
    await promotions.apply('test', 'promote', { ticket: await handOn() })
    expect(await promotions.at.test.apply(asked)).toEqual({ kind: 'failed', reason: older(1, 2) })
  })

  it('of the same revision is accepted, and reverts what was changed since', async () => {
    const first = await promotions.ticketFrom('dev')
    const again = await handOn()
    expect((await promotions.apply('test', 'promote', { ticket: first })).kind).toBe('done')
    await promotions.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '6' })
    expect((await promotions.apply('test', 'promote', { ticket: again })).kind).toBe('done')
  })
})

describe('promotion of units with a lifetime', () => {
  const lifetimes = { agents: dayMs, most: 3 * dayMs }
  const agent: AgentTerms = { name: 'claude', quota: { most: 1, kinds: {} }, deletes: 'own' }

  it('names the agent in the ticket, and counts towards its lifetime and quota', async () => {
    await promotions.apply('dev', 'create', { unit: 'gate', owner: 'core' }, { agent, lifetimes })
    const ticket = ticketIn(
      await promotions.apply('dev', 'hand-on', { unit: 'gate' }, { agent, lifetimes }),
    )
    expect(claimsIn(ticket)).toMatchObject({ by: 'agent:claude', lifetime: true })
    const asked = promotions.order('test', 'promote', { ticket }, { agent, lifetimes })
    const shown = await promotions.at.test.plan(asked)
    expect(shown.kind === 'planned' && shown.shows).toContainEqual(['lifetime', '24 h'])
    expect((await promotions.at.test.apply(asked)).kind).toBe('done')
    const more = await promotions.apply('dev', 'create', { unit: 'more', owner: 'core' })
    expect(more.kind).toBe('done')
    const other = ticketIn(await promotions.apply('dev', 'hand-on', { unit: 'more' }))
    expect(
      await promotions.apply('test', 'promote', { ticket: other }, { agent, lifetimes }),
    ).toMatchObject({
      reason: { id: 'quota-reached', args: { agent: 'claude', count: 1, most: 1 } },
    })
    expect(await promotions.plan('test', 'hand-on', { unit: 'gate' })).toMatchObject({
      reason: { id: 'config-hand-on-lifetime', args: { unit: 'gate', environment: 'staging' } },
    })
  })

  it('into staging is refused, even with a ticket that states a lifetime', async () => {
    const ticket = await promotions.ticketFrom('test')
    expect((await promotions.plan('staging', 'promote', { ticket })).kind).toBe('planned')
    const withLifetime = await resigned(ticket, { lifetime: true }, 'test')
    expect(await promotions.plan('staging', 'promote', { ticket: withLifetime })).toMatchObject({
      reason: { id: 'config-hand-on-lifetime' },
    })
  })

  it('gives them a lifetime in test too, and lets them go no further', async () => {
    await promotions.apply('dev', 'create', { unit: 'gate', owner: 'core' }, { agent, lifetimes })
    const ticket = ticketIn(await promotions.apply('dev', 'hand-on', { unit: 'gate' }))
    const asked = promotions.order('test', 'promote', { ticket }, { lifetimes })
    const shown = await promotions.at.test.plan(asked)
    expect(shown.kind === 'planned' && shown.shows).toContainEqual(['lifetime', '24 h'])
    expect((await promotions.at.test.apply(asked)).kind).toBe('done')
    expect(await promotions.plan('test', 'hand-on', { unit: 'gate' })).toMatchObject({
      reason: { id: 'config-hand-on-lifetime', args: { unit: 'gate', environment: 'staging' } },
    })
  })

  it('gives no lifetime to units without one, or where the terms name none', async () => {
    await promotions.apply('dev', 'create', { unit: 'lasting', owner: 'core' }, { lifetimes })
    const lasting = ticketIn(await promotions.apply('dev', 'hand-on', { unit: 'lasting' }))
    const done = await promotions.apply('test', 'promote', { ticket: lasting }, { lifetimes })
    expect(done.kind === 'done' && Object.hasOwn(done.result, 'lifetime')).toBe(false)
    await promotions.apply('dev', 'create', { unit: 'gate', owner: 'core' }, { agent, lifetimes })
    const ticket = ticketIn(await promotions.apply('dev', 'hand-on', { unit: 'gate' }))
    const none = await promotions.apply('test', 'promote', { ticket })
    expect(none.kind === 'done' && Object.hasOwn(none.result, 'lifetime')).toBe(false)
    expect((await promotions.plan('test', 'hand-on', { unit: 'gate' })).kind).toBe('planned')
  })
})

it('a unit is not promoted from prod, nor when unknown, too long or of an unknown kind', async () => {
  await promotions.apply('prod', 'create', { unit: 'gate', owner: 'core' })
  expect(await promotions.plan('prod', 'hand-on', { unit: 'gate' })).toMatchObject({
    reason: { id: 'config-hand-on-last' },
  })
  expect(await promotions.plan('dev', 'hand-on', { unit: 'gone' })).toMatchObject({
    reason: { id: 'config-unit-missing' },
  })
  const text = 'unit: page\nversion: 1\nfields: { words: { kind: string, max: 2000 } }'
  const page = [parseUnitKind(text, 'page.yaml')]
  const units = memoryUnits()
  const dev = configConnector(page, units, () => promotions.now, promotionsIn('dev'))
  await dev.apply(promotions.order('dev', 'create', { unit: 'gate', words: 'x'.repeat(2_000) }))
  expect(await dev.plan(promotions.order('dev', 'hand-on', { unit: 'gate' }))).toMatchObject({
    reason: { id: 'config-ticket-too-long', args: { unit: 'gate', most: ticketMostChars } },
  })
  const other = configConnector([serviceKind()], units, () => promotions.now, promotionsIn('dev'))
  expect(await other.plan(promotions.order('dev', 'hand-on', { unit: 'gate' }))).toMatchObject({
    reason: { id: 'config-kind-unknown', args: { kind: 'page', kinds: 'service' } },
  })
})
