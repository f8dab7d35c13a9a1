// Promotion from one environment to the next by a ticket alone: what it carries, and that it acts
// once.

import { beforeEach, describe, expect, it } from 'vitest'
import { configConnector } from '../../src/connectors/config.ts'
import { claimsIn, ticketMostChars } from '../../src/connectors/ticket.ts'
import { parseUnitKind } from '../../src/connectors/unit-kind.ts'
import type { AgentTerms } from '../../src/engine/connector.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { memoryUnits, promotionsIn, serviceKind } from './fixtures.ts'
import { dayMs, type Handing, openHanding, resigned, ticketIn } from './handing.ts'

let handing: Handing
beforeEach(() => {
  handing = openHanding()
})

describe('a unit that is handed on and promoted', () => {
  it('is there as it was, and the preview says from where', async () => {
    const ticket = await handing.ticketFrom('dev')
    expect(await handing.plan('test', 'promote', { ticket })).toMatchObject({
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
    expect(await handing.apply('test', 'promote', { ticket })).toMatchObject({
      kind: 'done',
      result: {
        ...{ unit: 'gate', owner: 'core', replicas: 4, revision: 1 },
        ticket: { digest: sha256(ticket), issuer: promotionsIn('dev').issuer, revision: 1 },
      },
    })
  })

  it('changes what differs alone, and each field says what that risks', async () => {
    await handing.apply('test', 'create', {
      unit: 'gate',
      owner: 'core',
      replicas: 2,
      banner: 'hi',
    })
    const ticket = await handing.ticketFrom('dev', { banner: 'hi', enabled: true })
    expect(await handing.plan('test', 'promote', { ticket })).toMatchObject({
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

  it('does nothing where the unit is another one than people saw', async () => {
    await handing.apply('test', 'create', { unit: 'gate', owner: 'core', replicas: 2 })
    const ticket = await handing.ticketFrom('dev')
    const shown = await handing.plan('test', 'promote', { ticket })
    const seen = shown.kind === 'planned' ? shown.changes : []
    await handing.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '3' })
    expect(await handing.apply('test', 'promote', { ticket }, { seen })).toMatchObject({
      kind: 'failed',
      reason: { id: 'config-unit-changed', args: { unit: 'gate' }, outdated: true },
    })
  })

  it('is handed on as people saw it, or not at all', async () => {
    await handing.apply('dev', 'create', { unit: 'gate', owner: 'core' })
    const seen = await handing.plan('dev', 'hand-on', { unit: 'gate' })
    const shown = seen.kind === 'planned' ? seen.shows : []
    expect(seen).toMatchObject({ changes: [] })
    expect((await handing.apply('dev', 'hand-on', { unit: 'gate' }, { shown })).kind).toBe('done')
    await handing.apply('dev', 'set', { unit: 'gate', field: 'replicas', value: '3' })
    expect(await handing.apply('dev', 'hand-on', { unit: 'gate' }, { shown })).toMatchObject({
      reason: { id: 'config-unit-changed' },
    })
  })

  it('says so where its kind is defined otherwise there, and still fits', async () => {
    const text = 'unit: service\nversion: 1\nfields: { owner: { kind: string, max: 9 } }'
    const narrow = [parseUnitKind(text, 'service.yaml')]
    const other = configConnector(narrow, memoryUnits(), () => handing.now, promotionsIn('dev'))
    await other.apply(handing.order('dev', 'create', { unit: 'gate', owner: 'core' }))
    const ticket = ticketIn(await other.apply(handing.order('dev', 'hand-on', { unit: 'gate' })))
    const lacking = { kind: 'impossible', reason: { id: 'config-field-missing' } }
    expect(await handing.plan('test', 'promote', { ticket })).toMatchObject(lacking)
    const wider = [parseUnitKind(text.replace('9', '10'), 'service.yaml')]
    const test = configConnector(wider, memoryUnits(), () => handing.now, promotionsIn('test'))
    const shown = await test.plan(handing.order('test', 'promote', { ticket }))
    expect(shown.kind === 'planned' && shown.shows).toContainEqual(['kind-there', 'other'])
  })
})

describe('a ticket acts once', () => {
  it('whoever brings it, and says what became of it', async () => {
    const ticket = await handing.ticketFrom('dev')
    const asked = handing.order('test', 'promote', { ticket })
    expect((await handing.at.test.apply(asked)).kind).toBe('done')
    expect((await handing.at.test.apply(asked)).kind).toBe('done')
    // After a crash the order still says which ticket it was.
    expect(await handing.at.test.verify(asked)).toMatchObject({
      kind: 'done',
      result: { ticket: { digest: sha256(ticket), unit: 'gate' } },
    })
    expect(handing.changes()).toBe(1)
    await handing.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '9' })
    const again = handing.order('test', 'promote', { ticket })
    const used = {
      id: 'config-ticket-used',
      args: { name: asked.commandName, unit: 'gate', revision: 1 },
    }
    expect(await handing.at.test.plan(again)).toEqual({ kind: 'impossible', reason: used })
    expect(await handing.at.test.apply(again)).toEqual({ kind: 'failed', reason: used })
    expect(await handing.at.test.verify(again)).toBe('undone')
  })

  it('when two carry it at once', async () => {
    const ticket = await handing.ticketFrom('dev')
    const both = await Promise.all([
      handing.apply('test', 'promote', { ticket }),
      handing.apply('test', 'promote', { ticket }),
    ])
    expect(both.map((one) => one.kind).toSorted()).toEqual(['done', 'failed'])
    expect(handing.changes()).toBe(1)
  })

  it('when it was signed twice, on either side of a crash', async () => {
    await handing.apply('dev', 'create', { unit: 'gate', owner: 'core' })
    const asked = handing.order('dev', 'hand-on', { unit: 'gate' })
    const first = ticketIn(await handing.at.dev.apply(asked))
    handing.now += 60_000
    expect(await handing.at.dev.verify(asked)).toBe('undone')
    const second = ticketIn(await handing.at.dev.apply(asked))
    expect(second).not.toBe(first)
    expect((await handing.apply('test', 'promote', { ticket: first })).kind).toBe('done')
    await handing.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '9' })
    expect(await handing.apply('test', 'promote', { ticket: second })).toMatchObject({
      reason: { id: 'config-ticket-used' },
    })
  })
})

