// Which of a language's patterns a text fits: fixed words one by one, and slots that take the rest.

import { isCommandName } from '../command/draw.ts'
import { takesTheRest } from '../command/flow.ts'
import type { Flow, Slot } from '../command/spec.ts'
import { lengthWordsMost, parseLength } from './length.ts'
import { folded } from './normalise.ts'
import type { Pattern, Words } from './words.ts'

/** One word as it was typed, and its forms for comparing; `bare` lacks the marks of a question. */
export interface TypedWord {
  readonly text: string
  readonly folded: string
  readonly bare: string
}

export interface Match {
  readonly pattern: Pattern
  readonly captured: ReadonlyMap<string, string>
  readonly words: number
  /** Every piece of the pattern was typed, or at least every slot that is needed. */
  readonly whole: boolean
}

export type Flows = ReadonlyMap<string, Flow>

/** The words of a plain text. */
export function typedWords(text: string): readonly TypedWord[] {
  return text.split(' ').map((word) => ({
    text: word,
    folded: folded(word),
    bare: folded(word.replace(/^[\u00bf\u00a1]+|[?!.,:]+$/g, '')),
  }))
}

/** The fullest match; the person's own language goes before the others. */
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

/** The fullest whole match in any of these languages, none of which goes before another. */
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

/** Fixed words count more than slots that take anything: `restore rights of` names nobody yet. */
function better(one: Match, other: Match): boolean {
  if (one.words !== other.words) return one.words > other.words
  return one.whole && !other.whole
}

/** Words must fit one by one; the typed text may end before a slot, which is then asked for. */
function matchPattern(
  pattern: Pattern,
  typed: readonly TypedWord[],
  flows: Flows,
  spoken: readonly Words[],
): Match | null {
  const flow = flows.get(pattern.flow)
  if (flow === undefined) return null
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
      if (next.folded !== piece.word && next.bare !== piece.word) return null
      words += 1
      at += 1
      continue
    }
    const slot = flow.slots[piece.name]
    const taken = takenBy(slot, typed, at, index === pattern.pieces.length - 1, spoken)
    if (slot?.kind === 'command' && !isCommandName(taken.value)) return null
    // `for a broken shop` is a reason: what may be left out is a length of time, or not there.
    if (slot?.kind === 'span' && slot.optional && parseLength(taken.value, spoken) === null)
      return null
    captured.set(piece.name, taken.value)
    at += taken.words
  }
  return at < typed.length ? null : { pattern, captured, words, whole: true }
}

/** Digits of the longest phone number, its country's included (E.164). */
const phoneDigitsMost = 15

interface Taken {
  readonly value: string
  readonly words: number
}

/** The one word that a slot takes, or all that is left, or what is written in some: `2 h`. */
function takenBy(
  slot: Slot | undefined,
  typed: readonly TypedWord[],
  at: number,
  isLast: boolean,
  spoken: readonly Words[],
): Taken {
  if (isLast && takesTheRest(slot)) return { value: restFrom(typed, at), words: typed.length - at }
  if (slot?.kind === 'phone') return phoneFrom(typed, at)
  // A person may be named by a phone; the digits of a date behind it would make it too long.
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

/** A number as phones show it: `+55 (11) 91234-5678`. What it means, the slot says. */
function phoneFrom(typed: readonly TypedWord[], at: number, digitsMost = Infinity): Taken {
  const taken = (words: number) => unended(restFrom(typed.slice(0, at + words), at))
  const rest = typed.slice(at + 1)
  const end = rest.findIndex(
    (word, index) =>
      !/^[\d().-]+$/.test(unended(word.text)) ||
      taken(index + 2).replace(/\D/g, '').length > digitsMost,
  )
  const words = 1 + (end === -1 ? rest.length : end)
  return { value: taken(words), words }
}

/** What ends a sentence is no part of its last word: `cancel C-7F3K.` */
function unended(text: string): string {
  return text.replace(/[?!.,]+$/, '')
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
