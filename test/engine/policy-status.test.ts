// DESR-07: what `policy status` names is what is bound, and the evidence of its last change.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import { lastPolicyChange } from '../../src/connectors/aval-evidence.ts'
import type { AuditFilter } from '../../src/store/store.ts'
import type { Bench } from '../model/bench.ts'
import { withOtherBytes } from '../model/content.ts'
import { carryOut, evidence, lastTo, onBench, settleStep } from '../model/scenes.ts'

const ids = (bench: Bench) => evidence(bench, 'policy.bound').map((one) => String(one['id']))

async function statusOf(bench: Bench): Promise<string> {
  await bench.hear('dora', 'policy status')
  return lastTo(bench, 'dora').text
}

/** A new process, which records the policy under which it starts. */
async function start(bench: Bench, rules?: Rules): Promise<void> {
  await bench.restart(rules)
  const notice = { what: 'service.start', aligned: true, enrol: [] } as const
  await bench.during(bench.engine().notice(notice))
}

async function bindCareful(bench: Bench): Promise<void> {
  await carryOut(bench, 'dora', 'use policy careful 1.0.0 HAPF-Strong', 'beto')
}

it('policy status names the first binding, also after starts that changed nothing', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [first = ''] = ids(bench)
    const text = (id: string) =>
      [
        'DEV · policy strong 1.0.0',
        'Profile HAPF-Strong',
        `Digest ${bench.rules.pack?.digest}`,
        `Last change: evidence ${id}`,
      ].join('\n')
    expect(await statusOf(bench)).toBe(text(first))
    for (let count = 0; count < 3; count += 1) await start(bench)
    expect(ids(bench)).toHaveLength(4)
    expect(await statusOf(bench)).toBe(text(first))
  }))

it('policy status names the binding by chat after a start', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bindCareful(bench)
    const byChat = ids(bench).at(-1) ?? ''
    await start(bench)
    const careful = bench.rules.packs.get('careful 1.0.0')?.digest
    const status = await statusOf(bench)
    expect(status).toContain('DEV · policy careful 1.0.0')
    expect(status).toContain(`Digest ${careful}\nLast change: evidence ${byChat}`)
  }))

it('policy status names the start at which the bytes of the pack had changed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await start(bench)
    await start(bench, withOtherBytes(bench.rules))
    const drifted = ids(bench).at(-1) ?? ''
    await start(bench)
    expect(await statusOf(bench)).toContain(`Last change: evidence ${drifted}`)
  }))

it('policy status names the start at which a pack bound by chat had changed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bindCareful(bench)
    const digest = 'ca'.repeat(32)
    const packs = [...bench.rules.packs].map(
      ([key, one]) => [key, one.pack === 'careful' ? { ...one, digest } : one] as const,
    )
    await start(bench, { ...bench.rules, packs: new Map(packs) })
    const changed = ids(bench).at(-1) ?? ''
    await start(bench)
    const status = await statusOf(bench)
    expect(status).toContain(`Digest ${digest}\nLast change: evidence ${changed}`)
  }))

it('policy status names the same evidence once its text was erased', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [first = ''] = ids(bench)
    await start(bench)
    erase(bench)
    await start(bench)
    expect(await statusOf(bench)).toContain(`evidence ${first}`)
    await bindCareful(bench)
    const byChat = ids(bench).at(-1) ?? ''
    await start(bench)
    erase(bench)
    await start(bench)
    expect(await statusOf(bench)).toContain(`evidence ${byChat}`)
  }))

it('policy status reads at most ten records, also after many starts', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    let read = 0
    const audit = async (filter: AuditFilter) => {
      const records = await bench.storeClient().audit(filter)
      read += records.length
      return records
    }
    const lastChange = () =>
      lastPolicyChange({ storeClient: { audit, bound: () => bench.storeClient().bound() } })
    bench.leap(1_000)
    await bindCareful(bench)
    const byChat = ids(bench).at(-1)
    for (const starts of [1, 30]) {
      for (let count = 0; count < starts; count += 1) {
        bench.leap(1_000)
        await start(bench)
      }
      read = 0
      expect((await lastChange())?.artifact['id']).toBe(byChat)
      expect(read).toBeLessThanOrEqual(10)
    }
  }))

/** All that is older than now, as retention does. */
function erase(bench: Bench): void {
  bench.leap(1_000)
  const erasure = { what: 'older', tenant: '-', before: bench.now(), kept: 0, why: 'test' } as const
  settleStep(bench, { kind: 'erase', erasure })
}
