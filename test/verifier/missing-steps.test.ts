// The stand-alone verifier reports a missing step of a command that a later step needs.

import { expect, it } from 'vitest'
import { wayLines } from '../../scripts/verifier/lifecycle.ts'
import type { Event } from '../../scripts/verifier/pack-file.ts'

type Told = readonly [type: string, actor?: string, body?: Event['body']]

const grant = (actor: string, count: number, quorum: string): Told => [
  'approval.granted',
  actor,
  { count, quorum },
]
const whole: readonly Told[] = [
  ['command.proposed', 'ana'],
  ['command.previewed'],
  ['command.confirmed', 'ana'],
  ['command.authorized'],
  ['approval.required'],
  ['approval.requested', 'ana'],
  grant('beto', 1, 'open'),
  grant('carla', 2, 'reached'),
  ['command.started'],
  ['effect.applied'],
  ['command.succeeded'],
]

/** States of the lines, and the texts of bad ones. */
function linesOf(steps: readonly Told[]): readonly string[] {
  const events = steps.map(([type, actor = 'aval', body = {}], index): Event => {
    return { seq: index + 1, sealed: { type, actor }, body }
  })
  return wayLines(events).map(({ state, text }) => (state === 'bad' ? text : state))
}

const without = (...places: readonly number[]) => whole.filter((_, at) => !places.includes(at))

it('the verifier accepts a complete command, and notes one that is still open', () => {
  expect(linesOf(whole)).toEqual(['good'])
  expect(linesOf(whole.slice(0, 7))).toEqual(['good', 'note'])
  expect(linesOf([])).toEqual(['good', 'note'])
})

it('the verifier reports a missing approval although a later one claims a quorum', () => {
  expect(linesOf(without(6))).toEqual(['Artifact 7 counts 2 approvals, and 1 of them are here.'])
})

it('the verifier reports missing approvals, and each missing step that a later one needs', () => {
  expect(linesOf(without(6, 7))[0]).toMatch(
    /^A step is not here: .* command\.started, cannot follow/,
  )
  for (const needed of [3, 4, 5, 8])
    expect(linesOf(without(needed))[0], String(needed)).toMatch(/^A step is not here/)
})

it('the verifier reports a confirmation without what was shown before it', () => {
  expect(linesOf(without(1))).toEqual([
    'Artifact 2 confirms, and what was shown before it is not here.',
  ])
})

it('the verifier reports an end by a denial that is not here', () => {
  const denied: readonly Told[] = [
    ...whole.slice(0, 6),
    ['approval.denied', 'beto', {}],
    ['command.rejected', 'aval', { reason: 'approval_denied' }],
  ]
  expect(linesOf(denied)).toEqual(['good'])
  expect(linesOf(denied.toSpliced(6, 1))).toEqual([
    'It ended at artifact 7 as denied, and no denial of it is here.',
  ])
})

it('the verifier reports a recovery of what has no outcome', () => {
  const recovered: readonly Told[] = [...whole, ['rollback.started']]
  expect(linesOf(recovered)).toEqual(['good'])
  expect(linesOf(recovered.toSpliced(10, 1))).toEqual([
    'It was taken back from artifact 11 on, and no outcome of it is here.',
  ])
})

it('the verifier reports a second factor that nobody showed', () => {
  const coded: readonly Told[] = whole.with(7, [
    'approval.granted',
    'carla',
    { count: 2, quorum: 'reached', method: 'token+code' },
  ])
  const missing = 'Artifact 8 says token+code, and no second factor shown then is here.'
  expect(linesOf(coded)).toEqual([missing])
  expect(linesOf(coded.toSpliced(7, 0, ['auth.accepted', 'carla']))).toEqual(['good'])
  expect(linesOf(coded.toSpliced(7, 0, ['auth.accepted', 'beto']))[0]).toContain('no second factor')
})

it('the verifier reports a step after the end or before the beginning', () => {
  expect(linesOf([...whole, ['command.started']])[0]).toContain('cannot follow')
  expect(linesOf([['command.started'], ...whole])[0]).toContain('cannot follow')
})

it('the verifier counts two approvals of one person once', () => {
  const twice = [...whole.slice(0, 7), grant('beto', 2, 'reached'), ['command.started']] as Told[]
  expect(linesOf(twice)).toEqual(['Artifact 8 counts 2 approvals, and 1 of them are here.'])
})