describe('an older ticket', () => {
  const handOn = async () => ticketIn(await handing.apply('dev', 'hand-on', { unit: 'gate' }))
  const older = (revision: number, newer: number) => ({
    id: 'config-ticket-older',
    args: { unit: 'gate', revision, newer },
  })

  it('never follows a newer one, also where the unit was deleted since', async () => {
    const first = await handing.ticketFrom('dev')
    await handing.apply('dev', 'set', { unit: 'gate', field: 'replicas', value: '5' })
    const second = await handOn()
    expect((await handing.apply('test', 'promote', { ticket: second })).kind).toBe('done')
    const refused = { kind: 'impossible', reason: older(1, 2) }
    expect(await handing.plan('test', 'promote', { ticket: first })).toEqual(refused)
    await handing.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '6' })
    expect(await handing.plan('test', 'promote', { ticket: first })).toEqual(refused)
    await handing.apply('test', 'delete', { unit: 'gate' })
    expect(await handing.plan('test', 'promote', { ticket: first })).toEqual(refused)
    await handing.apply('test', 'create', { unit: 'gate', owner: 'other' })
    expect(await handing.plan('test', 'promote', { ticket: first })).toEqual(refused)
  })

  it('is refused by the effect, where the newer one came between', async () => {
    const first = await handing.ticketFrom('dev')
    await handing.apply('dev', 'set', { unit: 'gate', field: 'replicas', value: '5' })
    const asked = handing.order('test', 'promote', { ticket: first })
    expect((await handing.at.test.plan(asked)).kind).toBe('planned')
    await handing.apply('test', 'promote', { ticket: await handOn() })
    expect(await handing.at.test.apply(asked)).toEqual({ kind: 'failed', reason: older(1, 2) })
  })

  it('may be one of the same revision: what was changed here goes back to it', async () => {
    const first = await handing.ticketFrom('dev')
    const again = await handOn()
    expect((await handing.apply('test', 'promote', { ticket: first })).kind).toBe('done')
    await handing.apply('test', 'set', { unit: 'gate', field: 'replicas', value: '6' })
    expect((await handing.apply('test', 'promote', { ticket: again })).kind).toBe('done')
  })
})

