// A retry uses the approval of the command that failed: for the same content, and once.

import { expect, it } from 'vitest'
import type { Command, Preview } from '../../src/command/command.ts'
import type { Event } from '../../src/command/event.ts'
import type { Bench } from '../model/bench.ts'
import { decideOn, formOf, knownFor } from '../model/real-facts.ts'
import { onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

/**
 * An order's cancellation that was approved and failed for certain, and its retry at its preview.
 */
async function withRetry(test: (bench: Bench, failed: Command, retry: Command) => void) {
  await onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('failed')
    await bench.hear('ana', `retry ${name}`)
    const card = bench.letters.findLast((one) => one.kind === 'preview')
    const failed = bench.store().commandNamed(name).commands[0]
    const retry = bench.store().commandNamed(card?.command ?? '').commands[0]
    if (failed === undefined || retry === undefined) throw new Error('Both are there.')
    test(bench, failed, retry)
  })
}

/** The result of the retry when its connector shows this. */
function stateAfter(
  bench: Bench,
  retry: Command,
  preview: Preview,
  failed?: Command,
): string | undefined {
  const { id } = retry
  const result = { kind: 'planned', preview } as const
  const event: Event = { kind: 'planned', id: 'event', at: bench.now(), commandId: id, result }
  const known = knownFor(bench, event)
  const proposed: Command = { ...retry, state: 'proposed', preview: null, confirmation: null }
  const commands = new Map(known.commands).set(id, proposed)
  if (failed !== undefined) commands.set(failed.id, failed)
  const form = formOf(decideOn(bench, event, { ...known, commands }), id)
  return form?.reason ?? form?.state
}

it('asks for a confirmation when the preview equals the approved one', () =>
  withRetry((bench, failed, retry) => {
    if (failed.preview === null) throw new Error('It was previewed.')
    expect(stateAfter(bench, retry, failed.preview)).toBe('confirmation_requested')
    const named: Preview = {
      ...failed.preview,
      shows: [[failed.name, 'shop.orders.cancel 42'], ...failed.preview.shows],
    }
    expect(stateAfter(bench, retry, named)).toBe('confirmation_requested')
  }))

it('is refused when a hidden field that rules looked at has another value', () =>
  withRetry((bench, failed, retry) => {
    const { preview } = failed
    if (preview === null) throw new Error('It was previewed.')
    const hidden = (total: string): Preview => ({
      ...preview,
      target: [
        ['total', total],
        ['acts', total],
      ],
    })
    const looked: Preview = { ...preview, looked: ['total'], target: [['total', '120']] }
    const before = { ...failed, preview: looked }
    expect(stateAfter(bench, retry, hidden('120'), before)).toBe('confirmation_requested')
    expect(stateAfter(bench, retry, hidden('900'), before)).toBe('policy_changed')
    const other: Preview = {
      ...preview,
      target: [
        ['total', '120'],
        ['acts', '7'],
      ],
    }
    expect(stateAfter(bench, retry, other, before)).toBe('confirmation_requested')
  }))

it('is refused when the shown target or change is another', () =>
  withRetry((bench, failed, retry) => {
    const { preview } = failed
    if (preview === null) throw new Error('It was previewed.')
    const others: Readonly<Record<string, Preview>> = {
      'another value before': {
        ...preview,
        changes: preview.changes.map((one) => ({ ...one, before: 'shipped' })),
      },
      'another value after': {
        ...preview,
        changes: preview.changes.map((one) => ({ ...one, after: 'refunded' })),
      },
      'one change more': {
        ...preview,
        changes: [...preview.changes, { field: 'total', before: '1', after: '2' }],
      },
      'another target': { ...preview, shows: [['order', '43']] },
      'nothing at all': { shows: [], changes: [] },
    }
    for (const [what, shown] of Object.entries(others))
      expect(stateAfter(bench, retry, shown), what).toBe('policy_changed')
  }))
