// Definition files that changed between two starts: recorded, and reported to the admins.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { checkChains } from '../model/invariants.ts'
import { evidence, lastTo, onBench, tamper } from '../model/scenes.ts'

const shippedDefinitions = { 'command order.cancel': 'a1', 'api shop': 'b1' }

/** Starts as if files said this; answers what was told of it, by whom it was heard. */
async function startWith(bench: Bench, definitions: Record<string, string>) {
  const before = bench.letters.length
  const notice = { what: 'service.start', aligned: true, enrol: [], definitions } as const
  await bench.during(bench.engine().notice(notice))
  const changes = bench.letters
    .slice(before)
    .filter((letter) => letter.text.includes('Changed since'))
  return changes.map(({ to, text }) => `${to}: ${text.split('\n')[0]}`)
}

const lastAlignment = (bench: Bench) => evidence(bench, 'alignment.checked').at(-1)?.['body']

it('changed definition files are recorded and told to the admins, by name and once', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    expect(await startWith(bench, shippedDefinitions)).toEqual([])
    expect(lastAlignment(bench)).toEqual({
      aligned: true,
      changed: [
        { what: 'api shop', before: null, now: 'b1' },
        { what: 'command order.cancel', before: null, now: 'a1' },
      ],
    })
    const heard = await startWith(bench, { 'command order.cancel': 'a2', 'command flag.on': 'c1' })
    const named = 'api shop, command flag.on, command order.cancel'
    expect(heard).toContain(`dora: DEV · Changed since the last start: ${named}.`)
    expect(heard.filter((line) => line.startsWith('ana'))).toEqual([])
    expect(lastAlignment(bench)).toEqual({
      aligned: false,
      why: 'definition_changed',
      changed: [
        { what: 'api shop', before: 'b1', now: null },
        { what: 'command flag.on', before: null, now: 'c1' },
        { what: 'command order.cancel', before: 'a1', now: 'a2' },
      ],
    })
    expect(
      await startWith(bench, { 'command flag.on': 'c1', 'command order.cancel': 'a2' }),
    ).toEqual([])
    expect(lastAlignment(bench)).toEqual({ aligned: true })
    checkChains(bench)
  }))

it('definitions forged in the file are not compared: the seal breaks, and requests are refused', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await startWith(bench, shippedDefinitions)
    const other = { ...shippedDefinitions, 'command order.cancel': 'a2' }
    tamper(bench, "UPDATE settings SET value = ? WHERE key = 'definitions'", JSON.stringify(other))
    // Whoever edits the file and what the store knows of it is met by the seal of that.
    expect(await startWith(bench, other)).toEqual([])
    expect(lastAlignment(bench)).not.toHaveProperty('changed')
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
  }))
