// Tokens that stand somewhere in a text, whether or not an answer has them there.

import { tokenPattern } from '../command/draw.ts'

/** Words of one text that are looked up as tokens. */
const tokensMost = 5

/**
 * What could be a token in a plain text: `K7QM2P`, `approve K7QM2P`, `K7QM2P 1`, `1K7QM2P`,
 * `(K7QM2P)`. None of these decides anything; whoever types them is told what does.
 */
export function tokensIn(text: string): readonly string[] {
  const words = text
    .toUpperCase()
    .split(/[^0-9A-Z]+/)
    .map((word) => (/^[12][0-9A-Z]{6}$/.test(word) ? word.slice(1) : word))
  return [...new Set(words.filter((word) => tokenPattern.test(word)))].slice(0, tokensMost)
}
