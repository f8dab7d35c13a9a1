// Packs signed by the holder of the key, with valid hashes, that describe impossible events.

import { describe, expect, it } from 'vitest'
import { checkPack, type Verdict } from '../../scripts/verifier/check.ts'
import { storyOf } from '../../scripts/verifier/story.ts'
import { proposal, type Said, selfMade } from './self-signed-pack.ts'
import {
  asks,
  at,
  bad,
  decided,
  effect,
  granted,
  halfWay,
  hostile,
  started,
  whole,
} from './stories.ts'

const impossible: readonly (readonly [string, readonly Said[], string])[] = [
  ['a start with one of two approvals', [...halfWay, started], 'with 1 of 2 approvals'],
  [
    'a start after an insufficient approval',
    [...halfWay.toSpliced(2, 1, { type: 'approval.required' }), started].map((one) =>
      one.type === 'approval.granted' ? granted('beto', { count: 1, quorum: 'open' }) : one,
    ),
    'no approval that is here was enough',
  ],
  [
    'a start after its approval was taken back',
    [...whole.slice(0, 7), { type: 'approval.cancelled', actor: 'beto' }, ...whole.slice(7)],
    'no approval of it is here',
  ],
  [
    'an approval that states fewer needed approvals',
    [...halfWay.slice(0, 4), granted('beto', { count: 1, needed: 1, quorum: 'reached' }), started],
    'speaks of 1 approvals, and 2 were needed',
  ],
  [
    'an approval with a count that is no number',
    at(6, { body: { count: '1', quorum: 'reached' } }),
    'counts',
  ],
  [
    'an actor with a lookalike letter',
    at(6, { actor: 'b\u0435to' }),
    'its type, time or actor is invalid',
  ],
  ['an unknown type', at(9, { type: 'command.succeeded\u3164' }), 'its type, time or actor'],
  ['an invalid time', at(9, { time: 'tomorrow' }), 'its type, time or actor is invalid'],
  [
    'an approval of another fingerprint',
    at(6, { body: { bound_to: 'ab'.repeat(32) } }),
    'of another f',
  ],
  [
    'an approval by the requester',
    at(5, asks('ana')).with(6, granted('ana', { count: 1, quorum: 'reached' })),
    'an approval of whoever asked',
  ],
  [
    'an approval after its expiry',
    at(5, { body: { to: ['beto'], expires_at: '2026-01-05T08:59:59.999Z' } }),
    'came when the time for it was over',
  ],
  [
    'a start that skips the approval',
    [proposal, { type: 'command.authorized', body: { rules: ['+approval-needed'] } }, started],
    'without the approval that artifact 2 wants',
  ],
  [
    'a decision without a confirmation',
    [proposal, { type: 'command.authorized', body: { rules: ['+confirmation-needed'] } }],
    'no confirmation of it is here',
  ],
  ['a decision against a rule', decided('+within-limits', '-not-frozen'), '-not-frozen speaks'],
  [
    'a start after a denial',
    whole.toSpliced(6, 0, { type: 'approval.denied', actor: 'carla', body: {} }),
    'had been denied',
  ],
  ['an effect before its start', [...whole.slice(0, 7), effect, ...whole.slice(7)], 'before any'],
  ['a second effect', [...whole.slice(0, 9), effect, ...whole.slice(9)], 'is a second effect'],
  ['a success without an effect', whole.toSpliced(8, 1), 'no effect of it is here'],
  ['a body of another command', at(7, { body: { name: 'C-BBBB' } }), 'by another name'],
]
it.each(impossible)('the verifier reports %s', (_what, all, finding) => {
  for (const lines of bad(all)) expect(lines.join('\n')).toContain(finding)
})

describe('list of cut commands in a pack over a period', () => {
  const { id } = JSON.parse(selfMade(whole).pack).command
  const cut = (part: object, more: object = {}) =>
    checkPack(
      hostile({ cut: [{ id, name: 'C-AAAA', before: false, after: false, ...part }], ...more }),
      null,
    )
  const wordsOf = ({ lines }: Verdict) => lines.map(({ text }) => text).join('\n')

  it.each<[string, object, string]>([
    [
      'a command that does not occur in the pack',
      { id: 'x', name: 'all of it is approved' },
      'not here',
    ],
    ['another name of the command', { name: 'C-BBBB' }, 'is not here under this name'],
    ['a beginning before the first artifact of the chain', { before: true }, 'cannot begin before'],
    ['an end after the last artifact of the chain', { after: true }, 'cannot go on after'],
  ])('is refused with %s', (_what, part, finding) => {
    const verdict = cut(part)
    expect(verdict.good).toBe(false)
    expect(wordsOf(verdict)).toContain(finding)
  })

  it('does not hide steps that cannot follow one another', () => {
    const range = JSON.parse(selfMade([proposal, ...whole.slice(3, 5), started]).range)
    const before = { ...range.artifacts.shift(), body: null }
    const { artifacts } = range
    const verdict = cut({ before: true }, { ...range, artifacts, before, cut: [] })
    expect(wordsOf(verdict)).toContain('begins before the range, and the pack does not say so')
    const declared = [{ id, name: 'C-AAAA', before: true, after: false }]
    const words = wordsOf(cut({}, { ...range, artifacts, before, cut: declared }))
    expect(words).toContain('artifact 4, command.started, cannot follow 3, approval.required')
  })
})

