// Histories signed with one's own key: a valid one, and ways to make it invalid.

import { expect } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import { storyOf } from '../../scripts/verifier/story.ts'
import { proposal, type Said, selfMade } from './self-signed-pack.ts'

export const asks = (...to: readonly string[]): Said => ({
  type: 'approval.requested',
  actor: 'ana',
  body: { to },
})
export const granted = (actor: string, body: object): Said => ({
  type: 'approval.granted',
  actor,
  body,
})
export const grant = granted('beto', { count: 1, quorum: 'reached' })
export const whole: readonly Said[] = [
  proposal,
  { type: 'command.previewed' },
  { type: 'command.confirmed', actor: 'ana' },
  { type: 'command.authorized' },
  { type: 'approval.required' },
  asks('beto', 'carla'),
  grant,
  { type: 'command.started' },
  { type: 'effect.applied' },
  { type: 'command.succeeded' },
]

/** A quorum of two with one grant, which is not enough. */
export const halfWay: readonly Said[] = [
  proposal,
  { type: 'command.authorized', body: { rules: ['+within-limits', '+approval-needed'] } },
  { type: 'approval.required', body: { approvers: 2 } },
  asks('beto', 'carla'),
  granted('beto', { count: 1, needed: 2, quorum: 'open' }),
]
export const started: Said = { type: 'command.started' }
export const effect: Said = { type: 'effect.applied' }
export const decided = (...rules: readonly string[]) => at(3, { body: { rules } })

/** The texts of bad lines, for both kinds of packs. */
export function bad(all: readonly Said[]): readonly (readonly string[])[] {
  const { pack, range } = selfMade(all)
  return [pack, range].map((text) => {
    const verdict = checkPack(text, null)
    const lines = verdict.lines.filter((one) => one.state === 'bad').map((one) => one.text)
    expect(verdict.good).toBe(lines.length === 0)
    expect(() => storyOf(verdict.events)).not.toThrow()
    return lines
  })
}

export function at(place: number, more: Partial<Said>): readonly Said[] {
  return whole.map((one, index) => (index === place ? { ...one, ...more } : one))
}

/** The range pack with additional or changed members. */
export function hostile(more: object): string {
  return JSON.stringify({ ...JSON.parse(selfMade(whole).range), ...more })
}
