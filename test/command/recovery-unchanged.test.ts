// Right before a recovery acts: its acts must equal, member by member, those that would be planned
// now.

import { expect, it } from 'vitest'
import { isRecoveryUnchanged } from '../../src/command/asked/recover.ts'
import type { Facts } from '../../src/command/facts.ts'
import { knownFor, random, saying } from '../model/real-facts.ts'
import { carryOut, onBench } from '../model/scenes.ts'

it('an undo is unchanged only while its operation, slots and target are those planned now', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await carryOut(bench, 'ana', 'cancel order 42', 'beto')
    await bench.hear('ana', `undo ${name}`)
    const undo = bench.letters.findLast((one) => one.kind === 'preview')?.command ?? ''
    const command = bench.store().commandNamed(undo).commands[0]
    const known = knownFor(bench, saying(bench, 'ana', `show ${undo}`))
    const facts: Facts = { ...known, rules: bench.rules, now: bench.now(), random, onCall: [] }
    const ana = facts.people.find((one) => one.id === 'ana')
    const [act] = command?.acts ?? []
    if (command === undefined || ana === undefined || act === undefined) throw new Error('No undo.')
    const stillSo = (other: Partial<typeof act>) =>
      isRecoveryUnchanged(facts, ana, { ...command, acts: [{ ...act, ...other }] })
    expect(stillSo({})).toBe(true)
    expect(stillSo({ slots: { ...act.slots, order: '43' } })).toBe(false)
    expect(stillSo({ slots: {} })).toBe(false)
    expect(stillSo({ does: 'shop.orders.cancel' })).toBe(false)
    expect(stillSo({ mends: 'C-GONE' })).toBe(false)
  }))
