// Shortens lists of people for the screen of a phone.

import type { Term } from '../phrase.ts'

/** The most names in one line; `+488` stands for the others. */
const namesMost = 10

export function fewNames(names: readonly Term[]): readonly Term[] {
  const more = names.length - namesMost
  return more > 0 ? [...names.slice(0, namesMost), `+${more}`] : names
}
