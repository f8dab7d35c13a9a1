// Suggests the nearest command for a text that is almost one.

import { distance } from 'fastest-levenshtein'
import { bestMatch, type Flows, type TypedWord, typedWords } from './match.ts'
import type { Pattern, Words } from './words.ts'

interface Candidate {
  readonly far: number
  readonly text: string
}

/** The nearest pattern, with the person's own words in its slots; null if none is near. */
export function suggest(
  spoken: readonly Words[],
  typed: readonly TypedWord[],
  flows: Flows,
): string | null {
  let best: Candidate | null = null
  for (const words of spoken)
    for (const pattern of words.patterns) {
      if (flows.get(pattern.flow)?.hidden === true) continue
      const candidate = corrected(pattern, typed)
      if (candidate === null || (best !== null && candidate.far >= best.far)) continue
      // A slot accepts any word, even of another language, so the suggestion itself must be
      // understood.
      if (bestMatch([words], typedWords(candidate.text), flows) !== null) best = candidate
    }
  return best?.text ?? null
}

function corrected(pattern: Pattern, typed: readonly TypedWord[]): Candidate | null {
  let far = 0
  const said: string[] = []
  const pieces = pattern.pieces.filter((piece) => piece.kind !== 'given')
  for (const [index, piece] of pieces.entries()) {
    const next = typed[index]
    if (next === undefined)
      return piece.kind === 'slot' && far > 0 ? { far, text: said.join(' ') } : null
    if (piece.kind === 'slot')
      return far > 0 ? { far, text: [...said, ...typed.slice(index).map(textOf)].join(' ') } : null
    const slip = next.folded === piece.word ? 0 : near(next.folded, piece.word)
    if (slip === null) return null
    far += slip
    said.push(piece.shown)
  }
  return far > 0 && typed.length === pieces.length ? { far, text: said.join(' ') } : null
}

function textOf(word: TypedWord): string {
  return word.text
}

/** The number of typing errors in a fixed word; null if more than one in three letters. */
function near(typed: string, meant: string): number | null {
  const most = Math.max(1, Math.floor(meant.length / 3))
  if (Math.abs(typed.length - meant.length) > most) return null
  const far = distance(typed, meant)
  return far > 0 && far <= most ? far : null
}
