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
])('%s: whoever is reminded reads whether it is covered', (text, isCovered) =>
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

it('where two must approve, the first yes ends it too, as is said', () =>
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

it('who could approve is not said to be nobody: before it is confirmed, nor in a lockdown', () =>
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

it('in a lockdown one may say what became of an unclear one', () =>
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

it('what lifts a lockdown is not covered by it', () =>
  inDev(async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    expect(reminderOf(bench, name)).not.toContain(covered)
  }))

it('a request in suspended approvals says so on the card and to whoever asks', () =>
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
