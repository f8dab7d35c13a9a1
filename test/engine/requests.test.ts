// A request for approval: what its card says, when and to whom it escalates, and who may withdraw
// it until when.

import { expect, it } from 'vitest'
import type { Environment, Profile } from '../../src/policy/names.ts'
import type { Bench } from '../model/bench.ts'
import { codeOf } from '../model/content.ts'
import {
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  rewritePerson,
  stateOf,
  tokenOf,
} from '../model/scenes.ts'

const minute = 60_000

/** The lines of somebody's card. */
function cardOf(bench: Bench, name: string, person: string): readonly string[] {
  const card = bench.letters.findLast(
    (one) => one.to === person && one.command === name && one.token !== undefined,
  )
  return (card?.text ?? '').split('\n')
}

const secondFactor = { dev: false, test: false, staging: true, prod: true } as const

/** Ana's cancellations are done; she wants them undone together. */
async function compensation(bench: Bench): Promise<string> {
  const done = await request(bench, 'ana', 'cancel order 42')
  const code = bench.rules.environment === 'prod' ? ` ${codeOf('beto', bench.now())}` : ''
  await bench.hear('beto', `1 ${tokenOf(bench, done, 'beto')}${code}`)
  expect(stateOf(bench, done)).toBe('succeeded')
  return request(bench, 'ana', `compensate ${done}`)
}

const makeRequest = {
  S2: (bench: Bench) => request(bench, 'ana', 'cancel order 42'),
  async S3(bench: Bench) {
    await request(bench, 'dora', 'lockdown on a drill')
    return request(bench, 'dora', 'lockdown off')
  },
  R3: compensation,
} as const

const expected = {
  S2: { what: /^cancel order 42$/, who: 'Ana', lasts: 30, policy: 'destructive' },
  S3: { what: /^lockdown off$/, who: 'Dora', lasts: 15, policy: 'high impact' },
  R3: { what: /^compensate C-/, who: 'Ana', lasts: 15, policy: 'recovery' },
} as const

const cards = (['dev', 'prod'] as const).flatMap((environment) =>
  (['HAPF-Strong', 'HAPF-Operational'] as const).flatMap((profile) =>
    (['S2', 'S3', 'R3'] as const).map(
      (risk): readonly [keyof typeof makeRequest, Environment, Profile] => [
        risk,
        environment,
        profile,
      ],
    ),
  ),
)

it.each(cards)('HAPF-11: a card of %s in %s under %s has every required line in order, options last', (
  risk, environment, profile,
) =>
  onBench(environment, profile, async (bench) => {
    const name = await makeRequest[risk](bench)
    const { what, who, lasts, policy } = expected[risk]
    const lines = cardOf(bench, name, 'carla')
    const token = tokenOf(bench, name, 'carla')
    const at = (pattern: RegExp) => {
      const found = lines.findIndex((line) => pattern.test(line))
      expect(found, `${pattern} in\n${lines.join('\n')}`).toBeGreaterThanOrEqual(0)
      return found
    }
    const until = new Date(bench.now() + lasts * minute).toISOString().slice(11, 16)
    const coded = secondFactor[environment]
    const order = [
      at(new RegExp(`^${environment.toUpperCase()} · ${risk} · ${name}$`)),
      at(what),
      at(new RegExp(`^Asked by ${who}$`)),
      ...(risk === 'S3' ? [] : [at(/: \S+ → \S+/)]),
      at(new RegExp(`^Until .*${until} UTC \\(${lasts} min\\)$`)),
      at(new RegExp(`^Policy: ${policy}, strong 1\\.0\\.0$`)),
      at(new RegExp(`^Profile ${profile}$`)),
      at(new RegExp(`^1 ${token}${coded ? ' CODE' : ''} - Approve`)),
      at(new RegExp(`^2 ${token} - Deny`)),
    ]
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order[0]).toBe(0)
    expect(order.at(-1)).toBe(lines.length - 1)
    const two = profile === 'HAPF-Operational' && risk !== 'S2'
    expect(lines.some((line) => line === '2 people must approve')).toBe(two)
    expect(lines.some((line) => line === 'No second factor is asked for here.')).toBe(!coded)
  }),
) // biome-ignore format: one title

