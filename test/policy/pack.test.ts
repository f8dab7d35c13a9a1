// Policy packs: the shipped one is read, and every broken one is refused as a whole.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseDuration } from '../../src/policy/duration.ts'
import { parsePack } from '../../src/policy/pack.ts'

const text = readFileSync(
  new URL('../../flows/policies/strong-1.0.0.yaml', import.meta.url),
  'utf8',
)

/** The shipped pack with one piece of its text replaced. */
function packWith(piece: string, by = ''): unknown {
  if (!text.includes(piece)) throw new Error(`The pack has no ${piece}`)
  return parse(text.replace(piece, by))
}

describe('a policy pack', () => {
  it('is read, with the SHA-256 of its bytes as its digest', () => {
    const pack = parsePack(parse(text), text)
    expect(pack.pack).toBe('strong')
    expect(parsePack(parse(text), `${text} `).digest).not.toBe(pack.digest)
    expect(pack.digest).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it.each([
    ['an unknown key', 'about:', 'abuot:', 'Unrecognized key'],
    [
      'a class that nobody can approve',
      '    classes: [R3]',
      '    classes: [R1]',
      'HAPF-Strong wants approval of R3, but no approval policy has it',
    ],
    [
      'a role that does not exist',
      '    fallback: [admin]',
      '    fallback: [nobody]',
      'destructive asks the unknown role nobody',
    ],
    [
      'a request that stays open for two days',
      '    expires: 30m',
      '    expires: 2d',
      'destructive stays open for more than 24 h',
    ],
    [
      'a Strong profile that lets the requester approve',
      '    approvers: { S2: 1, S3: 1, R3: 1 }',
      '    approvers: { S2: 1, S3: 1, R3: 1 }\n    requester_may_approve: true',
      'HAPF-Strong may not let the requester approve',
    ],
    [
      'no approver at all',
      '    approvers: { S2: 1, S3: 2, R3: 2 }',
      '    approvers: { S2: 0, S3: 2, R3: 2 }',
      'expected number to be >=1',
    ],
    [
      'an unknown class',
      'confirmation: { classes: [S1,',
      'confirmation: { classes: [S9,',
      'Invalid option: expected one of',
    ],
    ['an invalid duration', 'expires: 5m', 'expires: soon', 'a length of time looks like'],
    ['a limit of nothing', 'open_requests: 5', 'open_requests: 0', 'expected number to be >=1'],
    [
      'a limit over more time than is counted',
      'denials: { most: 3, within: 1h }',
      'denials: { most: 3, within: 7d }',
      'limits count a day at most',
    ],
    ['a lock that outlasts what is counted', 'lock: 15m', 'lock: 3d', 'limits count a day at most'],
    [
      'a number of approvers for a class without a policy',
      '    approvers: { S2: 1, S3: 2, R3: 2 }',
      '    approvers: { R1: 1, S2: 1, S3: 2, R3: 2 }',
      'HAPF-Operational wants approval of R1, but no approval policy has it',
    ],
    ['a grant of everything', 'auditor: [audit.read]', 'auditor: ["*"]', 'looks like area.verb'],
    [
      'a role named __proto__',
      'auditor: [audit.read]',
      'auditor: [audit.read]\n  __proto__: [audit.read]',
      '__proto__ cannot be a name',
    ],
  ])('with %s is refused', (_what, piece, by, why) => {
    const changed = packWith(piece, by)
    expect(() => parsePack(changed, text)).toThrow(why)
  })
})

it('a policy pack with a group of whoever is on call, which nobody could fill, is refused', () => {
  const fallback = '    fallback: [admin]'
  const changed = packWith(fallback, `${fallback}\n    groups: [{ role: on_call }]`)
  const why = 'destructive has a group of on_call, a role that nobody holds'
  expect(() => parsePack(changed, text)).toThrow(why)
})

describe('a duration in a pack', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['8 H', 28_800_000],
    ['7d', 604_800_000],
    ['', null],
    ['7', null],
    ['m', null],
    ['-5m', null],
    ['1.5h', null],
    ['1h30m', null],
    ['9999999s', null],
  ])('written “%s” is read, or refused if invalid', (typed, milliseconds) => {
    expect(parseDuration(typed)).toBe(milliseconds)
  })

  it('is a whole number of milliseconds or null for any text', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const found = parseDuration(typed)
        return found === null || (Number.isSafeInteger(found) && found >= 0)
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})
