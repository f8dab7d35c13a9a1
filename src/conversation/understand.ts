// What a text means to this person in this chat. Digits and tokens are exact; words forgive a little.

import { distance } from 'fastest-levenshtein'
import { tokenPattern } from '../command/draw.ts'
import type { Facts, Question, Rules } from '../command/facts.ts'
import type { Intent } from '../command/intent.ts'
import { type Flow, takesTheRest } from '../command/spec.ts'
import { folded, plain } from './normalise.ts'
import { type Languages, wordsFor } from './say.ts'
import { parseSlot } from './slot.ts'
import type { Pattern, Words } from './words.ts'

type SlotQuestion = Extract<Question, { kind: 'slot' }>

/** What the meaning of a text may depend on. */
export type Scene = Pick<Facts, 'now' | 'people' | 'questions' | 'sender'> & {
  readonly rules: Pick<Rules, 'flows' | 'timeZone'>
}

/** Never throws; whatever is not exactly understood is `unknown`. */
export function understand(languages: Languages, typed: string, facts: Scene): Intent {
  const text = plain(typed)
  const locale = facts.sender?.locale ?? languages.fallback.locale
  const own = wordsFor(languages, locale)
  const spoken = own === languages.fallback ? [own] : [own, languages.fallback]
  const question = facts.questions.findLast(
    (one): one is SlotQuestion => one.kind === 'slot' && facts.now < one.expiresAt,
  )
  const choice = understandChoice(text)
  if (choice !== null && isChoice(choice, question, facts))
    return isBare(choice) && !isConfirming(facts) && hasMenu(facts)
      ? { kind: 'pick', number: choice.option }
      : choice
  if (question !== undefined && spoken.some((words) => words.giveUp.includes(folded(text))))
    return { kind: 'give_up' }
  const asked = bestMatch(spoken, text, facts)
  if (asked !== null && (question === undefined || asked.whole))
    return intentOf(asked, facts, spoken)
  if (question !== undefined) return filled(question, text, facts, spoken)
  if (/^\d{1,3}$/.test(text) && hasMenu(facts)) return { kind: 'pick', number: Number(text) }
  return { kind: 'unknown', suggestion: suggest(spoken, text, facts) }
}

/** What names a token or a command always is one; other words may answer the open question. */
function isChoice(choice: Choice, question: SlotQuestion | undefined, facts: Scene): boolean {
  if (choice.token !== undefined || choice.name !== undefined) return true
  return question === undefined || isConfirming(facts)
}

function isBare(choice: Choice): boolean {
  return choice.token === undefined && choice.name === undefined && choice.rest === undefined
}

function isConfirming(facts: Scene): boolean {
  return facts.questions.some((one) => one.kind === 'confirm')
}

function hasMenu(facts: Scene): boolean {
  return facts.questions.some((one) => one.kind === 'menu' && one.expiresAt > facts.now)
}

type Choice = Extract<Intent, { kind: 'choice' }>

/** `1` or `2`, alone or with a command's name, a token and its code or reason, or other words. */
export function understandChoice(text: string): Choice | null {
  const [digit, second, ...more] = text.split(' ')
  if (digit !== '1' && digit !== '2') return null
  const choice = { kind: 'choice', option: digit === '1' ? 1 : 2 } as const
  if (second === undefined) return choice
  const rest = more.join(' ')
  if (/^c-[0-9a-z]{4,12}$/i.test(second)) {
    const name = second.toUpperCase()
    return rest === '' ? { ...choice, name } : { ...choice, name, rest }
  }
  const other = { ...choice, rest: [second, ...more].join(' ') }
  if (!looksLikeToken(second)) return other
  const token = second.toUpperCase()
  if (rest === '') return { ...choice, token }
  if (choice.option === 2) return { ...choice, token, ...denial(rest) }
  const code = codeIn(rest)
  return code === null ? other : { ...choice, token, code }
}

/**
 * Six letters and digits: of a token's own alphabet, or letters and digits mixed, which is a token
 * with a slip. A word such as `please`, that no token can be, is no attempt at one.
 */
function looksLikeToken(word: string): boolean {
  if (!/^[0-9a-z]{6}$/i.test(word)) return false
  return tokenPattern.test(word.toUpperCase()) || (/\d/.test(word) && /[a-z]/i.test(word))
}

/** A code before the reason of a denial is no part of it: a reason is told to others, and kept. */
function denial(rest: string): Pick<Choice, 'code' | 'rest'> {
  const [, code, reason = ''] = /^(\d{6}|\d{3} \d{3})(?: (.*))?$/.exec(rest) ?? []
  if (code === undefined) return { rest }
  return reason === '' ? { code } : { code, rest: reason }
}

/** Six digits, also parted in the middle, or one word with a digit or hyphen: a recovery code. */
function codeIn(rest: string): string | null {
  if (/^\d{3} \d{3}$/.test(rest)) return rest.replace(' ', '')
  return /^(?=.*[0-9-])[0-9a-z-]{6,24}$/i.test(rest) ? rest : null
}

