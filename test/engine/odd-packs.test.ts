// Packs with unusual class names: approvers see what changes, rules apply, and an admin can always
// stop everything.

import { expect, it } from 'vitest'
import type { Pack } from '../../src/policy/pack.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import { checkChains } from '../model/invariants.ts'
import { evidence, lastTo, request, stateOf, tokenOf } from '../model/scenes.ts'

const shipped = rulesFor('dev', 'HAPF-Strong')
const { confirmation, profiles } = shipped.pack ?? {}
if (confirmation === undefined || profiles === undefined) throw new Error('A pack is bound.')

async function under(
  more: Partial<Pack>,
  test: (bench: Bench) => Promise<void>,
  rules = shipped,
): Promise<void> {
  const bench = await openBench({ rules: withPack(rules, more), seed: 'odd packs' })
  try {
    await test(bench)
    checkChains(bench)
  } finally {
    await bench.close()
    discard(bench)
  }
}

type Rule = Pack['rules'][number]

function ruleOf(when: Rule['when'], consequence: Rule['then']): Rule {
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  return { name: 'rule', when, then: consequence }
}

const unconfirmed = { confirmation: { ...confirmation, classes: [] } }

it('approvers see what changes, also where whoever asks confirms nothing', () =>
  under(unconfirmed, async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('approval_update')
    const card = lastTo(bench, 'beto')
    expect(card.text).toContain('status: open → cancelled')
    const [confirmed] = evidence(bench, 'command.confirmed')
    expect(confirmed).toMatchObject({ actor: 'ana', body: { by_asking: true } })
    await bench.hear('beto', `1 ${card.token}`)
    expect(stateOf(bench, card.command ?? '')).toBe('succeeded')
  }))

const onStatus = { target: { slot: 'status', matches: 'open' } }
const onRisk = { risk: ['MEDIUM' as const, 'HIGH' as const] }

it('rules look at what would change, also where whoever asks confirms nothing', () =>
  under({ ...unconfirmed, rules: [ruleOf(onRisk, { approval: 'destructive' })] }, async (bench) => {
    await bench.hear('ana', 'create config trial for core')
    expect(lastTo(bench, 'ana').kind).toBe('approval_update')
    const { command = '' } = lastTo(bench, 'beto')
    expect(stateOf(bench, command)).toBe('approval_requested')
  }))

const many = { amount: { of: 'replicas', above: 20 } }

it('rules look at what a change leaves as it is, and evidence has what they saw', () => {
  const rule = ruleOf({ ...many, commands: ['config.set'] }, { approval: 'destructive' })
  return under({ rules: [rule] }, async (bench) => {
    await request(bench, 'ana', 'create config trial for core')
    await request(bench, 'ana', 'set config trial banner hi')
    expect(lastTo(bench, 'ana').text).toContain('Done')
    // It ends above, and is asked for again when it begins above.
    for (const change of ['replicas 40', 'banner ho']) {
      const name = await request(bench, 'ana', `set config trial ${change}`)
      expect(stateOf(bench, name)).toBe('approval_requested')
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      expect(stateOf(bench, name)).toBe('succeeded')
    }
    const body = {
      target: [
        ['replicas', '40'],
        ['replicas', '40'],
      ],
    }
    expect(evidence(bench, 'command.previewed').at(-1)).toMatchObject({ body })
    expect(lastTo(bench, 'beto').text).not.toContain('40')
  })
})

/** Above 20 another rule would hold, whoever asks; what Ana asks waits for one approval anyhow. */
const waits = ruleOf({ requesters: ['ana'], commands: ['config.set'] }, { approval: 'destructive' })
const twoAbove = (commands: readonly string[]) =>
  ruleOf({ ...many, commands: [...commands] }, { approval: 'destructive', approvers: 2 })

it.each([
  ['that a rule about it looks at', ['config.set'], 'replicas 7', 'failed'],
  ['that no rule looks at', ['config.set'], 'enabled on', 'succeeded'],
  ['that only a rule about others looks at', ['order.cancel'], 'replicas 7', 'succeeded'],
])(
  'a field %s, and no card shows, may change or not before the effect',
  (_what, commands, change, state) =>
    under({ rules: [waits, twoAbove(commands)] }, async (bench) => {
      await request(bench, 'alex', 'create config trial for core')
      const name = await request(bench, 'ana', 'set config trial banner hi')
      expect(lastTo(bench, 'beto').text).not.toContain('replicas')
      const other = await request(bench, 'alex', `set config trial ${change}`)
      expect(stateOf(bench, other)).toBe('succeeded')
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      expect(stateOf(bench, name)).toBe(state)
      if (state === 'failed') expect(lastTo(bench, 'ana').text).not.toContain('retry')
    }),
)

it('what Aval does itself has no fields but those that it shows, whatever rules look for', () => {
  const onReason = { target: { slot: 'reason', matches: 'drill' }, commands: ['lockdown.off'] }
  return under({ rules: [ruleOf(onReason, { approvers: 1 })] }, async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  })
})

