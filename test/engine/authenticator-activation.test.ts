// An approval activates exactly the authenticator app and roles that the approver was asked about.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { carryOut, lastTo, onBench, rewritePerson, stateOf, tokenOf } from '../model/scenes.ts'

/** A second admin, as if enrolled long ago. */
function makeAdmin(bench: Bench, id: string): void {
  rewritePerson(bench, id, `json_set(record, '$.roles', json('["admin","approver"]'))`)
}

/** An app shown at the command line; resolves with the command that activates it. */
async function showApp(bench: Bench, key: string): Promise<string> {
  const factor = { sealed: `sealed-${key}`, recovery: [] }
  await bench.storeClient().submit({
    event: {
      ...{ kind: 'asked', id: key, at: bench.now(), door: 'cli', key, requester: 'beto', factor },
      ...{ flow: 'people.activate', slots: { person: 'beto' } },
    },
  })
  await bench.hear('dora', 'status')
  return bench.letters.findLast((one) => one.kind === 'approval_request')?.command ?? ''
}

const stepUpOf = (bench: Bench) =>
  bench.look.prepare("SELECT record ->> '$.stepUp' FROM people WHERE id = 'beto'").pluck().get()

it('the approval of one authenticator app never activates another that was shown later', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const first = await showApp(bench, 'first')
    const second = await showApp(bench, 'second')
    expect(second).not.toBe(first)
    await bench.hear('dora', `1 ${tokenOf(bench, first, 'dora')}`)
    expect(stepUpOf(bench)).toBe('pending')
    expect(lastTo(bench, 'dora').text).toContain('A newer app was shown')
    await bench.hear('dora', `1 ${tokenOf(bench, second, 'dora')}`)
    expect(stateOf(bench, second)).toBe('succeeded')
    expect(stepUpOf(bench)).toBe('active')
  }))

it('a person enrolled again keeps their roles: naming another role is refused', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    makeAdmin(bench, 'beto')
    makeAdmin(bench, 'carla')
    await bench.identity('+5511900000012')
    await bench.hear('dora', 'enrol beto +5511977770009 as observer')
    expect(lastTo(bench, 'dora').text).toContain('keeps these roles')
    await carryOut(bench, 'dora', 'enrol beto +5511977770009', 'carla')
  }))
