// Evidence with valid hashes that describes impossible events.

import { expect, it } from 'vitest'
import type { CommandEvidence } from '../../src/command/verify/command-evidence.ts'
import { impossibleIn } from '../../src/command/verify/impossible.ts'

type Entry = readonly [type: string, actor: string, body: object | null]

const command = { requester: 'ana', fingerprint: 'f', safetyClass: 'S3' } as const
const granted = (actor: string, more: object = {}): Entry => [
  'approval.granted',
  actor,
  { bound_to: 'f', count: 1, needed: 2, quorum: 'open', ...more },
]
const held = { scopes: ['orders.approve'] }
const enough = { count: 2, quorum: 'reached' }
const decided = (...rules: readonly string[]): Entry => ['command.authorized', 'aval', { rules }]
const asks = (...to: readonly string[]): Entry => ['approval.requested', 'ana', { to }]
const asksUnder = (terms: object, ...to: readonly string[]): Entry => [
  ...(['approval.requested', 'ana', { to, ...terms }] as const),
]
const started: Entry = ['command.started', 'aval', null]
const effect: Entry = ['effect.applied', 'aval', null]
const wholeHistory: readonly Entry[] = [
  ['command.proposed', 'ana', {}],
  ['command.previewed', 'aval', {}],
  ['command.confirmed', 'ana', null],
  decided('+confirmation-needed', '+approval-needed'),
  ['approval.required', 'aval', { approvers: 2 }],
  asks('beto', 'carla', 'hugo'),
  granted('beto'),
  granted('carla', enough),
  started,
  effect,
  ['command.succeeded', 'aval', null],
]

function faultIn(entries: readonly Entry[], profile = 'HAPF-Operational', of: object = {}) {
  const evidence = entries.map(([type, actor, body], index): CommandEvidence => {
    const time = `2026-01-05T09:00:${String(index).padStart(2, '0')}.000Z`
    const policy = `{"digest":"d","pack":"strong","profile":"${profile}","version":"1.0.0"}`
    const text = body === null ? null : JSON.stringify(body)
    return { seq: index + 1, type, actor, time, isBound: true, policy, body: text }
  })
  return impossibleIn({ ...command, ...of }, evidence)
}
const at = (place: number, entry: Entry) => wholeHistory.with(place, entry)

it('accepts a possible history, also with erased bodies', () => {
  expect(faultIn(wholeHistory)).toBeNull()
  // Bodies that retention erased say nothing, and an approver who is forgotten takes an answer along.
  expect(faultIn(wholeHistory.map(([type, actor]) => [type, actor, null]))).toBeNull()
  expect(faultIn(at(7, ['approval.granted', 'carla', null]))).toBeNull()
  expect(
    faultIn(wholeHistory.toSpliced(9, 1), 'HAPF-Operational', { safetyClass: 'S0' }),
  ).toBeNull()
  expect(faultIn(wholeHistory, 'HAPF-Operational', { safetyClass: 'S0' })).toBe(
    'an effect of a question',
  )
})

it('accepts a denial that is changed to a grant, and one denial where two are needed', () => {
  const denied: Entry = ['approval.denied', 'carla', null]
  expect(faultIn(wholeHistory.toSpliced(6, 0, denied))).toBeNull()
  const two = at(4, ['approval.required', 'aval', { approvers: 2, denials: 2 }])
  expect(faultIn(two.toSpliced(7, 0, ['approval.denied', 'hugo', null]))).toBeNull()
})

it('accepts an expired request that is asked again under other terms, and reports missing ones', () => {
  const again: readonly Entry[] = [
    ...wholeHistory.slice(0, 7),
    ['approval.expired', 'aval', null],
    asksUnder({ scope: 'orders.approve', approvers: 1 }, 'carla'),
    granted('carla', { ...{ needed: 1, count: 1, quorum: 'reached' }, held }),
    ...wholeHistory.slice(8),
  ]
  expect(faultIn(again)).toBeNull()
  expect(faultIn(again.with(8, asks('carla')))).toBe('it was asked again without its terms')
  expect(faultIn(again.with(8, asksUnder({ scope: 'other', approvers: 1 }, 'carla')))).toBe(
    'an approval of carla without other',
  )
  expect(faultIn(again.toSpliced(9, 1))).toBe('0 of 1 approvals')
})

