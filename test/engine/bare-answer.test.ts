// A bare `1` counts only for a preview that its sender could have read, and not when it replies to
// somebody else.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { evidence, lastTo, onBench, stateOf } from '../model/scenes.ts'

const minute = 60_000
const group = { chat: 'g1', direct: false }

/** Makes a request; resolves with the name that waits for confirmation. */
async function shown(bench: Bench, more = {}): Promise<string> {
  await bench.hear('ana', 'cancel order 42', more)
  return lastTo(bench, 'ana').command ?? ''
}

const dev = (test: (bench: Bench) => Promise<void>) => onBench('dev', 'HAPF-Strong', test)

it.each([
  ['1', 'the one before it expired, and this one was not asked yet'],
  ['2', 'the one before it is taken back, and this one stays'],
])('a %s that was kept back on its way means nothing that was asked since: %s', (answer) =>
  dev(async (bench) => {
    await bench.hear('ana', 'restore order 41')
    const sentAt = bench.now()
    bench.leap(6 * minute)
    const name = await shown(bench)
    await bench.hear('ana', answer, { sentAt })
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    expect(lastTo(bench, 'ana').text).toContain('You answered before this was shown')
    expect(lastTo(bench, 'ana').text).toContain(`1 ${name} - `)
    await bench.hear('ana', `1 ${name}`, { sentAt })
    expect(stateOf(bench, name)).toBe('approval_requested')
  }),
)

it('a 1 that was sent while the preview was still being made confirms nothing', () =>
  dev(async (bench) => {
    bench.shop.slowPreviews(1)
    await bench.hear('ana', 'cancel order 42')
    bench.leap(3_000)
    bench.shop.release()
    await bench.quiet()
    const name = lastTo(bench, 'ana').command ?? ''
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    await bench.hear('ana', '1', { sentAt: bench.now() - 2_000 })
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    await bench.hear('ana', '1')
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))

it.each([-40, 40])('a clock of the carrier that is %i minutes off refuses nobody', (minutes) =>
  dev(async (bench) => {
    const sentAt = () => Math.floor((bench.now() + minutes * minute) / 1_000) * 1_000
    bench.leap(999)
    const name = await shown(bench, { sentAt: sentAt() })
    await bench.hear('ana', '1', { sentAt: sentAt() })
    expect(stateOf(bench, name)).toBe('approval_requested')
  }),
)

it('a played clock that begins before the preview refuses nobody', () =>
  dev(async (bench) => {
    bench.leap(3 * minute)
    const name = await shown(bench)
    bench.leap(-3 * minute)
    await bench.restart()
    await bench.hear('ana', '1')
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))

it('a 1 that replies to a colleague in a group confirms nothing; one of its own does', () =>
  dev(async (bench) => {
    const name = await shown(bench, group)
    const preview = lastTo(bench, 'ana').id
    await bench.hear('ana', '1', { ...group, quotes: 'not-ours' })
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    expect(lastTo(bench, 'ana').text).toContain(`1 ${name} - `)
    expect(evidence(bench, 'command.confirmed')).toHaveLength(0)
    await bench.hear('ana', '1', { ...group, quotes: preview })
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))
