// Freezes of a pack: which one is in force for a class, and when nothing freezes it any more.

import type { SafetyClass } from './names.ts'
import type { Pack } from './pack.ts'
import { endOf, isDuring } from './when.ts'

export type Freeze = Pack['freezes'][number]

/** The first freeze of the class that is in force at `at`, epoch milliseconds. */
export function freezeAt(
  freezes: readonly Freeze[],
  safetyClass: SafetyClass,
  at: number,
): Freeze | undefined {
  return freezes.find((one) => one.classes.includes(safetyClass) && isInForce(one, at))
}

export function isInForce({ once, weekly }: Freeze, at: number): boolean {
  if (weekly !== undefined && isDuring(weekly, at)) return true
  return once !== undefined && at >= Date.parse(once.from) && at < Date.parse(once.to)
}

/** More freezes in a row than this are taken for one without an end. */
const inRowMost = 20

/**
 * When no freeze of the class is in force any more, epoch milliseconds: one may begin as another
 * ends. Null where they have no end.
 */
export function frozenUntil(
  freezes: readonly Freeze[],
  safetyClass: SafetyClass,
  at: number,
): number | null {
  let end = at
  for (let count = 0; count < inRowMost; count += 1) {
    const freeze = freezeAt(freezes, safetyClass, end)
    if (freeze === undefined) return end
    const { once, weekly } = freeze
    const next = weekly === undefined ? Date.parse(once?.to ?? '') : endOf(weekly, end)
    if (next === null) return null
    end = next
  }
  return null
}
