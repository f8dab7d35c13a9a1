// Another policy is bound while requests wait: they end at that moment, not when somebody answers.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import { commandRows } from '../model/invariants.ts'
import {
  carryOut,
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

const other = 'use policy strong 1.0.0 HAPF-Operational'

it('binding another policy ends waiting requests and tells the requester and all approvers', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const first = await request(bench, 'ana', 'cancel order 42')
    // What ends together ends in the order of the requests.
    await bench.wait(1000)
    const names = [first, await request(bench, 'ana', 'cancel order 43')]
    await carryOut(bench, 'dora', other, 'beto')
    await bench.wait(1000)
    for (const name of names) expect(reasonOf(bench, name)).toBe('policy_changed')
    expect(evidence(bench, 'command.rejected')).toHaveLength(names.length)
    for (const person of ['ana', 'beto', 'carla'])
      expect(lastTo(bench, person).text).toContain('cancel order 43\nThe action or the policy')
    await bench.hear('ana', 'pending')
    expect(lastTo(bench, 'ana').text).toContain('Nothing is open for you.')
  }))

it('a request made under the new policy stays open', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await requestAndGrant(bench, 'dora', other, 'beto')
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.restart(bench.rules)
    await bench.wait(60_000)
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))

/** The shipped rules with limits that nobody reaches here. */
function roomyRules(): Rules {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const { limits } = rules.pack ?? {}
  if (limits === undefined) throw new Error('A pack is bound.')
  const requests = { ...limits.requests, most: 1_000 }
  return withPack(rules, { limits: { ...limits, open_requests: 1_000, requests } })
}

/** Binds the other policy without settling what is due then. */
async function bindOther(bench: Bench): Promise<void> {
  await carryOut(bench, 'dora', other, 'beto')
}

const waitingIn = (bench: Bench) =>
  commandRows(bench).filter((one) => one.state === 'approval_requested')

const isDue = (bench: Bench) => (bench.store().nextDeadline() ?? bench.now() + 1) <= bench.now()

it('ends many in several steps, and after a crash between two of them the rest', async () => {
  const count = 53
  await withBench({ rules: roomyRules(), seed: 'many' }, async (bench) => {
    for (let order = 0; order < count - 1; order += 1)
      await request(bench, 'ana', `cancel order ${order}`)
    await bench.wait(1000)
    const name = await request(bench, 'ana', `cancel order ${count}`)
    await bindOther(bench)
    await bench.storeClient().submit({ event: { kind: 'tick', id: 'one', at: bench.now() } })
    expect(waitingIn(bench).length).toBeGreaterThan(0)
    expect(waitingIn(bench).length).toBeLessThan(count)
    expect(isDue(bench)).toBe(true)
    expect(stateOf(bench, name)).toBe('approval_requested')
    await bench.restart()
    await bench.wait(1000)
    expect(waitingIn(bench)).toEqual([])
    expect(bench.shop.acts).toEqual([])
    expect(evidence(bench, 'command.rejected')).toHaveLength(count)
  })
})

it('counts no answer to what is still to be ended', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bindOther(bench)
    expect(stateOf(bench, name)).toBe('approval_requested')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(reasonOf(bench, name)).toBe('policy_changed')
    expect(bench.shop.acts).toEqual([])
  }))

it('ends at the next start with a readable policy what an unreadable one kept open', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const { rules } = bench
    const name = await request(bench, 'ana', 'cancel order 42')
    await bindOther(bench)
    await bench.restart({ ...rules, pack: null, binding: null, failure: 'gone', packs: new Map() })
    await bench.wait(1000)
    expect(isDue(bench)).toBe(false)
    expect(stateOf(bench, name)).toBe('approval_requested')
    await bench.restart(rules)
    const start = { what: 'service.start', aligned: true, enrol: [] } as const
    await bench.during(bench.engine().notice(start))
    await bench.wait(1000)
    expect(reasonOf(bench, name)).toBe('policy_changed')
    for (const person of ['ana', 'beto', 'carla'])
      expect(lastTo(bench, person).text).toContain('cancel order 42\nThe action or the policy')
  }))

it('confirms no preview that was shown under the earlier policy, and shows the new terms', () =>
  onBench('dev', 'HAPF-Basic', async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    const { command = '', text } = lastTo(bench, 'ana')
    expect(text).toContain('Nobody else has to approve')
    await requestAndGrant(bench, 'dora', 'use policy strong 1.0.0 HAPF-Strong', 'beto')
    await bench.wait(1000)
    await bench.hear('ana', '1')
    expect(reasonOf(bench, command)).toBe('policy_changed')
    expect(lastTo(bench, 'ana').text).toContain('The action or the policy')
    expect(bench.shop.acts).toEqual([])
    expect(evidence(bench, 'command.started')).toHaveLength(1)
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').text).not.toContain('Nobody else has to approve')
    const again = await request(bench, 'ana', 'cancel order 43')
    expect(stateOf(bench, again)).toBe('approval_requested')
  }))

it('tells nobody anything at a start under the same policy', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const before = bench.letters.length
    const start = { what: 'service.start', aligned: true, enrol: [] } as const
    await bench.during(bench.engine().notice(start))
    await bench.wait(1000)
    expect(isDue(bench)).toBe(false)
    expect(bench.letters.slice(before)).toEqual([])
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))