interface Match {
  readonly pattern: Pattern
  readonly captured: ReadonlyMap<string, string>
  readonly words: number
  /** Every piece of the pattern was typed. */
  readonly whole: boolean
}

function bestMatch(spoken: readonly Words[], text: string, facts: Scene): Match | null {
  const typed = text.split(' ')
  let best: Match | null = null
  for (const words of spoken) {
    for (const pattern of words.patterns) {
      const match = matchPattern(pattern, typed, facts)
      if (match !== null && (best === null || better(match, best))) best = match
    }
    if (best?.whole === true) return best
  }
  return best
}

function better(one: Match, other: Match): boolean {
  if (one.whole !== other.whole) return one.whole
  return one.words > other.words
}

/** Words must fit one by one; the typed text may end before a slot, which is then asked for. */
function matchPattern(pattern: Pattern, typed: readonly string[], facts: Scene): Match | null {
  const flow = facts.rules.flows.get(pattern.flow)
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
      if (!isWord(next, piece.word)) return null
      words += 1
      at += 1
      continue
    }
    const last = index === pattern.pieces.length - 1
    const slot = flow.slots[piece.name]
    const takesAll = last && takesTheRest(slot)
    const value = takesAll ? typed.slice(at).join(' ') : next.replace(/[?!]+$/, '')
    if (slot?.kind === 'command' && !/^c-[0-9a-z]{4,12}$/i.test(value)) return null
    captured.set(piece.name, value)
    at += takesAll ? typed.length - at : 1
  }
  return at < typed.length ? null : { pattern, captured, words, whole: true }
}

/** People write `why C-7F3K?` and `¿quién falta C-7F3K?`; the marks say nothing. */
function isWord(typed: string, word: string): boolean {
  return folded(typed) === word || folded(typed.replace(/^[¿¡]+|[?!.,:]+$/g, '')) === word
}

function isEnough(flow: Flow, captured: ReadonlyMap<string, string>): boolean {
  return Object.entries(flow.slots).every(([name, slot]) => slot.optional || captured.has(name))
}

function intentOf(match: Match, facts: Scene, spoken: readonly Words[]): Intent {
  const slots: Record<string, string | number | boolean> = {}
  const flow = facts.rules.flows.get(match.pattern.flow)
  let wrong: Extract<Intent, { kind: 'ask' }>['wrong']
  for (const [name, text] of match.captured) {
    const slot = flow?.slots[name]
    if (slot === undefined) continue
    const parsed = parseSlot(slot, text, facts, spoken)
    if (parsed.kind === 'value') slots[name] = parsed.value
    else wrong ??= { slot: name, why: parsed.why }
  }
  const ask = { kind: 'ask', flow: match.pattern.flow, slots } as const
  return wrong === undefined ? ask : { ...ask, wrong }
}

/** The text answers the slot that is being asked for. */
function filled(
  question: SlotQuestion,
  text: string,
  facts: Scene,
  spoken: readonly Words[],
): Intent {
  const ask = { kind: 'ask', flow: question.flow, slots: question.slots } as const
  const slot = facts.rules.flows.get(question.flow)?.slots[question.slot]
  if (slot === undefined) return { kind: 'unknown', suggestion: null }
  const parsed = parseSlot(slot, text, facts, spoken)
  return parsed.kind === 'value'
    ? { ...ask, slots: { ...question.slots, [question.slot]: parsed.value } }
    : { ...ask, wrong: { slot: question.slot, why: parsed.why } }
}

/** How far the fixed words may be from what was typed: one slip in three letters. */
function near(typed: string, meant: string): number | null {
  const most = Math.max(1, Math.floor(meant.length / 3))
  if (Math.abs(typed.length - meant.length) > most) return null
  const far = distance(typed, meant)
  return far > 0 && far <= most ? far : null
}

/** The nearest thing that can be typed, with the person's own words in its slots. */
function suggest(spoken: readonly Words[], text: string, facts: Scene): string | null {
  const typed = text.split(' ')
  let best: { readonly far: number; readonly text: string } | null = null
  for (const words of spoken)
    for (const pattern of words.patterns) {
      if (facts.rules.flows.get(pattern.flow)?.hidden === true) continue
      const candidate = corrected(pattern, typed)
      if (candidate !== null && (best === null || candidate.far < best.far)) best = candidate
    }
  return best?.text ?? null
}

function corrected(
  pattern: Pattern,
  typed: readonly string[],
): { readonly far: number; readonly text: string } | null {
  let far = 0
  const said: string[] = []
  const pieces = pattern.pieces.filter((piece) => piece.kind !== 'given')
  for (const [index, piece] of pieces.entries()) {
    const next = typed[index]
    if (next === undefined)
      return piece.kind === 'slot' && far > 0 ? { far, text: said.join(' ') } : null
    if (piece.kind === 'slot')
      return far > 0 ? { far, text: [...said, ...typed.slice(index)].join(' ') } : null
    const slip = folded(next) === piece.word ? 0 : near(folded(next), piece.word)
    if (slip === null) return null
    far += slip
    said.push(piece.shown)
  }
  return far > 0 && typed.length === pieces.length ? { far, text: said.join(' ') } : null
}
