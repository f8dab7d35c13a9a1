// Matches a text with a language's patterns: fixed words, and slots.

import { isCommandName } from '../command/draw.ts'
import { isRestSlot } from '../command/rest-slot.ts'
import type { Flow, Slot } from '../command/spec.ts'
import { lengthWordsMost, parseLength } from './length.ts'
import { folded } from './normalise.ts'
import type { Pattern, Piece, Words } from './words.ts'

/** A typed word and its forms for comparing; `bare` has no punctuation around it. */
export interface TypedWord {
  readonly text: string
  readonly folded: string
  readonly bare: string
}

export interface Match {
  readonly pattern: Pattern
  readonly captured: ReadonlyMap<string, string>
  readonly words: number
  /** All pieces of the pattern were typed, or at least all required slots. */
  readonly whole: boolean
}

export type Flows = ReadonlyMap<string, Flow>

/** Splits a plain text into words. */
export function typedWords(text: string): readonly TypedWord[] {
  return text.split(' ').map((word) => ({
    text: word,
    folded: folded(word),
    bare: folded(unended(word.replace(/^[\u00bf\u00a1]+/, ''))),
  }))
}

/** The best match; the person's own language is tried first. */
export function bestMatch(
  spoken: readonly Words[],
  typed: readonly TypedWord[],
  flows: Flows,
): Match | null {
  let best: Match | null = null
  for (const words of spoken) {
    for (const pattern of words.patterns) {
      const match = matchPattern(pattern, typed, flows, spoken)
      if (match !== null && (best === null || better(match, best))) best = match
    }
    if (best?.whole === true) return best
  }
  return best
}

/** The best complete match in these languages, of which none is preferred. */
export function wholeMatch(
  others: readonly Words[],
  typed: readonly TypedWord[],
  flows: Flows,
): Match | null {
  let best: Match | null = null
  for (const words of others) {
    const match = bestMatch([words], typed, flows)
    if (match?.whole === true && (best === null || better(match, best))) best = match
  }
  return best
}

/** More fixed words win over slots that accept anything; then complete matches win. */
function better(one: Match, other: Match): boolean {
  if (one.words !== other.words) return one.words > other.words
  return one.whole && !other.whole
}

/**
 * All words must match; the text may end before a slot, which is then asked for. Null for no match.
 */
function matchPattern(
  pattern: Pattern,
  typed: readonly TypedWord[],
  flows: Flows,
  spoken: readonly Words[],
): Match | null {
  const flow = flows.get(pattern.flow)
  if (flow === undefined || beginsOtherwise(pattern, typed[0])) return null
  const captured = new Map<string, string>()
  let at = 0
  let words = 0
  for (const [index, piece] of pattern.pieces.entries()) {
    if (piece.kind === 'given') {
      captured.set(piece.name, piece.value)
      continue
    }
    const next = typed[at]
    if (next === undefined)
      return words > 0 && pattern.pieces.slice(index).some((one) => one.kind === 'slot')
        ? { pattern, captured, words, whole: isEnough(flow, captured) }
        : null
    if (piece.kind === 'word') {
      if (!isWord(piece, next)) return null
      words += 1
      at += 1
      continue
    }
    const slot = flow.slots[piece.name]
    const taken = takenBy(slot, typed, at, index === pattern.pieces.length - 1, spoken)
    if (slot?.kind === 'command' && !isCommandName(taken.value)) return null
    // `for a broken shop` is a reason: an optional span must parse as a length of time.
    if (slot?.kind === 'span' && slot.optional && parseLength(taken.value, spoken) === null)
      return null
    captured.set(piece.name, taken.value)
    at += taken.words
  }
  return at < typed.length ? null : { pattern, captured, words, whole: true }
}

/** Most patterns fail here, before anything is allocated for them. */
function beginsOtherwise({ pieces: [piece] }: Pattern, typed: TypedWord | undefined): boolean {
  return piece?.kind === 'word' && typed !== undefined && !isWord(piece, typed)
}

function isWord({ word }: Extract<Piece, { kind: 'word' }>, typed: TypedWord): boolean {
  return typed.folded === word || typed.bare === word
}

/** The most digits in a phone number, with country code (E.164). */
const phoneDigitsMost = 15

interface Taken {
  readonly value: string
  readonly words: number
}

/** What a slot takes: one word, the rest of the line, or several words such as `2 h`. */
function takenBy(
  slot: Slot | undefined,
  typed: readonly TypedWord[],
  at: number,
  isLast: boolean,
  spoken: readonly Words[],
): Taken {
  if (isLast && isRestSlot(slot)) return { value: restFrom(typed, at), words: typed.length - at }
  if (slot?.kind === 'phone') return phoneFrom(typed, at)
  // A person may be given by phone number; digits of a date after it must not be included.
  if (slot?.kind === 'person' && /^[+(]\d/.test(typed[at]?.text ?? ''))
    return phoneFrom(typed, at, phoneDigitsMost)
  const most = slot?.kind === 'span' ? lengthWordsMost : 1
  const next = typed.slice(at, at + most).map((word) => unended(word.text))
  for (let words = next.length; words > 1; words -= 1) {
    const value = next.slice(0, words).join(' ')
    if (parseLength(value, spoken) !== null) return { value, words }
  }
  return { value: next[0] ?? '', words: 1 }
}

/** A phone number in any usual notation: `+55 (11) 91234-5678`. Not validated here. */
function phoneFrom(typed: readonly TypedWord[], at: number, digitsMost = Infinity): Taken {
  let digits = 0
  const end = typed.findIndex((word, index) => {
    if (index < at) return false
    digits += word.text.replace(/\D/g, '').length
    const isPart = index === at || /^[\d().-]+$/.test(unended(word.text))
    return !isPart || (index > at && digits > digitsMost)
  })
  const words = (end === -1 ? typed.length : end) - at
  return { value: unended(restFrom(typed.slice(0, at + words), at)), words }
}

/** The text without punctuation at its end: `cancel C-7F3K.` */
function unended(text: string): string {
  // Not by an expression, which would try each of thousands of dots as the beginning of the end.
  let end = text.length
  while (end > 0 && '?!.,:'.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

function restFrom(typed: readonly TypedWord[], at: number): string {
  return typed
    .slice(at)
    .map((word) => word.text)
    .join(' ')
}

function isEnough(flow: Flow, captured: ReadonlyMap<string, string>): boolean {
  return Object.entries(flow.slots).every(([name, slot]) => slot.optional || captured.has(name))
}
