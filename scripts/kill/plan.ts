// When one process dies: during its start, some microseconds after a line, or while the shop acts.

import type { Chance } from './chance.ts'

export type Plan =
  | { readonly kind: 'start'; readonly delayMs: number }
  | { readonly kind: 'line'; readonly lines: number; readonly delayMs: number }
  | { readonly kind: 'act'; readonly delayMs: number }

/** About as long as a start takes. */
const startMs = 250
const linesMost = 14
/** A line is settled and answered within a few milliseconds. */
const shortestMs = 0.001
const longestMs = 20

/**
 * A fifth of all kills while starting, a third around an effect of the shop, the rest after a line.
 */
export function drawPlan(chance: Chance): Plan {
  const kind = chance.next()
  if (kind < 0.2) return { kind: 'start', delayMs: chance.next() * startMs }
  if (kind < 0.53) return { kind: 'act', delayMs: chance.next() < 0.5 ? 0 : chance.next() * 3 }
  // Log-uniform: microseconds matter as much as milliseconds.
  const delayMs = shortestMs * (longestMs / shortestMs) ** chance.next()
  return { kind: 'line', lines: 1 + chance.below(linesMost), delayMs }
}
