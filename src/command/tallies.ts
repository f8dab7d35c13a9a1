// Counts how often something happened, exactly enough for whatever limit a pack sets.

import type { Pack } from '../policy/pack.ts'
import type { Step } from './changes.ts'
import type { Facts, Rules, Tallied, TalliesByKey } from './facts.ts'

/** Nothing counts against a limit for longer. */
export const countedForMs = 86_400_000

/** How many of the newest times are read; older ones only at the ranks that limits need. */
export const newestMost = 100

/**
 * How often it happened after this time. Exact up to `newestMost`; above that it only tells whether
 * a limit of `most`, or of `most + 1`, was reached.
 */
export function countAfter(
  facts: { readonly tallies: Pick<Facts['tallies'], 'get'> },
  key: string,
  after: number,
  most: number,
): number {
  const tallied = facts.tallies.get(key)
  if (tallied === undefined) return 0
  const newest = tallied.newest.filter((at) => at > after).length
  // A rank that was never reached has no time; -Infinity is not after any.
  const timeOf = (rank: number) => tallied.ranks.get(rank - (tallied.added ?? 0)) ?? -Infinity
  const reached = [most, most - 1].find((rank) => timeOf(rank) > after)
  return Math.max(newest, reached ?? 0)
}

/** Runs `stepOf` for each item of the same moment; tallies of one are visible to the next. */
export function stepEach<One>(
  facts: Facts,
  all: readonly One[],
  stepOf: (facts: Facts, one: One) => Step,
): Step {
  const counted = new Map<string, Tallied>()
  const now = { ...facts, tallies: overlaid(facts.tallies, counted) }
  return all.flatMap((one) => {
    const step = stepOf(now, one)
    for (const change of step)
      if (change.kind === 'tally') counted.set(change.key, oneMore(now, change.key))
    return step
  })
}

function oneMore({ tallies, now }: Facts, key: string): Tallied {
  const { newest = [], ranks = new Map(), added = 0 } = tallies.get(key) ?? {}
  return { newest: [now, ...newest], ranks, added: added + 1 }
}

/** The tallies, with those of `more` in place of them. */
export function overlaid(tallies: TalliesByKey, more: TalliesByKey): TalliesByKey {
  return {
    get: (key) => (more.has(key) ? more.get(key) : tallies.get(key)),
    has: (key) => more.has(key) || tallies.has(key),
  }
}

/** When it last happened; 0 for never. */
export function lastOf(
  facts: { readonly tallies: Pick<Facts['tallies'], 'get'> },
  key: string,
): number {
  return facts.tallies.get(key)?.newest[0] ?? 0
}

/** The ranks at which a limit of any readable pack is reached; each pack may be bound later. */
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

/** This many messages to one person in one moment are counted exactly. */
const momentMost = 100

/**
 * The ranks at which a message limit may be reached within one moment, ascending: each message of
 * that moment lowers the rank to look at by one.
 */
export function messageRanks(rules: Pick<Rules, 'pack' | 'packs'>): readonly number[] {
  const mosts = packsOf(rules).map(({ limits }) => limits.approver_messages.most)
  const ranks = mosts.flatMap((most) =>
    Array.from({ length: momentMost + 1 }, (_, index) => most - momentMost + index),
  )
  return [...new Set(ranks)].filter((rank) => rank > newestMost).toSorted((a, b) => a - b)
}

/** The pack in force and all packs that could be bound instead. */
export function packsOf(rules: Pick<Rules, 'pack' | 'packs'>): readonly Pack[] {
  return [...(rules.pack === null ? [] : [rules.pack]), ...rules.packs.values()]
}
