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
  const hyphened = withHyphen(spoken, typed, flows)
  if (hyphened !== null) return hyphened
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

/** A command's name typed without its hyphen: `why C7F3K`, `cancel c 7f3k`; null for none. */
function withHyphen(
  spoken: readonly Words[],
  typed: readonly TypedWord[],
  flows: Flows,
): string | null {
  const text = typed.map(textOf).join(' ')
  // A digit tells most names from words.
  const name = /(?<![\p{L}\p{N}-])c ?((?=[a-z]*\d)[0-9a-z]{4,8})(?![\p{L}\p{N}-])/iu
  const corrected = text.replace(name, (_, letters: string) => `C-${letters.toUpperCase()}`)
  const isMeant = bestMatch(spoken, typedWords(corrected), flows)?.whole === true
  return isMeant ? corrected : null
}

function corrected(pattern: Pattern, typed: readonly TypedWord[]): Candidate | null {
  let far = 0
  let at = 0
  const said: string[] = []
  const pieces = pattern.pieces.filter((piece) => piece.kind !== 'given')
  for (let index = 0; index < pieces.length; ) {
    // Most patterns end here: nothing is copied for them, however long the text is.
    const rest = () => typed.slice(at).map(textOf)
    if (pieces[index]?.kind === 'slot')
      return far > 0 ? { far, text: [...said, ...rest()].join(' ') } : null
    const joined = joinedNumber(pieces.slice(index), typed[at])
    if (joined !== null)
      return { far: far + 1, text: [...said, ...joined, ...rest().slice(1)].join(' ') }
    const slip = slipAt(pieces.slice(index), typed.slice(at, at + 2))
    if (slip === null) return null
    far += slip.far
    at += slip.words
    for (const piece of pieces.slice(index, index + slip.pieces))
      if (piece.kind === 'word') said.push(piece.shown)
    index += slip.pieces
  }
  return far > 0 && at === typed.length ? { far, text: said.join(' ') } : null
}

/** The last fixed word and the number for the slot after it, typed as one: `order42`. */
function joinedNumber(
  [meant, after]: readonly Pattern['pieces'][number][],
  typed: TypedWord | undefined,
): readonly [word: string, number: string] | null {
  if (meant?.kind !== 'word' || after?.kind !== 'slot' || typed === undefined) return null
  if (!typed.folded.startsWith(meant.word)) return null
  const number = typed.folded.slice(meant.word.length)
  return /^\d+$/.test(number) ? [meant.shown, number] : null
}

interface Slip {
  readonly far: number
  /** How many fixed words were meant, and how many words were typed for them. */
  readonly pieces: number
  readonly words: number
}

/** What was typed for the next fixed word: itself, nearly itself, or with a misplaced space. */
function slipAt(
  [meant, after]: readonly Pattern['pieces'][number][],
  [typed, next]: readonly TypedWord[],
): Slip | null {
  if (meant?.kind !== 'word' || typed === undefined) return null
  if (typed.folded === meant.word) return { far: 0, pieces: 1, words: 1 }
  if (next !== undefined && typed.folded + next.folded === meant.word)
    return { far: 1, pieces: 1, words: 2 }
  if (after?.kind === 'word' && typed.folded === meant.word + after.word)
    return { far: 1, pieces: 2, words: 1 }
  const far = near(typed.folded, meant.word)
  return far === null ? null : { far, pieces: 1, words: 1 }
}

function textOf(word: TypedWord): string {
  return word.text
}

/** The number of typing errors in a fixed word; null if more than one in three letters. */
function near(typed: string, meant: string): number | null {
  const most = Math.max(1, Math.floor(meant.length / 3))
  if (Math.abs(typed.length - meant.length) > most) return null
  const far = isSwapped(typed, meant) ? 1 : distance(typed, meant)
  return far > 0 && far <= most ? far : null
}

/** Two letters that changed places, as in `hlep`, are one slip, which `distance` counts as two. */
function isSwapped(typed: string, meant: string): boolean {
  const at = [...typed].findIndex((letter, index) => letter !== meant[index])
  const swapped = `${typed.slice(0, at)}${typed[at + 1] ?? ''}${typed[at]}${typed.slice(at + 2)}`
  return at !== -1 && swapped === meant
}
