// The meaning of a text from this person in this chat. Digits and tokens are exact; words tolerate
// small variations.

import type { Facts, Question, Rules } from '../command/facts.ts'
import type { Choice, Understood } from '../command/intent.ts'
import { phrase } from '../command/phrase.ts'
import { understandChoice } from './choice.ts'
import { bestMatch, type Match, type TypedWord, typedWords, wholeMatch } from './match.ts'
import { folded, plain } from './normalise.ts'
import { type Languages, wordsFor } from './say.ts'
import { parseSlot } from './slot.ts'
import { suggest } from './suggest.ts'
import { rawText, type Words } from './words.ts'

type SlotQuestion = Extract<Question, { kind: 'slot' }>

/** The facts that the meaning of a text may depend on. */
export type ChatFacts = Pick<Facts, 'now' | 'people' | 'questions' | 'sender'> & {
  readonly rules: Pick<Rules, 'flows' | 'timeZone'> & Partial<Pick<Rules, 'pack'>>
}

/** Never throws; anything not understood is `unknown`. */
export function understand(languages: Languages, typed: string, facts: ChatFacts): Understood {
  const text = plain(typed)
  const locale = facts.sender?.locale ?? languages.fallback.locale
  const own = wordsFor(languages, locale)
  const spoken = own === languages.fallback ? [own] : [own, languages.fallback]
  const question = facts.questions.findLast(
    (one): one is SlotQuestion => one.kind === 'slot' && facts.now < one.expiresAt,
  )
  const choice = withoutLabel(understandChoice(text), languages)
  if (choice !== null && isChoice(choice, question, facts))
    return isBare(choice) && !isConfirming(facts) && hasMenu(facts)
      ? { kind: 'pick', number: choice.option }
      : choice
  if (question !== undefined && spoken.some((words) => words.giveUp.includes(folded(text))))
    return { kind: 'give_up' }
  const words = typedWords(text)
  const asked = bestMatch(spoken, words, facts.rules.flows)
  if (asked !== null && (question === undefined || asked.whole))
    return intentOf(asked, facts, spoken)
  if (question !== undefined) {
    const answer = filled(question, text, facts, spoken)
    if (asked === null) return answer
    // A text that begins a command and cannot be the answer is taken as the command.
    return begun(question, text, facts) ?? (fits(answer) ? answer : intentOf(asked, facts, spoken))
  }
  if (/^\d{1,3}$/.test(text) && hasMenu(facts)) return { kind: 'pick', number: Number(text) }
  // A command's name alone asks what that command is.
  const name = /^(c-[0-9a-z]{4,12})[?!.]*$/i.exec(text)?.[1]
  if (name !== undefined && facts.rules.flows.has('command.show'))
    return { kind: 'ask', flow: 'command.show', slots: { command: name.toUpperCase() } }
  // People also copy commands from texts in other languages.
  const all = [...languages.byLocale.values()].map((words) => words())
  const others = all.filter((one) => !spoken.includes(one))
  const foreign = wholeMatch(others, words, facts.rules.flows)
  // The sender's own language still comes first, so that dates are read in its order.
  if (foreign !== null) return intentOf(foreign, facts, [...spoken, ...others])
  const said = all.flatMap((one) => one.reply)
  const isSaid = ({ bare }: TypedWord) => said.includes(bare)
  if (isPicture(text) || words.every(isSaid)) return { kind: 'reply' }
  const suggestion = suggest(spoken, words, facts.rules.flows)
  return suggestion === null && words.slice(0, 1).some(isSaid)
    ? { kind: 'reply' }
    : { kind: 'unknown', suggestion }
}

/** Removes a copied label: `2 K7QM2P - Deny (reason optional)` is a denial without a reason. */
function withoutLabel(choice: Choice | null, languages: Languages): Choice | null {
  if (choice === null) return null
  const { rest = '', ...bare } = choice
  const { token = '' } = bare
  if (token === '' || !/^\p{Pd} /u.test(rest)) return choice
  const line = `2 ${token} ${rest.replace(/^\p{Pd}/u, '-')}`
  const isLabel = [...languages.byLocale.values()].some(
    (words) => rawText(words().bundle, 'option-deny', { token }) === line,
  )
  return isLabel ? bare : choice
}

/** Is it emoji only, without any letter or digit? */
function isPicture(text: string): boolean {
  return /\p{Extended_Pictographic}/u.test(text) && !/[\p{L}\p{N}]/u.test(text)
}

/**
 * An answer with a token or name always counts as a choice; other words may answer an open slot
 * question.
 */
function isChoice(choice: Choice, question: SlotQuestion | undefined, facts: ChatFacts): boolean {
  if (choice.token !== undefined || choice.name !== undefined) return true
  return question === undefined || isConfirming(facts)
}

function isBare(choice: Choice): boolean {
  return choice.token === undefined && choice.name === undefined && choice.rest === undefined
}

function isConfirming(facts: ChatFacts): boolean {
  return facts.questions.some((one) => one.kind === 'confirm' && one.byName !== true)
}

function hasMenu(facts: ChatFacts): boolean {
  return facts.questions.some((one) => one.kind === 'menu' && one.expiresAt > facts.now)
}

function intentOf(match: Match, facts: ChatFacts, spoken: readonly Words[]): Understood {
  const slots: Record<string, string | number | boolean> = {}
  const flow = facts.rules.flows.get(match.pattern.flow)
  let wrong: Extract<Understood, { kind: 'ask' }>['wrong']
  for (const [name, text] of match.captured) {
    const slot = flow?.slots[name]
    if (slot === undefined) continue
    const parsed = parseSlot(name, slot, text, facts, spoken)
    if (parsed.kind === 'value') slots[name] = parsed.value
    else wrong ??= { slot: name, why: parsed.why }
  }
  const ask = { kind: 'ask', flow: match.pattern.flow, slots } as const
  return wrong === undefined ? ask : { ...ask, wrong }
}

/**
 * An incomplete command as the answer to a text question: asks which is meant. Null for other
 * slots.
 */
function begun(question: SlotQuestion, text: string, facts: ChatFacts): Understood | null {
  const slot = facts.rules.flows.get(question.flow)?.slots[question.slot]
  if (slot?.kind !== 'text') return null
  const ask = { kind: 'ask', flow: question.flow, slots: question.slots } as const
  return { ...ask, wrong: { slot: question.slot, why: phrase('begins-a-command', { text }) } }
}

function fits(answer: Understood): boolean {
  return answer.kind === 'ask' && answer.wrong === undefined
}

/** The text as the answer to an open slot question. */
function filled(
  question: SlotQuestion,
  text: string,
  facts: ChatFacts,
  spoken: readonly Words[],
): Understood {
  const ask = { kind: 'ask', flow: question.flow, slots: question.slots } as const
  const slot = facts.rules.flows.get(question.flow)?.slots[question.slot]
  if (slot === undefined) return { kind: 'unknown', suggestion: null }
  const parsed = parseSlot(question.slot, slot, text, facts, spoken, question.listed)
  return parsed.kind === 'value'
    ? { ...ask, slots: { ...question.slots, [question.slot]: parsed.value } }
    : { ...ask, wrong: { slot: question.slot, why: parsed.why } }
}