describe('agents and lifetimes', () => {
  const lifetimes = { agents: dayMs, most: 3 * dayMs }
  const agent: AgentTerms = { name: 'claude', quota: { most: 1, kinds: {} }, deletes: 'own' }

  it('hand on in their own name, and what they make lives for a while', async () => {
    await handing.apply('dev', 'create', { unit: 'gate', owner: 'core' }, { agent, lifetimes })
    const ticket = ticketIn(
      await handing.apply('dev', 'hand-on', { unit: 'gate' }, { agent, lifetimes }),
    )
    expect(claimsIn(ticket)).toMatchObject({ by: 'agent:claude', lifetime: true })
    const asked = handing.order('test', 'promote', { ticket }, { agent, lifetimes })
    const shown = await handing.at.test.plan(asked)
    expect(shown.kind === 'planned' && shown.shows).toContainEqual(['lifetime', '24 h'])
    expect((await handing.at.test.apply(asked)).kind).toBe('done')
    const more = await handing.apply('dev', 'create', { unit: 'more', owner: 'core' })
    expect(more.kind).toBe('done')
    const other = ticketIn(await handing.apply('dev', 'hand-on', { unit: 'more' }))
    expect(
      await handing.apply('test', 'promote', { ticket: other }, { agent, lifetimes }),
    ).toMatchObject({
      reason: { id: 'quota-reached', args: { agent: 'claude', count: 1, most: 1 } },
    })
    expect(await handing.plan('test', 'hand-on', { unit: 'gate' })).toMatchObject({
      reason: { id: 'config-hand-on-lifetime', args: { unit: 'gate', environment: 'staging' } },
    })
  })

  it('are no way into staging, even with a ticket that says so', async () => {
    const ticket = await handing.ticketFrom('test')
    expect((await handing.plan('staging', 'promote', { ticket })).kind).toBe('planned')
    const mortal = await resigned(ticket, { lifetime: true }, 'test')
    expect(await handing.plan('staging', 'promote', { ticket: mortal })).toMatchObject({
      reason: { id: 'config-hand-on-lifetime' },
    })
  })

  it('end in test too, whoever brings them there, and go no further', async () => {
    await handing.apply('dev', 'create', { unit: 'gate', owner: 'core' }, { agent, lifetimes })
    const ticket = ticketIn(await handing.apply('dev', 'hand-on', { unit: 'gate' }))
    const asked = handing.order('test', 'promote', { ticket }, { lifetimes })
    const shown = await handing.at.test.plan(asked)
    expect(shown.kind === 'planned' && shown.shows).toContainEqual(['lifetime', '24 h'])
    expect((await handing.at.test.apply(asked)).kind).toBe('done')
    expect(await handing.plan('test', 'hand-on', { unit: 'gate' })).toMatchObject({
      reason: { id: 'config-hand-on-lifetime', args: { unit: 'gate', environment: 'staging' } },
    })
  })

  it('are no matter of what a person made to last, nor of one that is there, nor where none are', async () => {
    await handing.apply('dev', 'create', { unit: 'lasting', owner: 'core' }, { lifetimes })
    const lasting = ticketIn(await handing.apply('dev', 'hand-on', { unit: 'lasting' }))
    const done = await handing.apply('test', 'promote', { ticket: lasting }, { lifetimes })
    expect(done.kind === 'done' && Object.hasOwn(done.result, 'lifetime')).toBe(false)
    await handing.apply('dev', 'create', { unit: 'gate', owner: 'core' }, { agent, lifetimes })
    const ticket = ticketIn(await handing.apply('dev', 'hand-on', { unit: 'gate' }))
    const none = await handing.apply('test', 'promote', { ticket })
    expect(none.kind === 'done' && Object.hasOwn(none.result, 'lifetime')).toBe(false)
    expect((await handing.plan('test', 'hand-on', { unit: 'gate' })).kind).toBe('planned')
  })
})

it('hands nothing on from prod, and nothing that is too long or of no kind', async () => {
  await handing.apply('prod', 'create', { unit: 'gate', owner: 'core' })
  expect(await handing.plan('prod', 'hand-on', { unit: 'gate' })).toMatchObject({
    reason: { id: 'config-hand-on-last' },
  })
  expect(await handing.plan('dev', 'hand-on', { unit: 'gone' })).toMatchObject({
    reason: { id: 'config-unit-missing' },
  })
  const text = 'unit: page\nversion: 1\nfields: { words: { kind: string, max: 2000 } }'
  const page = [parseUnitKind(text, 'page.yaml')]
  const units = memoryUnits()
  const dev = configConnector(page, units, () => handing.now, promotionsIn('dev'))
  await dev.apply(handing.order('dev', 'create', { unit: 'gate', words: 'x'.repeat(2_000) }))
  expect(await dev.plan(handing.order('dev', 'hand-on', { unit: 'gate' }))).toMatchObject({
    reason: { id: 'config-ticket-too-long', args: { unit: 'gate', most: ticketMostChars } },
  })
  const other = configConnector([serviceKind()], units, () => handing.now, promotionsIn('dev'))
  expect(await other.plan(handing.order('dev', 'hand-on', { unit: 'gate' }))).toMatchObject({
    reason: { id: 'config-kind-unknown', args: { kind: 'page', kinds: 'service' } },
  })
})
