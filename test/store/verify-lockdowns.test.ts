// Verification of lockdowns: one ends by an approved command or at its time. Any other end that the
// holder of the key writes is reported.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { onBench, request, stateOf } from '../model/scenes.ts'
import { type Forged, forge } from './forged.ts'
import { found } from './found-breaks.ts'

/** Requests, confirms, and approves with as many of the asked people as needed. */
async function carryOut(bench: Bench, text: string): Promise<string> {
  const name = await request(bench, 'dora', text)
  for (const card of bench.letters.filter((one) => one.command === name && one.token !== undefined))
    if (stateOf(bench, name) !== 'succeeded') await bench.hear(card.to, `1 ${card.token}`)
  await bench.quiet()
  expect(stateOf(bench, name)).toBe('succeeded')
  return name
}

/** A lockdown that was lifted, a partial one, one that expired, and one that was extended. */
async function endLockdowns(bench: Bench): Promise<void> {
  await carryOut(bench, 'lockdown on fire')
  await carryOut(bench, 'lockdown off')
  await carryOut(bench, 'lockdown connector shop broken')
  await carryOut(bench, 'lockdown off connector shop')
  await carryOut(bench, 'lockdown connector config for 1h broken')
  await bench.wait(10 * 60_000)
  await carryOut(bench, 'lockdown connector config for 2h broken')
  await bench.wait(3 * 3_600_000)
  await carryOut(bench, 'lockdown tenant acme quiet')
  await bench.wait(60_000)
  await carryOut(bench, 'lockdown off tenant acme')
  await carryOut(bench, 'lockdown on for 1h fire')
  await bench.wait(2 * 3_600_000)
}

it('verify accepts lockdowns that ended by command or at their time', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await endLockdowns(bench)
    const ends = bench.look.prepare("SELECT count(*) FROM artifacts WHERE type = 'lockdown.off'")
    expect(ends.pluck().get()).toBe(5)
    expect(found(bench, 'dev')).toEqual([])
    forge(bench.file, (one) => [one])
    expect(found(bench, 'dev')).toEqual([])
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
  ['by a command that does not exist', byNobody, says(undefined, { command: 'C-NONE' })],
  ['by a person who gave no such command', byNobody, ends('shop', () => ({ actor: 'ana' }))],
  ['at another time than its command', byNobody, ends('shop', (one) => ({ time: one.time + 1 }))],
  [
    'by expiry although it has no time limit',
    'ends a lockdown before its time',
    ends('shop', (one) => ({ actor: 'aval', body: { ...one.body, why: 'time_over' } })),
  ],
  [
    'by expiry before its time',
    'ends a lockdown before its time',
    ends('config', (one) => ({ time: one.time - 3_600_000 })),
  ],
  [
    'and never began',
    'ends what was not locked',
    (one) => (one.type === 'lockdown.on' && one.body['of'] === 'config' ? [] : [one]),
  ],
  ['for another part than its command names', byNobody, says('shop', { of: 'config' })],
  [
    'twice by one command',
    byNobody,
    (one) =>
      one.type === 'lockdown.off' && one.body['of'] === 'shop'
        ? [one, { ...one, body: { ...one.body } }]
        : [one],
  ],
  [
    'earlier because a second lockdown shortened it',
    'lets a lockdown end sooner',
    (one) =>
      one.type === 'lockdown.on' && one.body['of'] === 'shop'
        ? [one, { ...one, body: { ...one.body, until: new Date(one.time + 1_000).toISOString() } }]
        : [one],
  ],
])('verify reports a lockdown that ended %s', (_how, finding, edit) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await endLockdowns(bench)
    forge(bench.file, edit)
    expect(found(bench, 'dev').join('\n')).toContain(finding)
  }),
)

it('verify reports a lockdown that was ended by a command of another kind', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const other = await carryOut(bench, 'lockdown on fire')
    await carryOut(bench, 'lockdown off')
    const at = `SELECT a.time FROM artifacts a JOIN commands c ON c.id = a.command_id
      WHERE c.name = ? AND a.type = 'command.succeeded'`
    const time = Date.parse(String(bench.look.prepare(at).pluck().get(other)))
    forge(bench.file, (one) =>
      one.type === 'lockdown.off' ? [{ ...one, time, body: { command: other } }] : [one],
    )
    expect(found(bench, 'dev').join('\n')).toContain(byNobody)
  }))

function says(part: string | undefined, more: Record<string, unknown>) {
  return ends(part, (one) => ({ body: { ...one.body, ...more } }))
}
