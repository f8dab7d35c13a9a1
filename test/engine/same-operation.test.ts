// A second command for the same operation of a connector: what rules of the pack say of the first one
// they say of both, since a pack is approved and a file is not; and a denial of one is one of both.

import { expect, it } from 'vitest'
import type { Command, Slots } from '../../src/command/command.ts'
import { denialKeys } from '../../src/command/counts.ts'
import type { Rules } from '../../src/command/facts.ts'
import { flowSchema } from '../../src/command/spec.ts'
import type { Pack } from '../../src/policy/pack.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import { checkChains } from '../model/invariants.ts'
import { evidence, onBench, request, requestAndGrant, tokenOf, withBench } from '../model/scenes.ts'

const shipped = rulesFor('dev', 'HAPF-Strong')

function withFlow(command: string, does: string): Rules['flows'] {
  const flow = flowSchema().parse({
    ...{ command, does, version: 1, risk: 'S1', agents: 'propose' },
    slots: { order: { kind: 'id' } },
  })
  return new Map([...shipped.flows, [command, { ...flow, digest: `of ${command}` }]])
}

const wish = { door: 'http', key: 'k', requester: 'ana' } as const

async function requestUnderRule(
  flow: string,
  does: string,
  named: string,
  test: (bench: Bench) => void,
): Promise<void> {
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  const rule = { name: 'none', when: { commands: [named] }, then: { refuse: true } }
  const pack: Partial<Pack> = { rules: [rule as Pack['rules'][number]] }
  const rules = withPack({ ...shipped, flows: withFlow(flow, does) }, pack)
  await withBench({ rules, seed: 'same operation' }, async (bench) => {
    await bench.during(bench.engine().ask({ ...wish, flow, slots: { order: '42' } }))
    checkChains(bench)
    test(bench)
  })
}

it.each([
  ['order.quick', 'shop.orders.cancel', 'order.cancel', 'forbidden'],
  ['order.quick', 'shop.orders.cancel', 'order.quick', 'forbidden'],
  ['order.quick', 'shop.orders.cancel', 'order.restore', undefined],
  // What Aval does itself may be one operation of many meanings.
  ['note.add', 'aval.decision', 'other.note', undefined],
])(
  '`%s`, which does %s, under a rule that refuses `%s`: refused if they share a connector operation',
  (flow, does, named, reason) =>
    requestUnderRule(flow, does, named, (bench) => {
      expect(evidence(bench, 'command.rejected').at(-1)?.['body']).toEqual(
        reason === undefined ? undefined : expect.objectContaining({ reason }),
      )
      const [{ body } = { body: {} }] = evidence(bench, 'command.proposed')
      if (does.startsWith('shop.'))
        expect(body).toMatchObject({ definition: { 'command order.cancel': expect.any(String) } })
    }),
)

it('a command is refused when another with the same operation and slots was denied three times', async () => {
  const rules = { ...shipped, flows: withFlow('order.quick', 'shop.orders.cancel') }
  await withBench({ rules, seed: 'denied alike' }, async (bench) => {
    for (let count = 0; count < 3; count += 1) {
      const name = await request(bench, 'ana', 'cancel order 42')
      await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    }
    const ends: unknown[] = []
    for (const order of ['42', '7']) {
      const quick = { ...wish, key: order, flow: 'order.quick', slots: { order } }
      await bench.during(bench.engine().ask(quick))
      ends.push(evidence(bench, 'command.rejected').length)
    }
    // The three denials, the one that is like them, and no more.
    expect(ends).toEqual([4, 4])
    expect(evidence(bench, 'command.rejected').at(-1)?.['body']).toMatchObject({
      reason: 'denied_before',
    })
  })
})

it('denials are counted by act: commands with the same act share a key, and other acts have others', () => {
  const rules = { flows: withFlow('order.quick', 'shop.orders.cancel') }
  const key = (flow: string, slots: Slots, acts?: Command['acts']) =>
    denialKeys(rules, {
      ...{ environment: 'dev', tenant: 'dev:acme', version: 1, flow, slots },
      ...(acts === undefined ? {} : { acts }),
    })
  const [cancel, ...none] = key('order.cancel', { order: '42', reason: 'dear' })
  expect(none).toEqual([])
  const act = { does: 'shop.orders.cancel', slots: { order: '42' }, mends: 'C-7F3K' }
  expect(key('order.quick', { order: '42' })).toEqual([cancel])
  expect(key('command.retry', { command: 'C-7F3K' }, [act])).toEqual([cancel])
  const others = [
    key('order.cancel', { order: '7' }),
    key('order.restore', { order: '42' }),
    key('people.suspend', { person: 'ana' }),
    key('people.restore', { person: 'ana' }),
  ]
  expect(new Set([cancel, ...others.flat()]).size).toBe(5)
  // A list is each of its acts, in whatever order.
  const list = key('command.compensate', {}, [{ ...act, slots: { order: '7' } }, act, act])
  expect(list).toEqual([...key('order.cancel', { order: '7' }), cancel])
})

it('of a list is refused alone and in another list, once the list was denied too often', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const done = []
    for (const order of ['42', '43', '44']) {
      const name = await requestAndGrant(bench, 'ana', `cancel order ${order}`, 'beto')
      done.push(name)
    }
    const [one = '', two = '', three = ''] = done
    for (let count = 0; count < 3; count += 1) {
      const list = await request(bench, 'ana', `compensate ${one} ${two}`)
      await bench.hear('beto', `2 ${tokenOf(bench, list, 'beto')}`)
    }
    for (const asked of [`undo ${one}`, `compensate ${three} ${two}`]) {
      const before = evidence(bench, 'command.rejected').length
      await bench.hear('ana', asked)
      const after = evidence(bench, 'command.rejected').slice(before)
      expect(after).toMatchObject([{ body: { reason: 'denied_before' } }])
    }
    await request(bench, 'ana', `undo ${three}`)
    expect(bench.shop.acts).toHaveLength(4)
    checkChains(bench)
  }))
