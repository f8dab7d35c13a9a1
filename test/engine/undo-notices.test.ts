// Whoever decided about a command hears that it was undone, though nobody asked them about that.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { carryOut, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

async function cancelled(bench: Bench, order: string): Promise<string> {
  const name = await carryOut(bench, 'ana', `cancel order ${order}`, 'beto')
  return name
}

/** What each person was told of this command since, without its first line. */
function toldOf(bench: Bench, since: number, name: string): readonly string[] {
  return bench.letters
    .slice(since)
    .filter((one) => one.command === name)
    .map(({ to, text }) => `${to}: ${text.split('\n').slice(1).join(' / ')}`)
    .toSorted()
}

it('is told of an undo to whoever was asked to approve the command', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await cancelled(bench, '42')
    const since = bench.letters.length
    const undo = await request(bench, 'ana', `undo ${name}`)
    expect(stateOf(bench, undo)).toBe('succeeded')
    const line = `cancel order 42 / It was undone by ${undo}.`
    const asked = ['beto', 'carla', 'edu', 'max']
    expect(toldOf(bench, since, name)).toEqual(asked.map((to) => `${to}: ${line}`))
  }))

it('is told of those acts of a list that were done, and not to whoever hears of the list', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const one = await cancelled(bench, '42')
    // The newest is undone first.
    await bench.wait(1000)
    const two = await cancelled(bench, '43')
    const list = await request(bench, 'max', `compensate ${one} ${two}`)
    const since = bench.letters.length
    bench.shop.fates.push('done', 'fails')
    await bench.hear('beto', `1 ${tokenOf(bench, list, 'beto')}`)
    expect(stateOf(bench, list)).toBe('failed')
    const names = [one, two].flatMap((name) => toldOf(bench, since, name))
    expect(names).toEqual([`ana: cancel order 43 / It was undone by ${list}.`])
  }))

it('is told to nobody of a failed undo', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await cancelled(bench, '42')
    const since = bench.letters.length
    bench.shop.fates.push('fails')
    const undo = await request(bench, 'ana', `undo ${name}`)
    expect(stateOf(bench, undo)).toBe('failed')
    expect(toldOf(bench, since, name)).toEqual([])
  }))
