// In a pack over a time, what took or gave a right and what was decided under it must agree.

import { expect, it } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import type { Event } from '../../scripts/verifier/pack-file.ts'
import { rightLines } from '../../scripts/verifier/rights.ts'
import { storedArtifacts } from '../../src/store/exported/range-pack.ts'
import { castOf, rulesFor, withHugo } from '../model/content.ts'
import { requestAndGrant, withBench } from '../model/scenes.ts'
import { type Said, selfMade } from './self-signed-pack.ts'
import { granted, whole } from './stories.ts'

const held = { person: 'beto', scopes: ['admin.approve.destructive'], roles: ['approver'] }
const decided = whole.map((one) =>
  one.type === 'approval.granted' ? granted('beto', { count: 1, quorum: 'reached', held }) : one,
)
const [proposal, ...after] = decided
const saying = (...rights: readonly object[]): Said => ({ type: 'auth.denied', body: { rights } })
const beto = { people: ['beto'], tenant: 'dev:acme', roles: ['approver'] }

/** What the verifier says of the rights, where they were said before the decision. */
function linesAfter(...said: readonly Said[]): readonly string[] {
  const { range } = selfMade([...(proposal === undefined ? [] : [proposal]), ...said, ...after])
  const { lines } = checkPack(range, null)
  return lines
    .filter(({ text }) => /under a right|agree with the rights/.test(text))
    .map(({ text }) => text)
}

it.each([
  ['took the role', [saying({ ...beto, roles: ['requester'] })], 2],
  ['suspended the person', [saying({ ...beto, rest: 'identity_changed' })], 2],
  ['forgot the person', [saying({ people: ['beto'], gone: true })], 2],
  ['gave the role and took it again', [saying(beto), saying({ ...beto, roles: [] })], 3],
])('a grant is red after an artifact that %s', (_what, said, by) => {
  const last = said.length + whole.findIndex((one) => one.type === 'approval.granted') + 1
  expect(linesAfter(...said)).toEqual([
    `Artifact ${last} counts under a right that beto had not, by artifact ${by}.`,
  ])
})

it('a grant is good after an artifact that gave the role, and nothing is said without one', () => {
  const good = ['Decisions that agree with the rights that are said here before them: 1.']
  expect(linesAfter(saying({ ...beto, roles: [] }), saying(beto))).toEqual(good)
  expect(linesAfter(saying({ ...beto, people: ['carla'] }))).toEqual([])
  expect(linesAfter()).toEqual([])
})

it('a real chain in which a role was taken is good, and a grant put behind that is not', () =>
  withBench(
    { rules: rulesFor('dev', 'HAPF-Strong'), seed: 'roles', people: withHugo(castOf('dev')) },
    async (bench) => {
      await requestAndGrant(bench, 'dora', 'make alex approver', 'hugo')
      await requestAndGrant(bench, 'ana', 'cancel order 42', 'alex')
      await requestAndGrant(bench, 'dora', 'unmake alex approver', 'hugo')
      const events = [...storedArtifacts(bench.look, 'a.tenant = ?', 'dev:acme')].map(
        ({ seq, bytes, body }): Event => ({
          ...{ seq, sealed: JSON.parse(bytes) },
          body: body === null ? null : JSON.parse(body.bytes),
        }),
      )
      expect(rightLines(events).map((one) => one.state)).toEqual(['good'])
      const grant = events.filter(
        ({ sealed }) => sealed['type'] === 'approval.granted' && sealed['actor'] === 'alex',
      )
      expect(rightLines([...events, ...grant]).map((one) => one.state)).toEqual(['bad'])
      // An erased body may have given it back.
      const erased = events.map((one) =>
        one.sealed['roll'] === undefined ? one : { ...one, body: null },
      )
      expect(rightLines([...events, ...erased, ...grant]).map((one) => one.state)).toEqual(['good'])
    },
  ))
