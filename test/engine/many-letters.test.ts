// However many letters wait for one person, those to others are sent meanwhile.

import { expect, it } from 'vitest'
import type { Change } from '../../src/command/changes.ts'
import { phrase } from '../../src/command/phrase.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { withBench } from '../model/scenes.ts'

const keys = { tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 }

function queue(bench: Bench, letters: readonly (readonly [to: string, chat: string | null])[]) {
  const say = letters.map(([to, chat], index): Change => {
    const lines = [phrase('listed', { text: `letter ${index}` })]
    return { kind: 'say', speech: { to, locale: 'en', chat, kind: 'notice', lines } }
  })
  const tick = { kind: 'tick', id: 'letters', at: bench.now() } as const
  bench.store().settle([{ event: tick }], { keys: () => keys, step: () => say })
}

it('three thousand letters that wait for one person hide none to others or to a group', () => {
  let isUp = false
  const sending = ({ chat }: { readonly chat: string }) =>
    chat.includes('ana') && !isUp ? 'later' : 'sent'
  const options = { rules: rulesFor('dev', 'HAPF-Strong'), seed: 'letters', sending } as const
  return withBench(options, async (bench) => {
    const many = Array.from({ length: 3_000 }, () => ['ana', null] as const)
    queue(bench, [...many, ['beto', null], ['ana', 'group']])
    await bench.hear('dora', 'menu')
    const sentTo = (to: string, chat: string) =>
      bench.letters.filter((one) => one.to === to && one.chat === chat).length
    expect([sentTo('beto', 'beto'), sentTo('ana', 'group')]).toEqual([1, 1])
    isUp = true
    await bench.wait(2_000)
    await bench.hear('dora', 'menu')
    expect((await bench.storeClient().standing()).queued).toBe(0)
    const texts = bench.letters.filter((one) => one.chat === 'ana').map((one) => one.text)
    expect([...new Set(texts)]).toHaveLength(3_000)
    expect([...new Set(texts)].at(-1)).toContain('letter 2999')
  })
})
