// A second command for the same operation of a connector obeys the pack's rules for the first one:
// a pack is approved, a flow file is not.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import { flowSchema } from '../../src/command/spec.ts'
import type { Pack } from '../../src/policy/pack.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import { checkChains } from '../model/invariants.ts'
import { evidence } from '../model/scenes.ts'

const shipped = rulesFor('dev', 'HAPF-Strong')

function withFlow(command: string, does: string): Rules['flows'] {
  const flow = flowSchema().parse({
    ...{ command, does, version: 1, risk: 'S1', agents: 'propose' },
    slots: { order: { kind: 'id' } },
  })
  return new Map([...shipped.flows, [command, { ...flow, digest: `of ${command}` }]])
}

async function asked(flow: string, does: string, named: string): Promise<Bench> {
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  const rule = { name: 'none', when: { commands: [named] }, then: { refuse: true } }
  const pack: Partial<Pack> = { rules: [rule as Pack['rules'][number]] }
  const rules = withPack({ ...shipped, flows: withFlow(flow, does) }, pack)
  const bench = await openBench({ rules, seed: 'same operation' })
  const wish = { door: 'http', key: 'k', requester: 'ana', flow, slots: { order: '42' } } as const
  await bench.during(bench.engine().ask(wish))
  checkChains(bench)
  return bench
}

it.each([
  ['order.quick', 'shop.orders.cancel', 'order.cancel', 'forbidden'],
  ['order.quick', 'shop.orders.cancel', 'order.quick', 'forbidden'],
  ['order.quick', 'shop.orders.cancel', 'order.restore', undefined],
  // What Aval does itself may be one operation of many meanings.
  ['note.add', 'aval.decision', 'other.note', undefined],
])('%s, which does %s, under a rule about %s', async (flow, does, named, reason) => {
  const bench = await asked(flow, does, named)
  try {
    expect(evidence(bench, 'command.rejected').at(-1)?.['body']).toEqual(
      reason === undefined ? undefined : expect.objectContaining({ reason }),
    )
    const [{ body } = { body: {} }] = evidence(bench, 'command.proposed')
    if (does.startsWith('shop.'))
      expect(body).toMatchObject({ definition: { 'command order.cancel': expect.any(String) } })
  } finally {
    await bench.close()
    discard(bench)
  }
})
