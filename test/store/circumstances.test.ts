// What a pack holds of the circumstances: what was in force or changed in its time, and nothing that
// was over before, or is another tenant's business.

import { expect, it } from 'vitest'
import { circumstanceRows } from '../../src/store/exported/circumstances.ts'
import type { Bench } from '../model/bench.ts'
import { onBench, request, settleStep } from '../model/scenes.ts'

interface Written {
  readonly type: 'lockdown.on' | 'lockdown.off' | 'limit.reached' | 'policy.bound'
  readonly body?: Readonly<Record<string, string | boolean>>
  /** Minutes from the beginning of the pack. */
  readonly at: number
  readonly erased?: boolean
}

const begin = Date.UTC(2026, 0, 6)
const lasts = 60

/** Minutes of the artifacts that a pack of `dev:acme` would hold, of those written here. */
function kept(bench: Bench, chain: string, ...all: readonly Written[]): readonly number[] {
  const written = [{ type: 'policy.bound', at: -1_000 } as const, ...all]
  for (const { type, at, body = {}, erased = false } of written) {
    const time = begin + at * 60_000
    settleStep(bench, {
      kind: 'evidence',
      draft: { type, time, tenant: chain, actor: 'dora', body: { ...body } },
    })
    if (!erased) continue
    const erasure = { what: 'person', tenant: chain, person: 'dora', why: 'test' } as const
    settleStep(bench, { kind: 'erase', erasure })
  }
  const span = { from: timeOf(0), to: timeOf(lasts) }
  return circumstanceRows(bench.look, chain, 'dev:acme', span)
    .map(({ bytes }) => (Date.parse(JSON.parse(bytes).time) - begin) / 60_000)
    .filter((at) => at > -1_000)
}

const timeOf = (at: number) => new Date(begin + at * 60_000).toISOString()
const on = (at: number, body = {}): Written => ({ type: 'lockdown.on', at, body })
const off = (at: number, body = {}): Written => ({ type: 'lockdown.off', at, body })
const limit = (at: number, body: Written['body'] = {}): Written => ({
  type: 'limit.reached',
  at,
  body,
})
const shop = { part: 'connector', of: 'shop' }
const theirs = { part: 'tenant', of: 'dev:other' }
const suspicion = { limit: 'suspicion' }
const emergency = { limit: 'emergency' }

it.each<[string, readonly Written[], readonly number[]]>([
  ['what was locked and opened before is left out', [on(-9), off(-8)], []],
  ['what was locked before and is not opened is kept', [on(-9), off(-8), on(-7)], [-7]],
  ['a part is opened apart from the whole', [on(-9), on(-8, shop), off(-7, shop)], [-9]],
  ['what is opened in its time is kept with its beginning', [on(-9), off(5)], [-9, 5]],
  ['what comes later is left out', [on(61), limit(61, suspicion)], []],
  ['lockdowns of another tenant are left out', [on(-9, theirs), on(3, theirs)], []],
  [
    'a suspicion is kept until it was lifted',
    [limit(-9, suspicion), limit(-8, { ...suspicion, lifted: true }), limit(-7, suspicion)],
    [-7],
  ],
  ['other limits are left out', [limit(3, { limit: 'stranger' })], []],
  [
    'the newest policy before it is kept, and each later one',
    [
      { type: 'policy.bound', at: -9 },
      { type: 'policy.bound', at: -8 },
      { type: 'policy.bound', at: 5 },
    ],
    [-8, 5],
  ],
  ['an erased beginning is kept until something ends it', [{ ...on(-9), erased: true }], [-9]],
  ['an erased beginning is over with an end', [{ ...on(-9), erased: true }, off(-8)], []],
])('in packs, %s', (_what, all, left) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    expect(kept(bench, '-', ...all)).toEqual(left)
  }),
)

it('a lockdown of another tenant is kept where this tenant asked for it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const command = await request(bench, 'ana', 'cancel order 42')
    expect(kept(bench, '-', on(3, { ...theirs, command }))).toEqual([3])
  }))

it('an emergency is kept from when it was declared until it was ended by hand', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const declared = { ...emergency, state: 'declared' }
    const ended = { ...emergency, state: 'ended_by_hand' }
    const reviewed = { ...emergency, state: 'reviewed' }
    const all = [limit(-9, declared), limit(-8, ended), limit(-7, declared), limit(2, reviewed)]
    expect(kept(bench, 'dev:acme', ...all, limit(3, ended))).toEqual([-7, 3])
  }))