it('rules look at all of each target of a list, of which its card shows what changes alone', () => {
  const rule = ruleOf(
    { target: { slot: 'kind', matches: 'service' }, classes: ['R3'] },
    { refuse: true },
  )
  return under({ rules: [rule] }, async (bench) => {
    const names = []
    for (const unit of ['one', 'two'])
      names.push(await request(bench, 'ana', `create config ${unit} for core`))
    await bench.hear('ana', `compensate ${names.join(' ')}`)
    expect(evidence(bench, 'command.rejected').at(-1)).toMatchObject({
      body: { reason: 'forbidden' },
    })
  })
})

it('a rule that wants the name of the environment is answered by it', () =>
  under({ ...unconfirmed, rules: [ruleOf(onRisk, { acknowledge: true })] }, async (bench) => {
    await bench.hear('ana', 'create config trial for core')
    const { command = '', kind, text } = lastTo(bench, 'ana')
    expect([kind, text.includes('1 DEV - ')]).toEqual(['preview', true])
    await bench.hear('ana', '1 DEV')
    expect(stateOf(bench, command)).toBe('succeeded')
  }))

const classes = ['S0', 'S1'] as const
const when = { classes: [...classes] }
const days = ['mon' as const]
const monday = { days, from: '00:00', to: '23:59', zone: 'UTC' }
const frozen = { freezes: [{ name: 'mondays', classes: [...classes], weekly: monday }] }
const everywhere: readonly (readonly [string, Partial<Pack>])[] = [
  ['a freeze', frozen],
  ['a refusal', { rules: [ruleOf(when, { refuse: true })] }],
  ['more approvers', { rules: [ruleOf(when, { approvers: 2 })] }],
  ['another policy', { rules: [ruleOf(when, { approval: 'destructive' })] }],
  [
    'the profile',
    {
      profiles: {
        ...profiles,
        'HAPF-Strong': {
          approvers: { S0: 1, S1: 1, S2: 1, S3: 1, R3: 1 },
          requester_may_approve: false,
        },
      },
    },
  ],
]

it.each(everywhere)(
  '%s of S0 and S1 leaves the way to ask, to withdraw and to stop',
  (_what, more) =>
    under(more, async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      await bench.hear('ana', 'status')
      expect(lastTo(bench, 'ana').kind).toBe('answer')
      await bench.hear('ana', `cancel ${name}`)
      expect(stateOf(bench, name)).toBe('rejected')
      const stop = await request(bench, 'dora', 'lockdown on fire')
      expect(stateOf(bench, stop)).toBe('succeeded')
    }),
)

it('a rule that names a command means it, whatever it is', () =>
  under(
    {
      rules: [
        ruleOf({ commands: ['lockdown.status'] }, { refuse: true }),
        ruleOf({ ...onStatus, commands: ['order.cancel'] }, { approvers: 2 }),
      ],
    },
    async (bench) => {
      await bench.hear('dora', 'lockdown status')
      expect(lastTo(bench, 'dora').kind).toBe('refusal')
      const name = await request(bench, 'ana', 'cancel order 42')
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      expect(stateOf(bench, name)).toBe('approval_requested')
    },
  ))

it('a rule about a command is about an undo that does the same', () =>
  under({ rules: [ruleOf({ commands: ['order.restore'] }, { refuse: true })] }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    await bench.hear('ana', `undo ${name}`)
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
  }))

it('the harsher of two commands that do the same says what an undo risks', () => {
  const restore = shipped.flows.get('order.restore')
  if (restore === undefined) throw new Error('Orders can be restored.')
  const harsh = { ...restore, command: 'order.revive', risk: 'S2' as const }
  const flows = new Map([...shipped.flows, ['order.revive', harsh]])
  return under(
    {},
    async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      const undo = await request(bench, 'ana', `undo ${name}`)
      expect(stateOf(bench, undo)).toBe('approval_requested')
    },
    { ...shipped, flows },
  )
})

it('a rule looks at each part of a list', () =>
  under({ rules: [ruleOf({ ...onStatus, classes: ['R3'] }, { approvers: 2 })] }, async (bench) => {
    const names: string[] = []
    for (const order of ['42', '43']) {
      const name = await request(bench, 'ana', `cancel order ${order}`)
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      names.push(name)
    }
    const list = await request(bench, 'ana', `compensate ${names.join(' ')}`)
    await bench.hear('beto', `1 ${tokenOf(bench, list, 'beto')}`)
    expect(stateOf(bench, list)).toBe('approval_requested')
  }))

it('an emergency is declared in a freeze, and what it is for passes through', () =>
  under(frozen, async (bench) => {
    await bench.hear('ana', 'create config trial for core')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    const glass = await request(bench, 'dora', 'break glass the shop is on fire')
    expect(stateOf(bench, glass)).toBe('succeeded')
    const name = await request(bench, 'ana', 'create config trial for core')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))
