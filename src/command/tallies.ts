// How often something that has a limit happened, right at whatever limit a pack sets.

import type { Pack } from '../policy/pack.ts'
import type { Step } from './changes.ts'
import type { Facts, Rules } from './facts.ts'

/** So many of the newest times are read one by one; further back only at the ranks that matter. */
export const newestMost = 100

/**
 * How often it happened after this time. Exact up to `newestMost`; past that it is enough to tell
 * whether `most` was reached, for a limit of that many or of one more.
 */
export function countAfter(
  facts: Pick<Facts, 'tallies'>,
  key: string,
  after: number,
  most: number,
): number {
  const tallied = facts.tallies.get(key)
  if (tallied === undefined) return 0
  const newest = tallied.newest.filter((at) => at > after).length
  // A rank that was never reached has no time, and is after none: not even after "never".
  const timeOf = (rank: number) => tallied.ranks.get(rank - (tallied.added ?? 0)) ?? -Infinity
  const reached = [most, most - 1].find((rank) => timeOf(rank) > after)
  return Math.max(newest, reached ?? 0)
}

/** One after another in the same moment: what each comes to counts for the next one. */
export function inTurn<One>(
  facts: Facts,
  all: readonly One[],
  stepOf: (facts: Facts, one: One) => Step,
): Step {
  let now = facts
  return all.flatMap((one) => {
    const step = stepOf(now, one)
    const keys = step.flatMap((change) => (change.kind === 'tally' ? [change.key] : []))
    if (keys.length > 0) now = { ...now, tallies: counted(now, keys) }
    return step
  })
}

function counted({ tallies, now }: Facts, keys: readonly string[]): Facts['tallies'] {
  const all = new Map(tallies)
  for (const key of keys) {
    const { newest = [], ranks = new Map(), added = 0 } = all.get(key) ?? {}
    all.set(key, { newest: [now, ...newest], ranks, added: added + 1 })
  }
  return all
}

/** When it happened last; 0 for never. */
export function lastOf(facts: Pick<Facts, 'tallies'>, key: string): number {
  return facts.tallies.get(key)?.newest[0] ?? 0
}

/** The ranks at which a limit of any readable pack is met: each may be bound at any time. */
export function limitRanks(rules: Pick<Rules, 'pack' | 'packs'>): readonly number[] {
  const mosts = packsOf(rules).flatMap(({ limits }) =>
    [
      limits.requests,
      limits.wrong_answers,
      limits.wrong_answers_environment,
      limits.tenant_requests,
      limits.denials,
      limits.suspicion,
      ...Object.values(limits.class_requests),
    ].flatMap((one) => one?.most ?? []),
  )
  const ranks = mosts.flatMap((most) => [most, most - 1]).filter((rank) => rank > newestMost)
  return [...new Set(ranks)].toSorted((a, b) => a - b)
}

/** So many messages of one moment to one person are counted exactly at any limit. */
const momentMost = 100

/**
 * The ranks from which a limit of messages may be met within one moment, in their order: each
 * message of that moment lowers by one the rank that it takes.
 */
export function messageRanks(rules: Pick<Rules, 'pack' | 'packs'>): readonly number[] {
  const mosts = packsOf(rules).map(({ limits }) => limits.approver_messages.most)
  const ranks = mosts.flatMap((most) =>
    Array.from({ length: momentMost + 1 }, (_, index) => most - momentMost + index),
  )
  return [...new Set(ranks)].filter((rank) => rank > newestMost).toSorted((a, b) => a - b)
}

/** The pack in force and all that a command could bind in its place. */
export function packsOf(rules: Pick<Rules, 'pack' | 'packs'>): readonly Pack[] {
  return [...(rules.pack === null ? [] : [rules.pack]), ...rules.packs.values()]
}