it.each<[string, (note: string) => string]>([
  ['a line that is no signature', (note) => `${note}approved by the board\n`],
  ['a trailing space after a signature', (note) => note.replace(/\n$/, ' \n')],
  ['CRLF line breaks', (note) => note.replaceAll('\n', '\r\n')],
])('the verifier accepts no checkpoint with %s', (_what, change) => {
  const pack = JSON.parse(selfMade(whole).pack)
  const changed = { ...pack, checkpoint: change(pack.checkpoint) }
  const { lines } = checkPack(JSON.stringify(changed), null)
  expect(lines.map((one) => one.text)).toContain('The checkpoint is not signed by the key.')
})

it('the verifier reports a missing body that cannot have been erased by retention', () => {
  const left = (...places: readonly number[]) => {
    const pack = JSON.parse(selfMade(whole).pack)
    for (const place of places) pack.artifacts[place].body = null
    return checkPack(JSON.stringify(pack), null)
  }
  expect(left(3).lines.map((one) => one.text)).toContainEqual(
    expect.stringContaining('The body of artifact 4 was left out'),
  )
  // Retention goes from the beginning on, and an approver who is forgotten takes an answer along.
  for (const places of [[0, 1, 2, 3], [6]]) expect(left(...places).good).toBe(true)
  // Nor was it left out where the clock went back, and what stands before it is newer.
  const pack = JSON.parse(selfMade(at(0, { time: '2026-01-05T10:00:00.000Z' })).pack)
  for (const one of pack.artifacts.slice(1)) one.body = null
  expect(checkPack(JSON.stringify(pack), null).good).toBe(true)
})

it('the verifier escapes invisible characters, so that no two texts look the same', () => {
  const reason = 'a\u3164b\u00a0c\u034fd\u2003e\u2800f g'
  const { pack } = selfMade([{ ...proposal, body: { ...proposal.body, reason } }])
  const { events } = checkPack(pack, null)
  const fields = storyOf(events).flatMap((part) =>
    part.happenings.flatMap((one) => one.fields ?? []),
  )
  const seen = 'a\\u3164b\\u00a0c\\u034fd\\u2003e\\u2800f g'
  expect(fields).toContainEqual(['reason', seen])
})

it('the verifier lists artifacts with an earlier time than the one before', () => {
  const early = at(4, { time: '2026-01-05T08:59:59.999Z' })
  const { pack, range } = selfMade(early)
  for (const text of [pack, range])
    expect(checkPack(text, null).lines.map((one) => one.text)).toContain(
      'The clock went back: 5 have an earlier time than what is before.',
    )
})

it('the verifier reports an approval without all required scopes', () => {
  const under = (required: object, scopes: readonly string[]) =>
    whole.map((one) => {
      if (one.type === 'approval.required') return { ...one, body: required }
      const held = { person: 'beto', roles: ['approver'], roll: 1, scopes }
      return one.type === 'approval.granted' ? { ...one, body: { ...one.body, held } } : one
    })
  const wanted = { approvers: 1, scope: 'orders.approve', also: ['money.approve'] }
  for (const lines of bad(under(wanted, ['orders.approve', 'money.approve', 'more'])))
    expect(lines).toEqual([])
  for (const lines of bad(under(wanted, ['orders.approve'])))
    expect(lines).toEqual(['Artifact 7 is an approval of somebody without money.approve.'])
  for (const lines of bad(at(4, { body: wanted })))
    expect(lines).toEqual([
      'Artifact 7 is an approval of somebody without orders.approve, money.approve.',
    ])
})

it('the verifier lists the rights that an artifact gives to people', () => {
  const rights = [{ people: ['beto', 'carla'], roles: ['approver'], tenant: 'dev:acme' }]
  const { range } = selfMade([proposal, { type: 'service.start', body: { rights } }])
  const fields = storyOf(checkPack(range, null).events)
    .flatMap((part) => part.happenings)
    .flatMap((one) => one.fields ?? [])
  expect(fields).toContainEqual(['rights of beto, carla', 'roles approver; tenant dev:acme'])
})
