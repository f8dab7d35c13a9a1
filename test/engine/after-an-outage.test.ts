// After an outage everything that came due is settled at once, and nothing that ended is revived.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import { perform } from '../../src/engine/perform.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import {
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

const minute = 60_000

it('a request that expired during an outage sends no card, no reminder and no escalation', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.leap(365 * 24 * 60 * minute)
    const before = bench.letters.length
    await bench.restart()
    await bench.wait(0)
    const since = bench.letters.slice(before)
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'approval_expired'])
    expect(since.filter((one) => one.token !== undefined)).toEqual([])
    expect(since.filter((one) => one.kind === 'approval_request')).toEqual([])
    expect(since.map((one) => one.text).join()).not.toContain('Still waiting')
    expect(evidence(bench, 'approval.escalated')).toEqual([])
  }))

/** The shipped rules, but a card expires in five minutes and an approver gets one an hour. */
function rulesWithShortApprovals(): Rules {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const { pack } = rules
  if (pack?.approvals['destructive'] === undefined) throw new Error('A pack is bound.')
  const approvals = {
    ...pack.approvals,
    destructive: { ...pack.approvals['destructive'], expires: 5 * minute },
  }
  const approver_messages = { most: 1, within: 60 * minute }
  return withPack(rules, { approvals, limits: { ...pack.limits, approver_messages } })
}

function withShortApprovals(test: (bench: Bench) => Promise<void>): Promise<void> {
  return withBench({ rules: rulesWithShortApprovals(), seed: 'outage' }, test)
}

it('a request that expires in the same tick as a digest is rejected and not listed for approval', () =>
  withShortApprovals(async (bench) => {
    await request(bench, 'ana', 'cancel order 42')
    const name = await request(bench, 'alex', 'cancel order 7')
    // Expiry at 9:05 and digest at 9:10 come due together.
    bench.leap(4 * 60 * minute)
    await bench.wait(0)
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'approval_expired'])
    const before = bench.letters.length
    await bench.wait(60 * minute)
    expect(bench.letters.slice(before).filter((one) => one.kind === 'approval_request')).toEqual([])
    expect(stateOf(bench, name)).toBe('rejected')
  }))

/** Granted, and the process dies while the shop is asked; it did nothing. Then time passes. */
async function restartDuringEffect(
  bench: Bench,
  text: string,
  milliseconds: number,
): Promise<string> {
  const name = await request(bench, 'ana', text)
  bench.shop.fates.push('slow')
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  expect(stateOf(bench, name)).toBe('started')
  bench.leap(milliseconds)
  await bench.restart()
  return name
}

it('an interrupted effect whose approval expired is uncertain, not sent again and not called failed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await restartDuringEffect(bench, 'cancel order 42', 30 * minute)
    expect(stateOf(bench, name)).toBe('uncertain')
    expect(bench.shop.acts).toEqual([])
    const update = bench.letters.findLast((one) => one.command === name && one.to === 'ana')
    expect(update?.text).toContain('Its time is over. It may have been sent')
    expect(update?.text).not.toContain('retry')
    await bench.hear('ana', `retry ${name}`)
    expect(lastTo(bench, 'ana').text).toContain('is still unclear')
    await request(bench, 'ana', `resolve ${name} undone`)
    await bench.hear('ana', `retry ${name}`)
    expect(lastTo(bench, 'ana').text).toContain('Make a new request')
  }))

it('without its connector, an effect failed for certain only if no earlier process may have sent it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await restartDuringEffect(bench, 'cancel order 42', 30 * minute)
    const command = bench.store().commandNamed(name).commands[0]
    if (command === undefined) throw new Error('It was asked for.')
    const act = { does: 'shop.orders.cancel', slots: command.slots, mends: name }
    const flow = bench.rules.flows.get('order.cancel')
    const watch = { defect: () => undefined, stopped: async () => null, asDefined: () => true }
    for (const one of [command, { ...command, acts: [act] }, { ...command, acts: [act, act] }])
      for (const [fromEarlierProcess, kind] of [
        [false, 'failed'],
        [true, 'unknown'],
      ] as const) {
        const work = { id: 'w', what: 'apply', command: one } as const
        const done = await perform(work, flow, () => null, fromEarlierProcess, {
          ...watch,
          terms: {},
        })
        expect(done).toMatchObject({ kind: 'finished', outcome: { kind } })
      }
  }))

it('one millisecond before the approval expires, an interrupted effect is done once', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await restartDuringEffect(bench, 'cancel order 42', 30 * minute - 1)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(1)
  }))
