// Packs signed by the holder of the key: they must have one consistent reading, and a verdict
// always comes, in the terminal and on the page.

import { describe, expect, it } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import { proposal, type Said, selfMade } from './self-made.ts'
import { asks, at, bad, grant, hostile, whole } from './stories.ts'

const twoReadings = 'not in canonical form: two readers may read two things'
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

it('is green where all of it fits', () => {
  expect(bad(whole)).toEqual([[], []])
})

describe('what is signed and is no one story', () => {
  it.each<[string, readonly Said[], string]>([
    [
      'an actor who is there twice',
      at(6, { bytes: (text) => text.replace('{"actor":"beto"', '{"actor":"ana","actor":"beto"') }),
      twoReadings,
    ],
    [
      'a body with a member twice',
      at(0, { bodyText: (text) => text.replace('"slots":', '"slots":{"order":"1"},"slots":') }),
      twoReadings,
    ],
    ['a number that readers round', at(8, { bodyText: () => '{"x":1e400}' }), twoReadings],
    ['a number of many digits', at(8, { bodyText: () => '{"x":9007199254740993}' }), twoReadings],
    [
      'a body that is nested deep',
      at(8, { bodyText: () => `{"x":${deep(200_000)}}` }),
      twoReadings,
    ],
    ['another fingerprint at the grant', at(6, { fingerprint: 'ab'.repeat(32) }), 'names another'],
    ['another key at the start', at(7, { idempotencyKey: 'other' }), 'names another'],
    [
      'other words than the fingerprint',
      at(0, { body: { ...proposal.body, slots: { order: '43' } } }),
      'is not that of what artifact 1 asks for',
    ],
    ['a confirmation of somebody else', at(2, { actor: 'eva' }), 'confirmation of somebody else'],
    ['an answer that nobody asked for', at(6, { actor: 'eva' }), 'of somebody who was not asked'],
    ['a grant before anybody was asked', at(5, asks('carla')), 'of somebody who was not asked'],
    ['a link that leads elsewhere', at(4, { prevHash: 'ab'.repeat(32) }), 'does not follow from'],
    ['another beginning', at(0, { prevHash: 'ab'.repeat(32) }), 'is not the beginning of this'],
    ['a start without its grant', whole.filter((one) => one !== grant), 'A step is not here'],
  ])('%s', (_what, all, finding) => {
    for (const lines of bad(all)) expect(lines.join('\n')).toContain(finding)
  })
})

describe('a file that is made to break its reader', () => {
  it.each<[string, string, RegExp]>([
    ['nested deep', deep(1_000_000), /no JSON object|not JSON|cannot be read to its end/],
    [
      'a number out of range',
      '{"format":"aval-evidence-pack/1","command":1e999}',
      /is no JSON obj/,
    ],
    ['a prototype', '{"__proto__":{"format":"aval-evidence-pack/1"}}', /format is not/],
    ['a member twice', selfMade(whole).pack.replace('{', '{"format":"other",'), /is there twice/],
    ['a member twice, written otherwise', doubled(), /is there twice/],
    ['many proofs', hostile({ proof: Array(1_000_000).fill('ab'.repeat(32)) }), /not proved/],
    [
      'a seq beyond all numbers',
      hostile({ artifacts: [{ seq: 1e300, hash: '', bytes: '', body: null }] }),
      /whole number/,
    ],
  ])('%s', (_what, text, finding) => {
    const verdict = checkPack(text, null)
    expect(verdict.good).toBe(false)
    expect(verdict.lines.map((one) => one.text).join('\n')).toMatch(finding)
  })
})

/** Whole, with a second name for the command, which some readers take. */
function doubled(): string {
  return selfMade(whole).pack.replace('"name":"C-AAAA"', '"n\\u0061me":"C-BBBB","name":"C-AAAA"')
}

it('names erased bodies as spans, so that a year of them is one line', () => {
  const pack = JSON.parse(selfMade(whole).range)
  for (const index of [1, 2, 3, 5]) pack.artifacts[index].body = null
  const lines = checkPack(JSON.stringify(pack), null).lines.map((one) => one.text)
  expect(lines).toContain('These bodies were erased or left out: 2 to 4, 6.')
})

it('says so where the neighbour behind a range is earlier than it: more of it may follow', () => {
  const told = (time: string) => {
    const pack = JSON.parse(selfMade([proposal, { type: 'command.previewed', time }]).range)
    const after = { ...pack.artifacts.pop(), body: null }
    const range = { from: '2026-01-05T09:00:00.000Z', to: '2026-01-05T10:00:00.000Z' }
    const { lines } = checkPack(JSON.stringify({ ...pack, after, range }), null)
    return lines.map((one) => one.text)
  }
  const whole = 'Nothing of the range was left out at its edges.'
  expect(told('2026-01-05T10:00:00.000Z')).toContain(whole)
  const early = told('2026-01-05T08:00:00.000Z')
  expect(early).not.toContain(whole)
  expect(early).toContain('The clock went back: 2 bear a time outside of the range.')
})

it('heads no story with a name that nothing in it proves', () => {
  const pack = JSON.parse(selfMade(whole).pack)
  expect(checkPack(JSON.stringify(pack), null).title).toContain(pack.command.name)
  pack.command.name = 'C-BBBB'
  pack.artifacts[0].body = null
  const verdict = checkPack(JSON.stringify(pack), null)
  expect(verdict.good).toBe(true)
  expect(verdict.title).toContain(pack.command.id)
  expect(verdict.title).not.toContain('C-BBBB')
})
