// Bodies that the holder of the key erases and attributes to retention or to a forgotten person:
// what is impossible is found.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { verifyFile } from '../../src/store/verify/verify.ts'
import type { Bench } from '../model/bench.ts'
import { onBench, request, tokenOf } from '../model/scenes.ts'
import { forge } from './forged.ts'

const day = 24 * 3_600_000
const keptMs = 7 * day

function found(bench: Bench): readonly string[] {
  const db = new Database(bench.file, { readonly: true })
  const about = { environment: 'dev', instance: 'model', keys: [], outside: [] }
  const reports = verifyFile(db, about)
  db.close()
  return reports.flatMap((one) => one.breaks.map(({ what, text }) => `${what}: ${text}`))
}

async function lived(bench: Bench): Promise<void> {
  const name = await request(bench, 'ana', 'cancel order 42')
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  await bench.quiet()
}

/** Erases the first bodies, and adds an artifact that says so; `hold`: with a legal hold. */
function erased(bench: Bench, body: object, afterMs: number, hold = false): void {
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
const swept = (bench: Bench, more: object, afterMs: number) => ({
  ...{ why: 'retention', kept: keptMs },
  before: new Date(bench.now() + afterMs - keptMs).toISOString(),
  ...more,
})

const words = (bench: Bench) => found(bench).filter((one) => one.startsWith('erased_early'))

it('finds no fault in a sweep in its time', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await lived(bench)
    await bench.wait(8 * day)
    await bench.quiet()
    const sweeps = bench.look
      .prepare("SELECT count(*) FROM artifacts WHERE type = 'evidence.erased'")
      .pluck()
      .get()
    expect(sweeps).toBeGreaterThan(0)
    expect(found(bench)).toEqual([])
  }))

it.each<[string, (bench: Bench) => object, number, boolean, string]>([
  ['another retention', (b) => swept(b, { kept: 0 }, day), day, false, 'by another retention than'],
  [
    'a moment that is too late',
    (b) => swept(b, { before: new Date(b.now() + 2 * day).toISOString() }, day),
    day,
    false,
    'that retention was to keep for longer',
  ],
  ['what is newer', (b) => swept(b, {}, day), day, false, 'that are newer than it says'],
  ['a legal hold', (b) => swept(b, {}, 8 * day), 8 * day, true, 'in a legal hold'],
  ['no reason', () => ({ why: 'because' }), 8 * day, false, 'for no reason that there is'],
  [
    'somebody whom nobody forgot',
    () => ({ why: 'forget', person: 'ana' }),
    day / 24,
    false,
    'of ana, whom no command forgot',
  ],
  [
    'what was of somebody else',
    () => ({ why: 'forget', person: 'edu' }),
    day / 24,
    false,
    'that were not of edu',
  ],
])('finds %s', (_what, body, afterMs, hold, finding) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await lived(bench)
    erased(bench, body(bench), afterMs, hold)
    expect(words(bench)).toEqual([expect.stringContaining(finding)])
  }),
)

it('finds no fault in what a sweep may do', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await lived(bench)
    erased(bench, swept(bench, {}, 8 * day), 8 * day)
    expect(words(bench)).toEqual([])
  }))
