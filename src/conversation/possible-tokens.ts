// Finds possible tokens anywhere in a text.

import { tokenPattern } from '../command/draw.ts'

/** The most words of one text that are looked up as tokens. */
const tokensMost = 5

/**
 * The possible tokens in a plain text: `K7QM2P`, `approve K7QM2P`, `K7QM2P 1`, `1K7QM2P`,
 * `(K7QM2P)`. None of these forms is an answer; the sender is told what is.
 */
export function tokensIn(text: string): readonly string[] {
  const words = text
    .toUpperCase()
    .split(/[^0-9A-Z]+/)
    .map((word) => (/^[12][0-9A-Z]{6}$/.test(word) ? word.slice(1) : word))
  return [...new Set(words.filter((word) => tokenPattern.test(word)))].slice(0, tokensMost)
}
