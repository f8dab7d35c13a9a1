// What each command is bound to: its flow and the files that describe its target.

import { expect, it } from 'vitest'
import type { Act, Command } from '../../src/command/command.ts'
import { changedSince, definitionOf, isAsDefined } from '../../src/command/definition.ts'
import { fingerprintOf } from '../../src/command/fingerprint.ts'
import { redefined, rulesFor } from '../model/content.ts'
import { onBench, request } from '../model/scenes.ts'

const rules = rulesFor('dev', 'HAPF-Strong')

function definition(name: string, acts: readonly Act[] = []) {
  const flow = rules.flows.get(name)
  if (flow === undefined) throw new Error(`${name} is shipped.`)
  return Object.keys(definitionOf(rules, flow, { tenant: 'dev:acme', slots: {}, acts })).toSorted()
}

it.each([
  ['order.cancel', ['api shop', 'command order.cancel', 'sandbox', 'settings of shop']],
  ['config.delete', ['command config.delete', 'sandbox', 'unit service']],
  ['lockdown.on', ['command lockdown.on', 'sandbox']],
])(
  'the definition of %s names its flow and the files that describe its target',
  (name, expected) => {
    expect(definition(name)).toEqual(expected)
  },
)

it('the definition of a change of policy names the pack and its digest', () => {
  const flow = rules.flows.get('policy.bind')
  if (flow === undefined) throw new Error('It is shipped.')
  const slots = { pack: 'careful', version: '1.0.0', profile: 'HAPF-Strong' }
  const definition = definitionOf(rules, flow, { tenant: 'dev:acme', slots })
  const { digest } = rules.packs.get('careful 1.0.0') ?? {}
  expect(definition).toMatchObject({ 'policy careful 1.0.0': digest })
})

it('the definition of a recovery names also the command that it repeats or reverses', () => {
  const act = { does: 'shop.orders.restore', slots: { order: '42' }, mends: 'C-7F3K' }
  expect(definition('command.undo', [act])).toEqual([
    'api shop',
    'command command.undo',
    'command order.restore',
    'sandbox',
    'settings of shop',
  ])
})

it('a changed definition is reported, a changed policy before it, and an added file is not', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const [command] = bench.store().commandNamed(name).commands
    if (command === undefined) throw new Error('It was asked for.')
    const now = bench.rules
    expect(changedSince(now, command)).toBeNull()
    expect(changedSince(redefined(now, 'order.cancel'), command)).toBe('definition_changed')
    expect(changedSince({ ...redefined(now, 'shop'), binding: null }, command)).toBe(
      'policy_changed',
    )
    const described = new Map([...now.described, ['shop', {}]])
    expect(isAsDefined({ ...now, described }, command)).toBe(false)
    const more = { ...now.described.get('shop'), 'api another': 'd2'.repeat(32) }
    expect(isAsDefined({ ...now, described: new Map([['shop', more]]) }, command)).toBe(true)
    const moved: Command = { ...command, slots: { order: '43' } }
    expect(fingerprintOf(moved)).not.toBe(moved.fingerprint)
    expect(changedSince(now, moved)).toBe('policy_changed')
  }))
