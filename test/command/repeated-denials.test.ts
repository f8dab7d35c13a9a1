// What was denied too often stays denied, however many other actions were denied on that day.

import { expect, it } from 'vitest'
import { createDecide } from '../../src/engine/decide.ts'
import type { Bench } from '../model/bench.ts'
import { shippedLanguages } from '../model/content.ts'
import { saying } from '../model/real-facts.ts'
import { lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

async function requestAndDeny(bench: Bench, text: string): Promise<void> {
  const name = await request(bench, 'ana', text)
  const card = bench.letters.findLast((one) => one.command === name && one.token !== undefined)
  const approver = card?.to ?? 'nobody'
  await bench.hear(approver, `2 ${tokenOf(bench, name, approver)}`)
  expect(stateOf(bench, name)).toBe('rejected')
}

/** This many other actions of the tenant were denied; their keys sort before any fingerprint. */
function countDenials(bench: Bench, count: number): void {
  const keys = { tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 }
  const step = Array.from({ length: count }, (_, index) => ({
    kind: 'tally' as const,
    key: `denied/dev:acme/${String(index).padStart(64, '0')}`,
  }))
  bench
    .store()
    .settle([{ event: saying(bench, 'dora', 'x') }], { keys: () => keys, step: () => step })
}

/** How often the step was executed for these words. */
function stepsFor(bench: Bench, text: string): number {
  const decide = createDecide(bench.rules, shippedLanguages())
  let count = 0
  bench.store().settle([{ event: saying(bench, 'ana', text) }], {
    keys: decide.keys,
    step(event, known, random) {
      count += 1
      return decide.step(event, known, random)
    },
  })
  return count
}

it('an action denied three times stays refused, though 600 other actions were denied too', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (let count = 0; count < 3; count += 1) await requestAndDeny(bench, 'cancel order 42')
    countDenials(bench, 600)
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    expect(lastTo(bench, 'ana').text).toContain('Denied too often')
    await bench.hear('ana', 'cancel order 7')
    expect(lastTo(bench, 'ana').kind).toBe('preview')
  }))

it('a request is decided in one step, and in more only after a denial of that day', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    expect(stepsFor(bench, 'cancel order 42')).toBe(1)
    await requestAndDeny(bench, 'cancel order 7')
    expect(stepsFor(bench, 'cancel order 1001')).toBe(2)
    expect(stepsFor(bench, 'menu')).toBe(1)
    // What was taken back before is asked for first, and then whether that was denied.
    expect(stepsFor(bench, 'compensate 2h')).toBe(3)
    await bench.wait(24 * 3_600_000 + 1)
    expect(stepsFor(bench, 'cancel order 1001')).toBe(1)
  }))
