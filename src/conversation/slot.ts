// Parses one slot from typed words: its value, or what is wrong.

import { optionsOf } from '../command/asked/asked.ts'
import { roleWord, valueWord } from '../command/display/label.ts'
import { isCommandName } from '../command/draw.ts'
import type { Facts, Rules } from '../command/facts.ts'
import { type Phrase, phrase, type Term } from '../command/phrase.ts'
import type { Slot } from '../command/spec.ts'
import { grantSchema } from '../policy/names.ts'
import { joinedPhone, type Person } from '../policy/people.ts'
import { isLonger } from '../policy/text-limit.ts'
import { parseAmount } from './amount.ts'
import type { AmbiguousDate, Day } from './calendar-day.ts'
import { parseLength, shortLength } from './length.ts'
import { type MomentWords, parseMoment } from './moment.ts'
import { folded } from './normalise.ts'
import { rawText, type Words } from './words.ts'

/** A language in which the speaker is understood. */
export type LocaleGrammar = MomentWords & Pick<Words, 'bundle'>

export type Parsed =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'wrong'; readonly why: Phrase }

const wrong = (id: string, args: Phrase['args'] = {}): Parsed => ({
  kind: 'wrong',
  why: phrase(id, args),
})

/**
 * `text` must be plain: one line, no invisible characters. `name` is the slot's name. A number
 * picks one of the `listed` values, if a list was shown.
 */
