// The risk of a change: the highest of what it touches, and what raises it.

import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { environments } from '../../src/policy/names.ts'
import { riskClasses, riskOfChange, type Touched } from '../../src/policy/risk.ts'

const replicas = { name: 'replicas', risk: 'LOW', concern: 'compute' } as const
const memory = { name: 'memory', risk: 'LOW', concern: 'compute' } as const
const banner = { name: 'banner', risk: 'LOW', concern: 'source' } as const
const owner = { name: 'owner', risk: 'MEDIUM', concern: 'identity' } as const
const deletion = { name: 'deletion', risk: 'HIGH', concern: 'lifecycle' } as const

test.each([
  ['one field of low risk', [replicas], 'dev', 1, 'LOW', ['replicas'], []],
  ['two fields of one concern', [replicas, memory], 'dev', 1, 'LOW', ['replicas', 'memory'], []],
  [
    'fields of two concerns',
    [replicas, banner],
    'dev',
    1,
    'MEDIUM',
    ['replicas', 'banner'],
    ['concerns'],
  ],
  [
    'fields of two concerns, one riskier',
    [replicas, owner],
    'test',
    1,
    'HIGH',
    ['owner'],
    ['concerns'],
  ],
  ['one field in prod', [replicas], 'prod', 1, 'MEDIUM', ['replicas'], ['prod']],
  ['one field in staging', [replicas], 'staging', 1, 'LOW', ['replicas'], []],
  ['five targets at once', [replicas], 'dev', 5, 'MEDIUM', ['replicas'], ['batch']],
  ['six targets at once', [replicas], 'dev', 6, 'HIGH', ['replicas'], ['batch']],
  ['a deletion in prod', [deletion], 'prod', 1, 'HIGH', ['deletion'], []],
  [
    'two concerns, two targets, in prod',
    [replicas, banner],
    'prod',
    2,
    'HIGH',
    ['replicas', 'banner'],
    ['concerns', 'batch'],
  ],
] as const)(
  'the risk of a change and its reasons: %s',
  (_what, touched, environment, count, level, of, raisedBy) => {
    expect(riskOfChange(touched, environment, count)).toEqual({ class: level, of, raisedBy })
  },
)

it('a change that touches no field has no risk class', () => {
  expect(riskOfChange([], 'prod', 9)).toBeNull()
})

const touched: fc.Arbitrary<Touched> = fc.constantFrom(replicas, memory, banner, owner, deletion)

it('the risk is at least that of the riskiest field, and never falls when anything is added', () => {
  const level = (all: readonly Touched[], where: (typeof environments)[number], count: number) =>
    riskClasses.indexOf(riskOfChange(all, where, count)?.class ?? 'LOW')
  const many = fc.array(touched, { minLength: 1, maxLength: 5 })
  const where = fc.constantFrom(...environments)
  fc.assert(
    fc.property(many, touched, where, fc.integer({ min: 1, max: 9 }), (all, one, at, count) => {
      const now = level(all, at, count)
      expect(now).toBeGreaterThanOrEqual(
        Math.max(...all.map(({ risk }) => riskClasses.indexOf(risk))),
      )
      expect(level([...all, one], at, count)).toBeGreaterThanOrEqual(now)
      expect(level(all, at, count + 1)).toBeGreaterThanOrEqual(now)
      expect(level(all, 'prod', count)).toBeGreaterThanOrEqual(now)
    }),
  )
})
