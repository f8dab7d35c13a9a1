// What a text means to this person in this chat. Digits and tokens are exact; words forgive a little.

import { distance } from 'fastest-levenshtein'
import type { Slots } from '../command/command.ts'
import type { Facts, Question } from '../command/facts.ts'
import type { Intent } from '../command/intent.ts'
import type { Flow } from '../command/spec.ts'
import { environments } from '../policy/names.ts'
import { folded, plain } from './normalise.ts'
import { type Languages, wordsFor } from './say.ts'
import { parseSlot } from './slot.ts'
import type { Pattern, Words } from './words.ts'

type SlotQuestion = Extract<Question, { kind: 'slot' }>

/** Never throws; whatever is not exactly understood is `unknown`. */
export function understand(languages: Languages, typed: string, facts: Facts): Intent {
  const text = plain(typed)
  const locale = facts.sender?.locale ?? languages.fallback.locale
  const own = wordsFor(languages, locale)
  const spoken = own === languages.fallback ? [own] : [own, languages.fallback]
  const question = facts.questions.findLast((one): one is SlotQuestion => one.kind === 'slot')
  const confirming = facts.questions.some((one) => one.kind === 'confirm')
  const choice = understandChoice(text)
  if (choice !== null && (choice.rest !== undefined || choice.token !== undefined || choice.name !== undefined))
    return choice
  if (choice !== null && (confirming || question === undefined))
    return confirming || !hasMenu(facts) ? choice : { kind: 'pick', number: choice.option }
  if (question !== undefined && spoken.some((words) => words.giveUp.includes(folded(text))))
    return { kind: 'give_up' }
  const asked = bestMatch(spoken, text, facts)
  if (asked !== null && (question === undefined || asked.whole)) return intentOf(asked, facts)
  if (question !== undefined) return filled(spoken, question, text, facts)
  if (/^\d{1,3}$/.test(text) && hasMenu(facts)) return { kind: 'pick', number: Number(text) }
  return { kind: 'unknown', suggestion: suggest(spoken, text, facts) }
}

function hasMenu(facts: Facts): boolean {
  return facts.questions.some((one) => one.kind === 'menu' && one.expiresAt > facts.now)
}

type Choice = Extract<Intent, { kind: 'choice' }>

/** `1` or `2`, alone or with a command's name, a token and its code or reason, or other words. */
export function understandChoice(text: string): Choice | null {
  const [digit, second, ...more] = text.split(' ')
  if (digit !== '1' && digit !== '2') return null
  const choice = { kind: 'choice', option: digit === '1' ? 1 : 2 } as const
  if (second === undefined) return choice
  const word = second.toUpperCase()
  const rest = more.join(' ')
  if (/^C-[0-9A-Z]{4,12}$/.test(word))
    return rest === '' ? { ...choice, name: word } : { ...choice, name: word, rest }
  if (isEnvironment(word) || !/^[0-9A-Z]{6}$/.test(word))
    return { ...choice, rest: [second, ...more].join(' ') }
  if (rest === '') return { ...choice, token: word }
  if (choice.option === 2) return { ...choice, token: word, rest }
  return { ...choice, token: word, code: rest.replaceAll(' ', '') }
}

function isEnvironment(word: string): boolean {
  return environments.some((one) => one.toUpperCase() === word)
}

interface Match {
  readonly pattern: Pattern
  readonly captured: ReadonlyMap<string, string>
  readonly words: number
  /** Every piece of the pattern was typed. */
  readonly whole: boolean
}

function bestMatch(spoken: readonly Words[], text: string, facts: Facts): Match | null {
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
function matchPattern(pattern: Pattern, typed: readonly string[], facts: Facts): Match | null {
  const flow = facts.rules.flows.get(pattern.flow)
  if (flow === undefined) return null
  const captured = new Map<string, string>()
  let at = 0
  let words = 0
  for (const [index, piece] of pattern.pieces.entries()) {
    const next = typed[at]
    if (next === undefined)
      return words > 0 && pattern.pieces.slice(index).some((one) => one.kind === 'slot')
        ? { pattern, captured, words, whole: isEnough(flow, captured) }
        : null
    if (piece.kind === 'word') {
      if (folded(next) !== piece.word) return null
      words += 1
      at += 1
      continue
    }
    const last = index === pattern.pieces.length - 1
    const slot = flow.slots[piece.name]
    const takesAll = last && slot?.kind === 'text'
    const value = takesAll ? typed.slice(at).join(' ') : next
    if (slot?.kind === 'command' && !/^c-[0-9a-z]{4,12}$/i.test(value)) return null
    captured.set(piece.name, value)
    at += takesAll ? typed.length - at : 1
  }
  return at < typed.length ? null : { pattern, captured, words, whole: true }
}

function isEnough(flow: Flow, captured: ReadonlyMap<string, string>): boolean {
  return Object.entries(flow.slots).every(([name, slot]) => slot.optional || captured.has(name))
}

function intentOf(match: Match, facts: Facts): Intent {
  const slots: Record<string, string | number | boolean> = {}
  const flow = facts.rules.flows.get(match.pattern.flow)
  let wrong: Extract<Intent, { kind: 'ask' }>['wrong']
  for (const [name, text] of match.captured) {
    const slot = flow?.slots[name]
    if (slot === undefined) continue
    const parsed = parseSlot(slot, text, facts)
    if (parsed.kind === 'value') slots[name] = parsed.value
    else wrong ??= { slot: name, why: parsed.why }
  }
  const ask = { kind: 'ask', flow: match.pattern.flow, slots } as const
  return wrong === undefined ? ask : { ...ask, wrong }
}

/** The text answers the slot that is being asked for. */
function filled(
  spoken: readonly Words[],
  question: SlotQuestion,
  text: string,
  facts: Facts,
): Intent {
  const slot = facts.rules.flows.get(question.flow)?.slots[question.slot]
  if (slot === undefined || facts.now >= question.expiresAt)
    return { kind: 'unknown', suggestion: suggest(spoken, text, facts) }
  const parsed = parseSlot(slot, text, facts)
  const slots: Slots =
    parsed.kind === 'value' ? { ...question.slots, [question.slot]: parsed.value } : question.slots
  const ask = { kind: 'ask', flow: question.flow, slots } as const
  return parsed.kind === 'value'
    ? ask
    : { ...ask, wrong: { slot: question.slot, why: parsed.why } }
}

/** How far the fixed words may be from what was typed: one slip in three letters. */
function near(typed: string, meant: string): number | null {
  const far = distance(typed, meant)
  return far > 0 && far <= Math.max(1, Math.floor(meant.length / 3)) ? far : null
}

/** The nearest thing that can be typed, with the person's own words in its slots. */
function suggest(spoken: readonly Words[], text: string, facts: Facts): string | null {
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
  for (const [index, piece] of pattern.pieces.entries()) {
    const next = typed[index]
    if (next === undefined) return piece.kind === 'slot' && far > 0 ? { far, text: said.join(' ') } : null
    if (piece.kind === 'slot') return far > 0 ? { far, text: [...said, ...typed.slice(index)].join(' ') } : null
    const slip = folded(next) === piece.word ? 0 : near(folded(next), piece.word)
    if (slip === null) return null
    far += slip
    said.push(piece.word)
  }
  return far > 0 && typed.length === pattern.pieces.length ? { far, text: said.join(' ') } : null
}
