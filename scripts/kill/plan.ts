// When one process dies: during its start, some microseconds after a line, or while the shop acts.

import type { Chance } from './chance.ts'

export type Plan =
  | { readonly kind: 'start'; readonly delayMs: number }
  | { readonly kind: 'line'; readonly lines: number; readonly delayMs: number }
  | { readonly kind: 'act'; readonly delayMs: number }

/** Starting takes about as long as this; a later death would be one between two lines. */
const startMs = 250
const linesMost = 14
/** A line is settled and answered within a few milliseconds. */
const shortestMs = 0.001
const longestMs = 20

/** A fifth of all deaths while starting, a third around an act of the shop, the rest after a line. */
export function drawPlan(chance: Chance): Plan {
  const kind = chance.next()
  if (kind < 0.2) return { kind: 'start', delayMs: chance.next() * startMs }
  if (kind < 0.53) return { kind: 'act', delayMs: chance.next() < 0.5 ? 0 : chance.next() * 3 }
  // As many short delays as long ones: microseconds matter as much as milliseconds.
  const delayMs = shortestMs * (longestMs / shortestMs) ** chance.next()
  return { kind: 'line', lines: 1 + chance.below(linesMost), delayMs }
}
