// Definition files that changed between two starts: recorded, and reported to the admins.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { checkChains } from '../model/invariants.ts'
import { evidence, lastTo, onBench, tamper } from '../model/scenes.ts'

const one = { 'command order.cancel': 'a1', 'api shop': 'b1' }

/** Starts as if files said this; answers what was told of it, by whom it was heard. */
async function started(bench: Bench, definitions: Record<string, string>) {
  const before = bench.letters.length
  const notice = { what: 'service.start', aligned: true, enrol: [], definitions } as const
  await bench.during(bench.engine().notice(notice))
  const told = bench.letters.slice(before).filter((letter) => letter.text.includes('Changed since'))
  return told.map(({ to, text }) => `${to}: ${text.split('\n')[0]}`)
}

const last = (bench: Bench) => evidence(bench, 'alignment.checked').at(-1)?.['body']

it('are told once, by name, to the admins of all tenants', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    expect(await started(bench, one)).toEqual([])
    expect(last(bench)).toEqual({
      aligned: true,
      changed: [
        { what: 'api shop', before: null, now: 'b1' },
        { what: 'command order.cancel', before: null, now: 'a1' },
      ],
    })
    const news = await started(bench, { 'command order.cancel': 'a2', 'command flag.on': 'c1' })
    const named = 'api shop, command flag.on, command order.cancel'
    expect(news).toContain(`dora: DEV · Changed since the last start: ${named}.`)
    expect(news.filter((line) => line.startsWith('ana'))).toEqual([])
    expect(last(bench)).toEqual({
      aligned: false,
      why: 'definition_changed',
      changed: [
        { what: 'api shop', before: 'b1', now: null },
        { what: 'command flag.on', before: null, now: 'c1' },
        { what: 'command order.cancel', before: 'a1', now: 'a2' },
      ],
    })
    expect(await started(bench, { 'command flag.on': 'c1', 'command order.cancel': 'a2' })).toEqual(
      [],
    )
    expect(last(bench)).toEqual({ aligned: true })
    checkChains(bench)
  }))

it('are compared with what Aval itself wrote down, and with nothing that somebody else wrote', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await started(bench, one)
    const other = { ...one, 'command order.cancel': 'a2' }
    tamper(bench, "UPDATE settings SET value = ? WHERE key = 'definitions'", JSON.stringify(other))
    // Whoever edits the file and what the store knows of it is met by the seal of that.
    expect(await started(bench, other)).toEqual([])
    expect(last(bench)).not.toHaveProperty('changed')
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
  }))
