// An approval that is delayed until after its sender was suspended and restored does not count;
// sent again it does.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor, withHugo } from '../model/content.ts'
import {
  decideByAdmins,
  evidence,
  lastTo,
  reasonOf,
  request,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

/** Dora requests, Hugo approves. */
async function withTwoAdmins(test: (bench: Bench) => Promise<void>): Promise<void> {
  const rules = rulesFor('dev', 'HAPF-Strong')
  await withBench({ rules, seed: 'kept back', people: withHugo(castOf('dev')) }, test)
}

const suspendAndRestore = ['suspend beto', 'restore rights of beto']
const removeAndGiveRole = ['unmake beto approver', 'make beto approver']

it.each([
  ['a suspension', suspendAndRestore, { backlog: false }],
  ['a suspension (delivered as backlog)', suspendAndRestore, { backlog: true }],
  ['its sender lost the role', removeAndGiveRole, { backlog: false }],
])('a yes sent before %s is refused, and counts when it is sent again', (_, texts, how) =>
  withTwoAdmins(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.wait(60_000)
    const sentAt = bench.now()
    await bench.wait(30_000)
    await decideByAdmins(bench, ...texts)
    await bench.wait(60_000)
    const answer = `1 ${tokenOf(bench, name, 'beto')}`
    await bench.hear('beto', answer, { sentAt, ...how })
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(lastTo(bench, 'beto').text).toContain('You sent this before your rights were suspended.')
    expect(evidence(bench, 'auth.denied').at(-1)).toMatchObject({
      body: { why: 'sent_before_suspension' },
    })
    await bench.hear('beto', answer)
    expect(stateOf(bench, name)).toBe('succeeded')
  }),
)

it('a delayed no counts, and so does a delayed yes of an approver who was not suspended', () =>
  withTwoAdmins(async (bench) => {
    const [one, other] = [
      await request(bench, 'ana', 'cancel order 42'),
      await request(bench, 'ana', 'cancel order 43'),
    ]
    await bench.wait(60_000)
    const sentAt = bench.now()
    await bench.wait(30_000)
    await decideByAdmins(bench, ...suspendAndRestore)
    await bench.hear('carla', `1 ${tokenOf(bench, other, 'carla')}`, { sentAt })
    expect(stateOf(bench, other)).toBe('succeeded')
    await bench.hear('beto', `2 ${tokenOf(bench, one, 'beto')}`, { sentAt })
    expect(reasonOf(bench, one)).toBe('approval_denied')
  }))

it('a delayed confirmation of a requester suspended meanwhile is asked for once more', () =>
  withTwoAdmins(async (bench) => {
    await bench.hear('ana', 'create config web for core')
    const name = lastTo(bench, 'ana').command ?? ''
    const sentAt = bench.now() + 5_000
    await bench.wait(30_000)
    await decideByAdmins(bench, 'suspend ana', 'restore rights of ana')
    await bench.hear('ana', `1 ${name}`, { sentAt })
    expect(lastTo(bench, 'ana').text).toContain('You sent this before your rights were suspended.')
    await bench.hear('ana', '1')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))