it('accepts a grant by the requester only under a profile that allows it', () => {
  const own = [
    ...wholeHistory.slice(0, 5),
    asks('ana', 'beto'),
    granted('ana'),
    granted('beto', enough),
  ]
  expect(faultIn(own)).toBe('an approval of ana, who asked for it')
  expect(faultIn(own, 'HAPF-Basic')).toBeNull()
})

it('reports a start after the approval expired', () => {
  const until = (second: number, millisecond = '500'): Entry => [
    ...(['approval.requested', 'ana'] as const),
    { to: ['beto', 'carla', 'hugo'], expires_at: `2026-01-05T09:00:0${second}.${millisecond}Z` },
  ]
  expect(faultIn(at(5, until(8)))).toBeNull()
  expect(faultIn(at(5, until(7)))).toBe('a start after its time')
  expect(faultIn(at(5, until(8, '000')))).toBe('a start after its time')
})

it.each<[string, readonly Entry[]]>([
  ['a decision that nobody confirmed', wholeHistory.toSpliced(2, 1)],
  ['a decision that nobody confirmed', wholeHistory.toSpliced(1, 2)],
  ['a confirmation of what nobody was shown', wholeHistory.toSpliced(1, 1)],
  ['a decision although not-frozen did not hold', at(3, decided('+within-limits', '-not-frozen'))],
  ['a start without the approval that was wanted', [...wholeHistory.slice(0, 4), started]],
  ['1 of 2 approvals', wholeHistory.toSpliced(7, 1)],
  ['1 of 2 approvals', wholeHistory.toSpliced(6, 1)],
  ['1 of 2 approvals', at(7, granted('beto', enough))],
  ['1 of 2 approvals', wholeHistory.toSpliced(8, 0, ['approval.cancelled', 'carla', {}])],
  [
    '1 of 2 approvals',
    wholeHistory.toSpliced(8, 0, ['approval.cancelled', 'aval', { by_name: 'carla' }]),
  ],
  ['0 of 1 approvals', [...wholeHistory.slice(0, 3), decided(), asks('beto'), started]],
  ['2 of 3 approvals', at(7, granted('carla', { count: 3, quorum: 'reached' }))],
  ['a start after an approval that was not enough', at(7, granted('carla'))],
  ['an approval of carla under other terms', at(7, granted('carla', { needed: 1 }))],
  ['an approval of carla for something else', at(7, granted('carla', { bound_to: 'g' }))],
  ['an answer of eva, who was not asked', at(7, granted('eva', enough))],
  ['an answer of eva, who was not asked', at(7, ['approval.denied', 'eva', null])],
  [
    'an approval of beto after its time',
    at(5, ['approval.requested', 'ana', { to: ['beto'], expires_at: '2026-01-05T09:00:05.999Z' }]),
  ],
  [
    'a start although it was denied',
    wholeHistory.toSpliced(7, 0, ['approval.denied', 'hugo', null]),
  ],
  ['an effect before its start', wholeHistory.toSpliced(8, 0, effect)],
  ['effect.applied twice', wholeHistory.toSpliced(9, 0, effect)],
  ['command.started twice', wholeHistory.toSpliced(8, 0, started)],
  ['a success without an effect', wholeHistory.toSpliced(9, 1)],
  ['what artifact 4 says', at(3, ['command.authorized', 'aval', { rules: 7 }])],
])('reports %s', (fault, entries) => {
  expect(faultIn(entries)).toBe(fault)
})

it('reports a grant by somebody without a scope that the request needs', () => {
  const wants = (more: object) => at(4, ['approval.required', 'aval', { approvers: 2, ...more }])
  const under = (...scopes: readonly string[]) => ({ held: { scopes } })
  const by = (...scopes: readonly string[]) => [
    granted('beto', under('a', 'b')),
    granted('carla', { ...enough, ...under(...scopes) }),
  ]
  const both = (more: object, ...scopes: readonly string[]) =>
    faultIn(wants(more).toSpliced(6, 2, ...by(...scopes)))
  expect(both({ scope: 'a', also: ['b'] }, 'a', 'b')).toBeNull()
  expect(both({ scope: 'a', also: ['b'] }, 'a')).toBe('an approval of carla without b')
  expect(both({ scope: 'a' }, 'c')).toBe('an approval of carla without a')
  expect(faultIn(wants({ scope: 'a' }))).toBe('an approval of beto without a')
})
