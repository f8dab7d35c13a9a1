// Packs signed by the holder of the key: they must have one consistent reading, and a verdict
// always comes, in the terminal and on the page.

import { describe, expect, it } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import { proposal, type Said, selfMade } from './self-signed-pack.ts'
import { asks, at, bad, grant, hostile, whole } from './stories.ts'

const twoReadings = 'not in canonical form: two readers may read two things'
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

it('the verifier is green for a signed pack without contradictions', () => {
  expect(bad(whole)).toEqual([[], []])
})

describe('a correctly signed pack with contradictions', () => {
  it.each<[string, readonly Said[], string]>([
    [
      'a repeated actor',
      at(6, { bytes: (text) => text.replace('{"actor":"beto"', '{"actor":"ana","actor":"beto"') }),
      twoReadings,
    ],
    [
      'a repeated member of a body',
      at(0, { bodyText: (text) => text.replace('"slots":', '"slots":{"order":"1"},"slots":') }),
      twoReadings,
    ],
    ['a number beyond the range of doubles', at(8, { bodyText: () => '{"x":1e400}' }), twoReadings],
    [
      'an integer that readers round',
      at(8, { bodyText: () => '{"x":9007199254740993}' }),
      twoReadings,
    ],
    ['a deeply nested body', at(8, { bodyText: () => `{"x":${deep(200_000)}}` }), twoReadings],
    ['another fingerprint at the grant', at(6, { fingerprint: 'ab'.repeat(32) }), 'names another'],
    ['another key at the start', at(7, { idempotencyKey: 'other' }), 'names another'],
    [
      'slots that differ from the fingerprint',
      at(0, { body: { ...proposal.body, slots: { order: '43' } } }),
      'is not that of what artifact 1 asks for',
    ],
    ['a confirmation by somebody else', at(2, { actor: 'eva' }), 'confirmation of somebody else'],
    [
      'an approval by somebody who was not asked',
      at(6, { actor: 'eva' }),
      'of somebody who was not asked',
    ],
    ['a grant before anybody was asked', at(5, asks('carla')), 'of somebody who was not asked'],
    ['another previous hash', at(4, { prevHash: 'ab'.repeat(32) }), 'does not follow from'],
    [
      'another first previous hash',
      at(0, { prevHash: 'ab'.repeat(32) }),
      'is not the beginning of this',
    ],
    ['a start without its grant', whole.filter((one) => one !== grant), 'A step is not here'],
  ])('is reported: %s', (_what, all, finding) => {
    for (const lines of bad(all)) expect(lines.join('\n')).toContain(finding)
  })
})

describe('a file made to break its reader', () => {
  it.each<[string, string, RegExp]>([
    ['deep nesting', deep(1_000_000), /no JSON object|not JSON|cannot be read to its end/],
    [
      'a number out of range',
      '{"format":"aval-evidence-pack/1","command":1e999}',
      /is no JSON obj/,
    ],
    ['a prototype', '{"__proto__":{"format":"aval-evidence-pack/1"}}', /format is not/],
    [
      'a repeated member',
      selfMade(whole).pack.replace('{', '{"format":"other",'),
      /is there twice/,
    ],
    ['a repeated member, written with an escape', doubled(), /is there twice/],
    ['many proofs', hostile({ proof: Array(1_000_000).fill('ab'.repeat(32)) }), /not proved/],
    [
      'a sequence number that is too large',
      hostile({ artifacts: [{ seq: 1e300, hash: '', bytes: '', body: null }] }),
      /whole number/,
    ],
  ])('is refused: %s', (_what, text, finding) => {
    const verdict = checkPack(text, null)
    expect(verdict.good).toBe(false)
    expect(verdict.lines.map((one) => one.text).join('\n')).toMatch(finding)
  })
})

/** Whole, with a second name for the command, which some readers take. */
function doubled(): string {
  return selfMade(whole).pack.replace('"name":"C-AAAA"', '"n\\u0061me":"C-BBBB","name":"C-AAAA"')
}

it('the verifier lists erased bodies as ranges', () => {
  const pack = JSON.parse(selfMade(whole).range)
  for (const index of [1, 2, 3, 5]) pack.artifacts[index].body = null
  const lines = checkPack(JSON.stringify(pack), null).lines.map((one) => one.text)
  expect(lines).toContain('These bodies were erased or left out: 2 to 4, 6.')
})

it('the verifier does not claim a complete range when the artifact after it is earlier', () => {
  const textsWith = (time: string) => {
    const pack = JSON.parse(selfMade([proposal, { type: 'command.previewed', time }]).range)
    const after = { ...pack.artifacts.pop(), body: null }
    const range = { from: '2026-01-05T09:00:00.000Z', to: '2026-01-05T10:00:00.000Z' }
    const { lines } = checkPack(JSON.stringify({ ...pack, after, range }), null)
    return lines.map((one) => one.text)
  }
  const whole = 'Nothing of the range was left out at its edges.'
  expect(textsWith('2026-01-05T10:00:00.000Z')).toContain(whole)
  const early = textsWith('2026-01-05T08:00:00.000Z')
  expect(early).not.toContain(whole)
  expect(early).toContain('The clock went back: 2 bear a time outside of the range.')
})

it('the verifier takes no name as title that nothing in the pack proves', () => {
  const pack = JSON.parse(selfMade(whole).pack)
  expect(checkPack(JSON.stringify(pack), null).title).toContain(pack.command.name)
  pack.command.name = 'C-BBBB'
  pack.artifacts[0].body = null
  const verdict = checkPack(JSON.stringify(pack), null)
  expect(verdict.good).toBe(true)
  expect(verdict.title).toContain(pack.command.id)
  expect(verdict.title).not.toContain('C-BBBB')
})
