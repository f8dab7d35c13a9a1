// A lockdown ends by an approved command or at its time: an end that the holder of the key writes
// without either is found.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { shipped } from '../../src/environment/content-files.ts'
import { textsOf } from '../../src/environment/texts.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'
import type { Bench } from '../model/bench.ts'
import { onBench, request, stateOf } from '../model/scenes.ts'
import { type Forged, forge } from './forged.ts'

function found(bench: Bench): readonly string[] {
  const db = new Database(bench.file, { readonly: true })
  const about = { environment: 'dev', instance: 'model', keys: [], outside: [] }
  const reports = verifyFile(db, { ...about, anew: { texts: textsOf(shipped) } })
  db.close()
  return reports.flatMap((one) => one.breaks.map(({ what, text }) => `${what}: ${text}`))
}

/** Requests, confirms, and approves with as many of the asked people as needed. */
async function done(bench: Bench, text: string): Promise<string> {
  const name = await request(bench, 'dora', text)
  for (const card of bench.letters.filter((one) => one.command === name && one.token !== undefined))
    if (stateOf(bench, name) !== 'succeeded') await bench.hear(card.to, `1 ${card.token}`)
  await bench.quiet()
  expect(stateOf(bench, name)).toBe('succeeded')
  return name
}

/** A lockdown that was lifted, a partial one, one that expired, and one that was extended. */
async function lived(bench: Bench): Promise<void> {
  await done(bench, 'lockdown on fire')
  await done(bench, 'lockdown off')
  await done(bench, 'lockdown connector shop broken')
  await done(bench, 'lockdown off connector shop')
  await done(bench, 'lockdown connector config for 1h broken')
  await bench.wait(10 * 60_000)
  await done(bench, 'lockdown connector config for 2h broken')
  await bench.wait(3 * 3_600_000)
  await done(bench, 'lockdown tenant acme quiet')
  await bench.wait(60_000)
  await done(bench, 'lockdown off tenant acme')
  await done(bench, 'lockdown on for 1h fire')
  await bench.wait(2 * 3_600_000)
}

it('finds nothing in any that ended as they may', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await lived(bench)
    const ends = bench.look.prepare("SELECT count(*) FROM artifacts WHERE type = 'lockdown.off'")
    expect(ends.pluck().get()).toBe(5)
    expect(found(bench)).toEqual([])
    forge(bench.file, (one) => [one])
    expect(found(bench)).toEqual([])
  }))

/** Changes the end of this part's lockdown. */
const ends =
  (part: string | undefined, more: (one: Forged) => Partial<Forged>) =>
  (one: Forged): readonly Forged[] => {
    const isIt = one.type === 'lockdown.off' && one.body['of'] === part
    return [isIt ? { ...one, ...more(one) } : one]
  }
const byNobody = 'ends a lockdown, and nothing that may do so did'

it.each<readonly [string, string, (one: Forged) => readonly Forged[]]>([
  ['by a command that there is not', byNobody, says(undefined, { command: 'C-NONE' })],
  ['by somebody else', byNobody, ends('shop', () => ({ actor: 'ana' }))],
  ['at another time', byNobody, ends('shop', (one) => ({ time: one.time + 1 }))],
  [
    'by its time, which it had not',
    'ends a lockdown before its time',
    ends('shop', (one) => ({ actor: 'aval', body: { ...one.body, why: 'time_over' } })),
  ],
  [
    'by its time, which was not over',
    'ends a lockdown before its time',
    ends('config', (one) => ({ time: one.time - 3_600_000 })),
  ],
  [
    'and was never begun',
    'ends what was not locked',
    (one) => (one.type === 'lockdown.on' && one.body['of'] === 'config' ? [] : [one]),
  ],
  ['of another part than its command names', byNobody, says('shop', { of: 'config' })],
  [
    'twice by one command',
    byNobody,
    (one) =>
      one.type === 'lockdown.off' && one.body['of'] === 'shop'
        ? [one, { ...one, body: { ...one.body } }]
        : [one],
  ],
  [
    'sooner, for it was locked again for less',
    'lets a lockdown end sooner',
    (one) =>
      one.type === 'lockdown.on' && one.body['of'] === 'shop'
        ? [one, { ...one, body: { ...one.body, until: new Date(one.time + 1_000).toISOString() } }]
        : [one],
  ],
])('names one that ends %s', (_how, finding, edit) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await lived(bench)
    forge(bench.file, edit)
    expect(found(bench).join('\n')).toContain(finding)
  }),
)

it('names one that a command ends that does something else', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const other = await done(bench, 'lockdown on fire')
    await done(bench, 'lockdown off')
    const at = `SELECT a.time FROM artifacts a JOIN commands c ON c.id = a.command_id
      WHERE c.name = ? AND a.type = 'command.succeeded'`
    const time = Date.parse(String(bench.look.prepare(at).pluck().get(other)))
    forge(bench.file, (one) =>
      one.type === 'lockdown.off' ? [{ ...one, time, body: { command: other } }] : [one],
    )
    expect(found(bench).join('\n')).toContain(byNobody)
  }))

function says(part: string | undefined, more: Record<string, unknown>) {
  return ends(part, (one) => ({ body: { ...one.body, ...more } }))
}
