// A crash at each boundary of one conversation, one after the other: the outcome is the same as
// without it.

import { describe, expect, it } from 'vitest'
import { amount, isLong } from '../case-count.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { checkChains, checkQuiet } from '../model/invariants.ts'
import { request, requestAndGrant } from '../model/scenes.ts'
import type { Fate } from '../model/shop.ts'

/** Requests, confirms, approves with two, and withdraws another request. */
async function converse(bench: Bench): Promise<void> {
  await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
  const second = await request(bench, 'alex', 'cancel order 43')
  await bench.hear('alex', `cancel ${second}`)
  await request(bench, 'ana', 'create config web for payments')
  await bench.hear('ana', 'show config web')
  await bench.wait(3_600_000)
}

const byText = (one: string, other: string) => (one < other ? -1 : 1)

/** The outcome of everything, without random values. */
function endOf(bench: Bench) {
  const rows = bench.look
    .prepare('SELECT flow, state, id FROM commands WHERE flow NOT LIKE ? ORDER BY created_at, id')
    .all('aval.%') as { flow: string; state: string; id: string }[]
  const types = bench.look
    .prepare('SELECT type FROM artifacts WHERE command_id = ? ORDER BY position')
    .pluck()
  const letters = new Map(bench.letters.map((one) => [one.id, `${one.kind} to ${one.to}`]))
  return {
    commands: rows
      .map(({ flow, state, id }) => `${flow} ${state}: ${types.all(id).join(' ')}`)
      .toSorted(byText),
    letters: [...letters.values()].toSorted(byText),
    acts: bench.shop.acts.map((act) => `${act.operation} ${act.order}`),
    units: bench.look.prepare('SELECT count(*) FROM unit_changes').pluck().get(),
  }
}

async function runConversation(dieAt: number | null, again: number, fate: Fate = 'done') {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const bench = await openBench({ rules, seed: 'crash' })
  try {
    const begun = bench.life().passed.length
    bench.shop.fates.push(fate)
    if (dieAt !== null) bench.life().dieAfter(dieAt)
    bench.dieAgainAfter(again)
    const first = bench.life()
    await converse(bench)
    const end = endOf(bench)
    checkChains(bench)
    checkQuiet(bench)
    await bench.close()
    return { end, boundaries: bench.life().passed.slice(begun), died: first.dead() }
  } finally {
    discard(bench)
  }
}

/** Crashes within one transaction, or around a read, are equivalent. */
const isEquivalent = /^a draw$|^step of |(?:work|outgoing|bound|locked|unit|plan|read)$/

/**
 * Where to crash, counted from 1: at each boundary, or in the daily run at one of each equivalent
 * group.
 */
function deathsIn(boundaries: readonly string[]): readonly number[] {
  const isSame = (at: number) => isEquivalent.test(boundaries[at] ?? '')
  return boundaries.flatMap((_, at) => (isLong || !isSame(at) || !isSame(at - 1) ? [at + 1] : []))
}

describe('a crash at any boundary of a conversation', () => {
  it('leaves the same outcome as no crash', { timeout: amount(120_000, 600_000) }, async () => {
    const undisturbed = await runConversation(null, 0)
    expect(undisturbed.end.acts).toEqual(['orders.cancel 42'])
    expect(undisturbed.end.units).toBe(1)
    const deaths = deathsIn(undisturbed.boundaries)
    expect(deaths.length).toBeGreaterThan(100)
    for (const at of deaths) {
      const life = await runConversation(at, 0)
      expect(life.died, `boundary ${at} was not reached`).toBe(true)
      expect(life.end, `death at boundary ${at}`).toEqual(undisturbed.end)
    }
  })

  it('leaves the same outcome when the next process crashes as well', {
    timeout: 120_000,
  }, async () => {
    const undisturbed = await runConversation(null, 0)
    for (let at = 1; at <= undisturbed.boundaries.length; at += amount(37, 11))
      for (const again of [1, 4, 9, 16])
        expect((await runConversation(at, again)).end, `deaths at ${at} and ${again}`).toEqual(
          undisturbed.end,
        )
  })

  it('acts once and ends succeeded or uncertain when the answer of the effect was lost', {
    timeout: 120_000,
  }, async () => {
    const { boundaries } = await runConversation(null, 0, 'blind')
    let uncertain = 0
    for (let at = 1; at <= boundaries.length; at += amount(11, 4)) {
      const { end } = await runConversation(at, 0, 'blind')
      expect(end.acts, `death at boundary ${at}`).toEqual(['orders.cancel 42'])
      const [cancelled] = end.commands.filter(
        (one) => one.startsWith('order.cancel') && one.includes('approval.granted'),
      )
      expect(cancelled).toMatch(/^order\.cancel (succeeded|uncertain): .*command\.started/)
      if (cancelled?.includes('uncertain') === true) uncertain += 1
    }
    expect(uncertain).toBeGreaterThan(0)
  })
})