const suspendAdmin = (bench: Bench) =>
  rewritePerson(bench, 'dora', "json_set(record, '$.suspended', 'by_admin')")

it('HAPF-21: at half time, and not before, the fallback group is asked once', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.wait(15 * minute - 1)
    expect(evidence(bench, 'approval.escalated')).toHaveLength(0)
    expect(cardOf(bench, name, 'dora')).toEqual([''])
    await bench.wait(1)
    const [escalated] = evidence(bench, 'approval.escalated')
    expect(escalated).toMatchObject({ actor: 'aval', body: { name, to: ['dora'] } })
    const asked = evidence(bench, 'approval.requested').map((one) => one['body'])
    expect(asked).toMatchObject([{ group: 'first' }, { group: 'fallback', to: ['dora'] }])
    await bench.wait(14 * minute)
    expect(evidence(bench, 'approval.escalated')).toHaveLength(1)
    await bench.hear('dora', `1 ${tokenOf(bench, name, 'dora')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('HAPF-21: a fallback approver who was suspended before half time is not asked', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    suspendAdmin(bench)
    await bench.restart()
    await bench.wait(15 * minute)
    expect(evidence(bench, 'approval.escalated')).toHaveLength(0)
    expect(cardOf(bench, name, 'dora')).toEqual([''])
  }))

it('HAPF-21: a request decided or withdrawn before half time does not escalate', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const granted = await request(bench, 'ana', 'cancel order 41')
    const denied = await request(bench, 'ana', 'cancel order 42')
    const withdrawn = await request(bench, 'ana', 'cancel order 40')
    await bench.hear('beto', `1 ${tokenOf(bench, granted, 'beto')}`)
    await bench.hear('beto', `2 ${tokenOf(bench, denied, 'beto')}`)
    await bench.hear('ana', `cancel ${withdrawn}`)
    await bench.wait(60 * minute)
    expect(evidence(bench, 'approval.escalated')).toHaveLength(0)
    expect(bench.letters.filter((one) => one.to === 'dora')).toHaveLength(0)
  }))

it('HAPF-20: the requester withdraws before the grant: evidence is written, and no token counts', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('ana', `cancel ${name}`)
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'cancelled'])
    expect(evidence(bench, 'approval.cancelled')).toMatchObject([{ actor: 'ana', body: { name } }])
    expect(evidence(bench, 'command.rejected')).toMatchObject([
      { actor: 'ana', body: { name, reason: 'cancelled' } },
    ])
    for (const who of ['beto', 'carla']) {
      expect(lastTo(bench, who).kind).toBe('approval_update')
      await bench.hear(who, `1 ${tokenOf(bench, name, who)}`)
      expect(lastTo(bench, who).kind).toBe('refusal')
    }
    expect(stateOf(bench, name)).toBe('rejected')
    expect(bench.shop.acts).toHaveLength(0)
  }))

it('HAPF-20: a request is not withdrawn by anybody else, nor after its effect', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    for (const who of ['alex', 'beto', 'dora', 'max', 'rita']) {
      await bench.hear(who, `cancel ${name}`)
      expect(lastTo(bench, who).kind, who).toBe('refusal')
    }
    expect(stateOf(bench, name)).toBe('approval_requested')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear('ana', `cancel ${name}`)
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(evidence(bench, 'approval.cancelled')).toHaveLength(0)
  }))

it('what the target has against a request is named in its evidence and told to whoever asks why', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    await bench.hear('ana', 'cancel order 42')
    expect(evidence(bench, 'command.rejected')).toMatchObject([
      { body: { reason: 'impossible', cause: 'connector-conflict' } },
    ])
    await bench.hear('ana', `why ${lastTo(bench, 'ana').command}`)
    expect(lastTo(bench, 'ana').text).toContain('It cannot be done now.')
  }))
