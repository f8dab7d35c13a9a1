// A retry repeats what was granted before: at its start that grant must still be valid, and nothing
// may block it.

import { expect, it } from 'vitest'
import type { Pack } from '../../src/policy/pack.ts'
import type { Bench } from '../model/bench.ts'
import { redefined, rulesFor, withPack } from '../model/content.ts'
import {
  carryOut,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  rewritePerson,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

const from = '2026-01-05T10:00:00Z'
const freeze: Pack['freezes'][number] = {
  name: 'noon',
  classes: ['S2'],
  once: { from, to: '2026-01-05T12:00:00Z' },
}

/** The same pack, and its strictest profile. */
async function bindStricter(bench: Bench): Promise<void> {
  await carryOut(bench, 'dora', 'use policy strong 1.0.0 HAPF-Operational', 'carla')
}

/** Beto approves a command that fails for certain; then something changes, and Ana retries. */
async function retryAfter(
  change: (bench: Bench, failed: string) => Promise<unknown>,
  more: Partial<Pack> = {},
): Promise<{ readonly state: string; readonly reason: string; readonly acts: number }> {
  const rules = withPack(rulesFor('dev', 'HAPF-Strong'), more)
  return withBench({ rules, seed: 'retry' }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('failed')
    await change(bench, name)
    const retry = await request(bench, 'ana', `retry ${name}`).catch(() => '')
    const found = { state: stateOf(bench, retry), reason: reasonOf(bench, retry) }
    return { ...found, acts: bench.shop.acts.length }
  })
}

it('a retry takes effect when nothing changed since the grant', async () => {
  expect(await retryAfter(async () => undefined)).toMatchObject({ state: 'succeeded', acts: 1 })
})

it.each([
  [
    'its approver has another number or key',
    (bench: Bench) => bench.identity('+5511900000012'),
    'unauthorized',
  ],
  [
    'its approver lost the role',
    async (bench: Bench) => rewritePerson(bench, 'beto', "json_set(record, '$.roles', json('[]'))"),
    'unauthorized',
  ],
  [
    'its class is locked',
    (bench: Bench) => request(bench, 'dora', 'lockdown class S2 to look at it'),
    'none',
  ],
  ['its class is frozen', (bench: Bench) => bench.wait(2 * 3_600_000), 'none'],
  ['another profile is bound', bindStricter, 'policy_changed'],
])('a retry has no effect when %s', async (_what, change, reason) => {
  const found = await retryAfter(change, { freezes: [freeze] })
  expect(found.acts).toBe(0)
  expect(found.reason).toBe(reason)
})

it('a freeze that began since the preview of a retry rejects it, and its name and end are given', async () => {
  const rules = withPack(rulesFor('dev', 'HAPF-Strong'), { freezes: [freeze] })
  const hint = 'To try again: retry'
  await withBench({ rules, seed: 'retry' }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(lastTo(bench, 'ana').text).toContain(`${hint} ${name}`)
    await bench.wait(Date.parse(from) - bench.now() - 60_000)
    await bench.hear('ana', `retry ${name}`)
    const retry = lastTo(bench, 'ana').command ?? ''
    await bench.wait(61_000)
    await bench.hear('ana', '1')
    expect(reasonOf(bench, retry)).toBe('frozen')
    const freezeLine = 'The freeze “noon” is on until Mon, 12:00 UTC (policy strong 1.0.0).'
    expect(lastTo(bench, 'ana').text).toContain(freezeLine)
    await bench.hear('ana', `retry ${name}`)
    expect(lastTo(bench, 'ana').text).toContain(freezeLine)
    await bench.hear('ana', `why ${retry}`)
    expect(lastTo(bench, 'ana').text).toContain('- a freeze was on: “noon”')
    expect(bench.shop.acts).toHaveLength(0)
  })
})

it('a retry is refused when the flow was edited since the grant: the request must be made again', async () => {
  const replies: string[] = []
  const found = await retryAfter(async (bench, failed) => {
    await bench.restart(redefined(bench.rules, 'order.cancel'))
    await bench.hear('ana', `retry ${failed}`)
    replies.push(lastTo(bench, 'ana').text)
  })
  expect(found.acts).toBe(0)
  expect(replies[0]).toContain('Make a new request')
})

it('a command resolved as undone by its requester cannot be retried under the old grant', async () => {
  await withBench({ rules: rulesFor('dev', 'HAPF-Strong'), seed: 'word' }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('doubtful')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('uncertain')
    await request(bench, 'ana', `resolve ${name} undone`)
    expect(stateOf(bench, name)).toBe('failed')
    await bench.hear('ana', `retry ${name}`)
    expect(lastTo(bench, 'ana').text).toContain('Make a new request')
    expect(bench.shop.acts).toHaveLength(0)
  })
})

it('a command whose retry was uncertain and resolved as undone cannot be retried again', async () => {
  await withBench({ rules: rulesFor('dev', 'HAPF-Strong'), seed: 'word' }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails', 'doubtful')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    const retry = await request(bench, 'ana', `retry ${name}`)
    expect(stateOf(bench, retry)).toBe('uncertain')
    await request(bench, 'ana', `resolve ${retry} undone`)
    expect(stateOf(bench, retry)).toBe('failed')
    await bench.hear('ana', `retry ${name}`)
    expect(lastTo(bench, 'ana').text).toContain(`Its retry is ${retry}`)
    expect(bench.shop.acts).toHaveLength(0)
  })
})

