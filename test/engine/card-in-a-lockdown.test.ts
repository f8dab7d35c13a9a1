// A card sent during a lockdown, or while approvals are suspended, says what an approval would do
// now.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { evidence, lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

const inDev = (test: (bench: Bench) => Promise<void>) => onBench('dev', 'HAPF-Strong', test)

const covered = 'LOCKDOWN: a yes now ends this\nrequest, and nothing is done.'
const suspended = 'Approvals are suspended here.'

const reminderOf = (bench: Bench, name: string) =>
  bench.letters.findLast((one) => one.command === name && one.to === 'beto')?.text

it.each([
  ['lockdown on a drill', true],
  ['lockdown class S2 a drill', true],
  ['lockdown class S3 a drill', false],
])(
  'after `%s`, a reminder says whether the lockdown covers the request, and a yes does as it says',
  (text, isCovered) =>
    inDev(async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      expect(reminderOf(bench, name)).not.toContain(covered)
      await request(bench, 'dora', text)
      await bench.wait(23 * 60_000)
      expect(reminderOf(bench, name)?.includes(covered)).toBe(isCovered)
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      expect(stateOf(bench, name)).toBe(isCovered ? 'rejected' : 'succeeded')
    }),
)

it('with two approvers needed, the first yes in a lockdown ends the request, as the reminder says', () =>
  onBench('dev', 'HAPF-Operational', async (bench) => {
    const name = await request(bench, 'dora', 'use policy careful 1.0.0 HAPF-Operational')
    await request(bench, 'dora', 'lockdown on for 13m a drill')
    await bench.wait(12 * 60_000)
    expect(reminderOf(bench, name)).toContain(covered)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('rejected')
    expect(lastTo(bench, 'beto').text).toContain('This environment is in lockdown.')
    await bench.wait(61_000)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
    expect(evidence(bench, 'command.rejected').at(-1)).toMatchObject({
      body: { reason: 'locked_down' },
    })
  }))

it('`who can approve` names approvers before confirmation, and the lockdown while one covers it', () =>
  inDev(async (bench) => {
    await bench.hear('ana', 'cancel order 43')
    const first = lastTo(bench, 'ana').command ?? ''
    for (const question of ['who can approve', 'who is missing']) {
      await bench.hear('ana', `${question} ${first}`)
      expect(lastTo(bench, 'ana').text).toMatch(/One of: Beto/)
    }
    const name = await request(bench, 'ana', 'cancel order 42')
    await request(bench, 'dora', 'lockdown class S2 a drill')
    await bench.hear('ana', `who can approve ${name}`)
    expect(lastTo(bench, 'ana').text).toContain('A lockdown covers this.')
  }))

it('an unclear outcome can be resolved during a lockdown', () =>
  inDev(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('doubtful')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await request(bench, 'dora', 'lockdown on a drill')
    await bench.hear('ana', 'pending')
    expect(lastTo(bench, 'ana').text).toContain(`resolve ${name} done`)
    await request(bench, 'ana', `resolve ${name} undone`)
    expect(stateOf(bench, name)).toBe('failed')
    expect(bench.shop.acts).toHaveLength(0)
  }))

it('the card of a request to lift a lockdown does not say that the lockdown covers it', () =>
  inDev(async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    expect(reminderOf(bench, name)).not.toContain(covered)
  }))

it('while approvals are suspended, the card and the reply to the requester say so', () =>
  inDev(async (bench) => {
    for (const who of ['ana', 'alex', 'beto', 'carla', 'dora'])
      for (const last of '2345') await bench.hear(who, `1 AAAAA${last}`)
    const name = await request(bench, 'ana', 'cancel order 42')
    expect(reminderOf(bench, name)).toContain(suspended)
    expect(lastTo(bench, 'ana').text).toContain(suspended)
    await request(bench, 'dora', 'resume approvals')
    const next = await request(bench, 'ana', 'cancel order 43')
    expect(reminderOf(bench, next)).not.toContain(suspended)
  }))
