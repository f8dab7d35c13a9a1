// HAPF-17: what the evidence of a request and of its answers says, member by member.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { codeOf } from '../model/content.ts'
import { commandRows } from '../model/invariants.ts'
import { evidence, onBench, request, tokenOf } from '../model/scenes.ts'

const start = '2026-01-05T09:00:00.000Z'
const minute = 60_000

/** What every artifact about this command carries, besides its own actor and body. */
function about(bench: Bench, name: string, time: string) {
  const row = commandRows(bench).find((one) => one.name === name)
  const fingerprint: unknown = Object(row)['fingerprint']
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  const { environment, pack } = bench.rules
  return {
    time,
    system: { environment, instance: 'model', version: '0.0.0' },
    tenant: `${environment}:acme`,
    command: { command_id: row?.id, idempotency_key: row?.idempotencyKey, fingerprint },
    policy: {
      ...{ pack: 'strong', version: '1.0.0', digest: pack?.digest },
      profile: environment === 'prod' ? 'HAPF-Operational' : 'HAPF-Strong',
    },
  }
}

const ofCommand = (bench: Bench, type: string, name: string) =>
  evidence(bench, type).filter(({ body }) => Object(body).name === name)

it('a request for approval says who asks whom, since when, until when, and under which policy', () =>
  onBench('prod', 'HAPF-Operational', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const asked = { name, policy_id: 'destructive', round: 1, instead_of: [] }
    const until = '2026-01-05T09:30:00.000Z'
    expect(ofCommand(bench, 'approval.requested', name)).toMatchObject([
      {
        ...about(bench, name, start),
        actor: 'ana',
        trace: { chat: 'ana', message_id: 'm1', transport: 'model' },
        body: {
          ...asked,
          ...{ group: 'first', to: ['beto', 'carla', 'edu', 'max'] },
          ...{ expires_at: until, step_up: '3600000' },
        },
      },
    ])
    await bench.wait(15 * minute)
    expect(ofCommand(bench, 'approval.requested', name).at(-1)).toMatchObject({
      ...about(bench, name, '2026-01-05T09:15:00.000Z'),
      body: { ...asked, group: 'fallback', to: ['dora'], expires_at: until },
    })
  }))

it('each grant says who, how, when, in which message, on what, in whose place and how many', () =>
  onBench('prod', 'HAPF-Operational', async (bench) => {
    await request(bench, 'beto', 'delegate to dora for 2h')
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    const answer = (who: string, id: string) =>
      bench.hear(who, `1 ${tokenOf(bench, name, who)} ${codeOf(who, bench.now())}`, { id })
    bench.leap(minute)
    await answer('carla', 'yes-of-carla')
    bench.leap(minute)
    await answer('max', 'yes-of-max')
    const { command } = about(bench, name, start)
    const vote = {
      ...{ name, policy_id: 'high_impact', bound_to: command.fingerprint, round: 1, needed: 2 },
      method: 'token+code',
    }
    const held = (person: string) => ({ person, scopes: ['admin.approve.high_impact'] })
    expect(ofCommand(bench, 'approval.granted', name)).toMatchObject([
      {
        ...about(bench, name, '2026-01-05T09:01:00.000Z'),
        actor: 'carla',
        body: {
          ...{ ...vote, message_id: 'yes-of-carla', count: 1, quorum: 'open' },
          held: held('carla'),
        },
      },
      {
        ...about(bench, name, '2026-01-05T09:02:00.000Z'),
        actor: 'max',
        body: {
          ...{ ...vote, message_id: 'yes-of-max', count: 2, quorum: 'reached' },
          held: held('max'),
        },
      },
    ])
    const other = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('dora', `1 ${tokenOf(bench, other, 'dora')} ${codeOf('dora', bench.now())}`)
    expect(ofCommand(bench, 'approval.granted', other)).toMatchObject([
      { actor: 'dora', body: { instead_of: 'beto', held: { person: 'beto' } } },
    ])
    expect(ofCommand(bench, 'approval.delegated', other)).toMatchObject([
      { actor: 'beto', body: { to: 'dora' } },
    ])
  }))

it('a denial says who, how, when, in which message, on what and why', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.leap(minute)
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')} too risky`, { id: 'no-of-beto' })
    const shared = about(bench, name, '2026-01-05T09:01:00.000Z')
    expect(ofCommand(bench, 'approval.denied', name)).toMatchObject([
      {
        ...shared,
        actor: 'beto',
        body: {
          ...{ name, method: 'token', message_id: 'no-of-beto', policy_id: 'destructive' },
          ...{ bound_to: shared.command.fingerprint, round: 1, reason: 'too risky' },
          held: { person: 'beto', scopes: ['admin.approve.destructive'] },
        },
      },
    ])
    expect(evidence(bench, 'approval.granted')).toEqual([])
  }))