/** Somebody else asks for the same, and who approved it before says no this time. */
async function denySameAction(bench: Bench): Promise<void> {
  const again = await request(bench, 'alex', 'cancel order 42')
  await bench.hear('beto', `2 ${tokenOf(bench, again, 'beto')} it is paid by now`)
  expect(stateOf(bench, again)).toBe('rejected')
}

it('a retry is refused when the same action was denied since the grant', async () => {
  const replies: string[] = []
  const found = await retryAfter(async (bench, failed) => {
    await denySameAction(bench)
    await bench.hear('ana', `retry ${failed}`)
    replies.push(lastTo(bench, 'ana').text)
  })
  expect(found.acts).toBe(0)
  expect(replies[0]).toContain('was denied after it was approved')
})

it('a retry is rejected when the same action is denied between its preview and its confirmation', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear('ana', `retry ${name}`)
    const retry = lastTo(bench, 'ana').command ?? ''
    expect(stateOf(bench, retry)).toBe('confirmation_requested')
    await denySameAction(bench)
    await bench.hear('ana', `1 ${retry}`)
    expect(stateOf(bench, retry)).toBe('rejected')
    expect(bench.shop.acts).toHaveLength(0)
  }))

it('a retry is not stopped by a denial before the grant, nor by that of another action', async () => {
  await withBench({ rules: rulesFor('dev', 'HAPF-Strong'), seed: 'before' }, async (bench) => {
    await denySameAction(bench)
    bench.leap(1)
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    const other = await request(bench, 'alex', 'cancel order 41')
    await bench.hear('beto', `2 ${tokenOf(bench, other, 'beto')}`)
    const retry = await request(bench, 'ana', `retry ${name}`)
    expect(stateOf(bench, retry)).toBe('succeeded')
  })
})

const lift = async (bench: Bench, text: string): Promise<void> => {
  await carryOut(bench, 'dora', text, 'carla')
}

it.each([
  ['everything', true],
  ['class S2', true],
  ['connector shop', true],
  ['tenant acme', true],
  ['class S3', false],
  ['connector config', false],
])(
  'a retry after a lockdown of %s that ended is refused only if the lockdown covered it',
  async (what, meant) => {
    const replies: string[] = []
    const found = await retryAfter(async (bench, failed) => {
      await request(bench, 'dora', `lockdown ${what} for 1m a drill`)
      await bench.wait(60_001)
      await bench.hear('ana', `retry ${failed}`)
      replies.push(lastTo(bench, 'ana').text)
    })
    expect(found.acts).toBe(meant ? 0 : 1)
    expect(replies[0]?.includes('A lockdown came after') ?? false).toBe(meant)
  },
)

it('a retry is rejected when a lockdown was set and lifted between its preview and its confirmation', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear('ana', `retry ${name}`)
    const retry = lastTo(bench, 'ana').command ?? ''
    expect(stateOf(bench, retry)).toBe('confirmation_requested')
    await request(bench, 'dora', 'lockdown on a fire')
    await lift(bench, 'lockdown off')
    await bench.hear('ana', `1 ${retry}`)
    expect([stateOf(bench, retry), reasonOf(bench, retry)]).toEqual(['rejected', 'impossible'])
    await bench.hear('ana', `retry ${name}`)
    expect(lastTo(bench, 'ana').text).toContain('A lockdown came after')
    expect(bench.shop.acts).toEqual([])
  }))

it('a retry has no effect when a start without a readable policy came in between', async () => {
  const found = await retryAfter(async (bench) => {
    const { rules } = bench
    const failure = 'a test'
    const locked = { ...rules, packs: new Map(), pack: null, binding: null, failure }
    for (const next of [locked, rules]) {
      await bench.restart(next)
      await bench.engine().notice({ what: 'service.start', aligned: true, enrol: [] })
    }
  })
  expect(found.acts).toBe(0)
})

it('a retry takes effect when the lockdown ended before the grant', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await request(bench, 'dora', 'lockdown class S2 for 1m a drill')
    await bench.wait(60_001)
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    const retry = await request(bench, 'ana', `retry ${name}`)
    expect(stateOf(bench, retry)).toBe('succeeded')
  }))

it.each([
  [24 * 3_600_000 - 1, 1],
  [24 * 3_600_000, 0],
])('a retry is covered until a day after the grant: after %i ms', (after, times) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('slow')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    const granted = bench.now()
    // Somebody else was faster, and takes it back once this one has failed for that.
    const other = await requestAndGrant(bench, 'alex', 'cancel order 42', 'beto')
    bench.leap(23 * 3_600_000)
    bench.shop.release()
    await bench.quiet()
    expect(stateOf(bench, name)).toBe('failed')
    await request(bench, 'alex', `undo ${other}`)
    bench.leap(granted + after - bench.now())
    const before = bench.shop.acts.length
    await request(bench, 'ana', `retry ${name}`).catch(() => '')
    expect(bench.shop.acts).toHaveLength(before + times)
  }),
)

it('an uncertain retry is told to the approvers asked before, who may look at it and resolve it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails', 'doubtful')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    const retry = await request(bench, 'ana', `retry ${name}`)
    expect(stateOf(bench, retry)).toBe('uncertain')
    for (const who of ['beto', 'carla']) {
      const letter = lastTo(bench, who)
      expect(letter).toMatchObject({ kind: 'outcome', command: name })
      expect(letter.text).toContain(`resolve ${retry} done`)
      await bench.hear(who, `show ${name}`)
      expect(lastTo(bench, who).text).toContain(`Its retry is ${retry}`)
    }
    await request(bench, 'beto', `resolve ${retry} done`)
    expect(stateOf(bench, retry)).toBe('succeeded')
    expect(lastTo(bench, 'carla').text).toContain(`Done: ${name} was done again.`)
  }))
