// A bare `1` counts only for a preview that its sender could have read, and not when it replies to
// somebody else.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { evidence, lastTo, onBench, stateOf } from '../model/scenes.ts'

const minute = 60_000
const group = { chat: 'g1', direct: false }

/** Makes a request; resolves with the name that waits for confirmation. */
async function requestPreview(bench: Bench, more = {}): Promise<string> {
  await bench.hear('ana', 'cancel order 42', more)
  return lastTo(bench, 'ana').command ?? ''
}

const inDev = (test: (bench: Bench) => Promise<void>) => onBench('dev', 'HAPF-Strong', test)

it.each([
  ['1', 'does not confirm it'],
  ['2', 'does not withdraw it'],
])('a bare %s sent before its preview could be read %s', (answer) =>
  inDev(async (bench) => {
    await bench.hear('ana', 'restore order 41')
    const sentAt = bench.now()
    bench.leap(6 * minute)
    const name = await requestPreview(bench)
    await bench.hear('ana', answer, { sentAt })
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    expect(lastTo(bench, 'ana').text).toContain('You answered before this was shown')
    expect(lastTo(bench, 'ana').text).toContain(`1 ${name} - `)
    await bench.hear('ana', `1 ${name}`, { sentAt })
    expect(stateOf(bench, name)).toBe('approval_requested')
  }),
)

it('a bare 1 sent while the preview was still being made confirms nothing', () =>
  inDev(async (bench) => {
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

it.each([-40, 40])(
  'a carrier clock that is %i minutes off does not invalidate a bare 1',
  (minutes) =>
    inDev(async (bench) => {
      const sentAt = () => Math.floor((bench.now() + minutes * minute) / 1_000) * 1_000
      bench.leap(999)
      const name = await requestPreview(bench, { sentAt: sentAt() })
      await bench.hear('ana', '1', { sentAt: sentAt() })
      expect(stateOf(bench, name)).toBe('approval_requested')
    }),
)

it('a bare 1 after a restart counts though the clock was set back since its preview', () =>
  inDev(async (bench) => {
    bench.leap(3 * minute)
    const name = await requestPreview(bench)
    bench.leap(-3 * minute)
    await bench.restart()
    await bench.hear('ana', '1')
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))

it('in a group, a 1 that quotes somebody else confirms nothing; one that quotes the preview confirms', () =>
  inDev(async (bench) => {
    const name = await requestPreview(bench, group)
    const preview = lastTo(bench, 'ana').id
    await bench.hear('ana', '1', { ...group, quotes: 'not-ours' })
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    expect(lastTo(bench, 'ana').text).toContain(`1 ${name} - `)
    expect(evidence(bench, 'command.confirmed')).toHaveLength(0)
    await bench.hear('ana', '1', { ...group, quotes: preview })
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))
