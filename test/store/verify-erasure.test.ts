// Verification of erased bodies: an erasure that the holder of the key attributes falsely to
// retention or to a forgotten person is reported.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { onBench, requestAndGrant } from '../model/scenes.ts'
import { forge } from './forged.ts'
import { found } from './found-breaks.ts'

const day = 24 * 3_600_000
const keptMs = 7 * day

async function decideOnce(bench: Bench): Promise<void> {
  await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
  await bench.quiet()
}

/** Erases the first bodies, and adds an artifact that says so; `hold`: with a legal hold. */
function forgeErasure(bench: Bench, body: object, afterMs: number, hold = false): void {
  const time = bench.now() + afterMs
  let count = 0
  const db = new Database(bench.file, { readonly: true })
  const all = Number(db.prepare('SELECT count(*) FROM artifacts').pluck().get())
  db.close()
  forge(
    bench.file,
    (one) => {
      count += 1
      if (count < all) return [one]
      const { command: _command, ...bare } = { ...one, actor: 'aval', time }
      const on = { ...bare, tenant: '-', body: { limit: 'legal_hold', legal_hold: 'a case' } }
      const gone = { ...bare, tenant: 'dev:acme', body: { erased: [[1, 2]], bodies: 2, ...body } }
      return [
        one,
        ...(hold ? [{ ...on, type: 'limit.reached' } as const] : []),
        { ...gone, type: 'evidence.erased' },
      ]
    },
    `UPDATE bodies SET salt = NULL, bytes = NULL WHERE position IN
       (SELECT position FROM artifacts WHERE tenant = 'dev:acme' AND seq <= 2)`,
  )
}

/** Of these bodies at this time. */
const sweepOf = (bench: Bench, more: object, afterMs: number) => ({
  ...{ why: 'retention', kept: keptMs },
  before: new Date(bench.now() + afterMs - keptMs).toISOString(),
  ...more,
})

const earlyErasures = (bench: Bench) =>
  found(bench, 'dev').filter((one) => one.startsWith('erased_early'))

it('verify accepts what the retention sweep itself erased', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await decideOnce(bench)
    await bench.wait(8 * day)
    await bench.quiet()
    const sweeps = bench.look
      .prepare("SELECT count(*) FROM artifacts WHERE type = 'evidence.erased'")
      .pluck()
      .get()
    expect(sweeps).toBeGreaterThan(0)
    expect(found(bench, 'dev')).toEqual([])
  }))

it.each<[string, (bench: Bench) => object, number, boolean, string]>([
  [
    'another retention',
    (b) => sweepOf(b, { kept: 0 }, day),
    day,
    false,
    'by another retention than',
  ],
  [
    'a limit that is too recent',
    (b) => sweepOf(b, { before: new Date(b.now() + 2 * day).toISOString() }, day),
    day,
    false,
    'that retention was to keep for longer',
  ],
  [
    'a limit older than what it erased',
    (b) => sweepOf(b, {}, day),
    day,
    false,
    'that are newer than it says',
  ],
  [
    'retention during a legal hold',
    (b) => sweepOf(b, {}, 8 * day),
    8 * day,
    true,
    'in a legal hold',
  ],
  ['an unknown reason', () => ({ why: 'because' }), 8 * day, false, 'for no reason that there is'],
  [
    'a person whom no command forgot',
    () => ({ why: 'forget', person: 'ana' }),
    day / 24,
    false,
    'of ana, whom no command forgot',
  ],
  [
    'a person to whom the bodies do not belong',
    () => ({ why: 'forget', person: 'edu' }),
    day / 24,
    false,
    'that were not of edu',
  ],
])('verify reports an erasure that states %s', (_what, body, afterMs, hold, finding) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await decideOnce(bench)
    forgeErasure(bench, body(bench), afterMs, hold)
    expect(earlyErasures(bench)).toEqual([expect.stringContaining(finding)])
  }),
)

it('verify accepts a forged erasure that follows all rules of retention', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await decideOnce(bench)
    forgeErasure(bench, sweepOf(bench, {}, 8 * day), 8 * day)
    expect(earlyErasures(bench)).toEqual([])
  }))