export function parseSlot(
  name: string,
  slot: Slot,
  text: string,
  facts: Pick<Facts, 'people' | 'sender' | 'now'> & {
    readonly rules: Pick<Rules, 'timeZone'> & Partial<Pick<Rules, 'pack'>>
  },
  spoken: readonly LocaleGrammar[],
  listed: readonly string[] = [],
): Parsed {
  switch (slot.kind) {
    case 'id': {
      // People write `#42` for 42.
      const id = text.replace(/^#/, '')
      return /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(id) && !isLonger(id, slot.max)
        ? { kind: 'value', value: name === 'role' ? roleOf(id, facts.rules.pack, spoken) : id }
        : wrong('slot-id', { most: slot.max })
    }
    case 'text':
      return text.length > 0 && !isLonger(text, slot.max)
        ? { kind: 'value', value: text }
        : wrong('slot-text', { most: slot.max })
    case 'number':
      return parseNumber(slot, text)
    case 'choice':
      return pick(name, slot.options, text, spoken, listed)
    case 'person':
      return parsePerson(text, facts, listed)
    case 'command':
      return isCommandName(text)
        ? { kind: 'value', value: text.toUpperCase() }
        : wrong('slot-command')
    case 'scope': {
      const scope = grantSchema.safeParse(text.toLowerCase())
      return scope.success ? { kind: 'value', value: scope.data } : wrong('slot-scope')
    }
    case 'phone': {
      const phone = joinedPhone(text)
      return /^\+[1-9]\d{7,14}$/.test(phone) ? { kind: 'value', value: phone } : wrong('slot-phone')
    }
    case 'moment': {
      const found = momentIn(text, spoken, facts.now, facts.rules.timeZone)
      if (found === 'hour-or-length') {
        const [hours = '', minutes = ''] = text.split(/\D+/)
        const clock = `${hours}:${minutes.padStart(2, '0')}`
        return wrong('slot-moment-hour', { text, clock, span: `${hours}h${minutes}` })
      }
      if (typeof found === 'number') return { kind: 'value', value: found }
      return found === null ? wrong('slot-moment') : twoWays(text, found)
    }
    case 'targets': {
      const named = targetsIn(text, spoken)
      return named === null || named.length > slot.max
        ? wrong('slot-targets')
        : { kind: 'value', value: named }
    }
    case 'span': {
      const length = parseLength(text, spoken)
      // A zero length could be read as unlimited, and a shorter one is shown as zero.
      return typeof length === 'number' && length >= 1_000
        ? { kind: 'value', value: length }
        : wrong('slot-span')
    }
  }
}

/** Parses a time; numeric dates use the day order of the speaker's own language only. */
function momentIn(text: string, spoken: readonly LocaleGrammar[], now: number, timeZone: string) {
  const dayFirst = spoken[0]?.dayFirst === true
  for (const words of spoken) {
    const found = parseMoment(text, { ...words, dayFirst }, now, timeZone)
    if (found !== null) return found
  }
  return null
}

/** Both readings of `5/6 18:00`, in the unambiguous form with the year first. */
function twoWays(text: string, { dayFirst, monthFirst }: AmbiguousDate): Parsed {
  const typed = ({ year, month, day }: Day) => {
    const two = (part: number) => String(part).padStart(2, '0')
    return text.replace(/\d+\/[\d/]+/, `${year}-${two(month)}-${two(day)}`)
  }
  return wrong('slot-moment-two-ways', {
    text,
    day_first: typed(dayFirst),
    month_first: typed(monthFirst),
  })
}

/** Command names with single spaces, or a length of time such as `2h`; null if it is neither. */
function targetsIn(text: string, spoken: readonly LocaleGrammar[]): string | null {
  const length = parseLength(text, spoken)
  if (typeof length === 'number' && length > 0) return shortLength(length)
  const names = text.toUpperCase().split(/[\s,;]+/)
  const filled = names.filter((one) => one !== '')
  return filled.length > 0 && filled.every(isCommandName) ? filled.join(' ') : null
}

function parseNumber(slot: Extract<Slot, { kind: 'number' }>, text: string): Parsed {
  const amount = parseAmount(text)
  if (amount?.kind === 'two-ways') {
    const { whole, fraction } = amount
    return wrong('slot-number-two-ways', { text, whole, fraction })
  }
  return numberWithin(slot, amount?.value ?? Number.NaN)
}

export function numberWithin(slot: Extract<Slot, { kind: 'number' }>, value: number): Parsed {
  const { min: low = Number.MIN_SAFE_INTEGER, max: high = Number.MAX_SAFE_INTEGER } = slot
  return value >= low && value <= high
    ? { kind: 'value', value }
    : wrong('slot-number', { low, high })
}

/** The item of a list that a text means: by its own word, or its word in one of the languages. */
function meantIn(
  list: readonly string[],
  text: string,
  termOf: (one: string) => Term,
  spoken: readonly LocaleGrammar[],
): string | undefined {
  const isMeant = (word: string | null) => word !== null && folded(word) === folded(text)
  return (
    list.find(isMeant) ??
    list.find((one) => spoken.some((words) => isMeant(wordFor(words, termOf(one)))))
  )
}

/** One of the options, by word or by its number in the list. */
function pick(
  name: string,
  options: readonly string[],
  text: string,
  spoken: readonly LocaleGrammar[],
  listed: readonly string[],
): Parsed {
  const byNumber = numbered(text, listed)
  const found =
    meantIn(options, text, (one) => valueWord(name, one), spoken) ??
    options.find((one) => one === byNumber)
  return found === undefined
    ? wrong('slot-choice', { options: options.map((one) => valueWord(name, one)) })
    : { kind: 'value', value: found }
}

/** A role by its name in the pack, or by its word in one of the languages. */
function roleOf(
  text: string,
  pack: Rules['pack'] | undefined,
  spoken: readonly LocaleGrammar[],
): string {
  const roles = Object.keys(pack?.roles ?? {})
  return meantIn(roles, text, roleWord, spoken) ?? text
}

function wordFor(words: LocaleGrammar, term: Term): string | null {
  return typeof term === 'object' && 'known' in term ? rawText(words.bundle, term.known, {}) : null
}

/** The listed value with this number; undefined if there is none. */
function numbered(text: string, listed: readonly string[]): string | undefined {
  return /^\d{1,2}$/.test(text) ? listed[Number(text) - 1] : undefined
}

function parsePerson(
  text: string,
  facts: Pick<Facts, 'people' | 'sender'>,
  listed: readonly string[],
): Parsed {
  const { sender } = facts
  const options =
    sender === null ? [] : optionsOf(facts, sender, { kind: 'person', optional: false })
  const near = facts.people.filter((one) => options.includes(one.id))
  const named = (typed: string, namesOf: (one: Person) => readonly string[]) =>
    near.filter((one) => namesOf(one).some((name) => folded(name) === folded(typed)))
  // An id or a phone belongs to one person; several may have the same name.
  const joined = joinedPhone(text)
  const exact = joined.startsWith('+') ? joined : text
  const known = named(exact, (one) => [one.id, ...one.identifiers])
  const found = known.length > 0 ? known : named(text, (one) => [one.name])
  if (found.length > 1)
    return wrong('slot-person-several', { text, people: found.map((one) => one.id) })
  const value = found[0]?.id ?? options.find((one) => one === numbered(text, listed))
  if (value !== undefined) return { kind: 'value', value }
  // Seven or more digits that match nobody: a phone number without country code.
  return /^\d{7,}$/.test(joined) ? wrong('slot-phone') : wrong('slot-person', { text })
}
