// The texts of one language: what Aval says, and what people may type for each command.

import { FluentBundle, FluentNumber, FluentResource } from '@fluent/bundle'
import { messageOf } from '../command/display/label.ts'
import type { UnitName } from './length.ts'
import type { MomentWords } from './moment.ts'
import { folded } from './normalise.ts'
import { wholeNumber } from './whole-number.ts'

/** One element of a typed pattern: a fixed word, or a slot. */
export type Piece =
  /** `word` is case-folded for comparing; `shown` is as written in the language. */
  | { readonly kind: 'word'; readonly word: string; readonly shown: string }
  | { readonly kind: 'slot'; readonly name: string }
  /** `[slot=value]`: nothing is typed for it; the pattern's words imply this value. */
  | { readonly kind: 'given'; readonly name: string; readonly value: string }

export interface Pattern {
  readonly flow: string
  readonly pieces: readonly Piece[]
}

export interface Words extends MomentWords {
  readonly bundle: FluentBundle
  /** A time (epoch milliseconds) in the environment's zone: with its weekday, or also its date. */
  readonly clock: (at: number) => string
  readonly calendar: (at: number) => string
  /** Its day alone, with the year. */
  readonly day: (at: number) => string
  readonly patterns: readonly Pattern[]
  /** Words that cancel the open question, case-folded. */
  readonly giveUp: readonly string[]
  /** Words with which people say yes or no, which decide nothing; case-folded. */
  readonly reply: readonly string[]
}

/** The parsed contents of a locale file; plain values that JSON can store. */
export type Messages = FluentResource['body']

/** Throws a sentence with the file's name and the faulty message. */
export function parseMessages(locale: string, text: string): Messages {
  // Some editors open a file with a mark of its encoding, which Fluent takes for a message.
  const source = text.replace(/^\uFEFF/, '')
  const { body } = new FluentResource(source)
  const bundle = new FluentBundle(locale)
  const errors = bundle.addResource({ body })
  if (errors.length > 0) throw new Error(`locales/${locale}.ftl: ${errors.map(String).join('; ')}`)
  const lost = lostIn(bundle, source)
  if (lost !== null)
    throw new Error(`locales/${locale}.ftl: ${lost} does not parse; mend its braces and spaces.`)
  return body.map((message) => ({ ...message, attributes: { ...message.attributes } }))
}

/** The words of a locale, with the typed patterns of these `flows`. */
export function readWords(
  locale: string,
  messages: Messages,
  flows: Iterable<string>,
  timeZone = 'UTC',
): Words {
  const bundle = new FluentBundle(locale, { useIsolating: false })
  bundle.addResource({ body: messages })
  const patterns: Pattern[] = []
  for (const flow of flows)
    for (const way of list(bundle, `${messageOf(flow)}.typed`))
      patterns.push({ flow, pieces: way.split(' ').map(piece) })
  return {
    bundle,
    clock: formatOf(locale, timeZone, timeOfDay),
    calendar: formatOf(locale, timeZone, { ...timeOfDay, ...dayOfYear }),
    day: formatOf(locale, timeZone, { ...dayOfYear, year: 'numeric' }),
    patterns,
    ...momentWords(locale, (id) => list(bundle, id).map(folded)),
    giveUp: list(bundle, 'word-give-up').map(folded),
    reply: list(bundle, 'word-reply').map(folded),
  }
}

/** The words for times. */
function momentWords(locale: string, of: (id: string) => readonly string[]): MomentWords {
  const units: Readonly<Record<UnitName, readonly string[]>> = {
    second: of('word-second'),
    minute: of('word-minute'),
    hour: of('word-hour'),
    day: of('word-day'),
    week: of('word-week'),
    vague: of('word-vague'),
  }
  return {
    locale,
    today: of('word-today'),
    tomorrow: of('word-tomorrow'),
    afterTomorrow: of('word-after-tomorrow'),
    at: of('word-at'),
    dayFirst: of('word-date-order').includes('day first'),
    lasting: of('word-for'),
    length: {
      units,
      numbers: of('word-numbers').map((forms) => forms.split('/')),
      and: of('word-and'),
      half: of('word-half'),
      halfHour: of('word-half-hour'),
    },
  }
}

/** The first message that the library silently dropped because it does not parse; null for none. */
function lostIn(bundle: FluentBundle, source: string): string | null {
  let message = ''
  for (const [, id, attribute] of source.matchAll(
    /^(?:([a-zA-Z][\w-]*)|[ \t]+\.([a-zA-Z][\w-]*)) *=/gm,
  )) {
    if (id !== undefined) message = id
    const found = bundle.getMessage(message)
    if (found === undefined) return message
    if (attribute !== undefined && found.attributes[attribute] === undefined)
      return `${message}.${attribute}`
  }
  return null
}

const dayOfYear = { day: 'numeric', month: 'short' } as const
const timeOfDay = {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const

/** Created on first use and kept, because creating a format is slow. All show the weekday. */
function formatOf(
  locale: string,
  timeZone: string,
  shown: Intl.DateTimeFormatOptions,
): (at: number) => string {
  let format: Intl.DateTimeFormat | null = null
  return (at) => {
    format ??= new Intl.DateTimeFormat(locale, { weekday: 'short', ...shown, timeZone })
    return format.format(at)
  }
}

function piece(text: string): Piece {
  const [, name, value] = /^\[([a-z_]+)(?:=([^\]]+))?\]$/.exec(text) ?? []
  if (name === undefined) return { kind: 'word', word: folded(text), shown: text }
  return value === undefined ? { kind: 'slot', name } : { kind: 'given', name, value }
}

/** The alternatives of a message, separated by `|`. */
function list(bundle: FluentBundle, id: string): readonly string[] {
  return (rawText(bundle, id, {}) ?? '')
    .split('|')
    .map((way) => way.trim().replace(/\s+/g, ' '))
    .filter((way) => way !== '')
}

/** A number that formats itself without `Intl` if possible; plurals are the library's. */
class Count extends FluentNumber {
  override toString(scope?: Parameters<FluentNumber['toString']>[0]): string {
    const [locale = ''] = scope?.bundle.locales ?? []
    return wholeNumber(locale, this.value) ?? super.toString(scope)
  }
}

function counted(args: Record<string, string | number>): Record<string, string | Count> {
  const all: Record<string, string | Count> = {}
  for (const [name, value] of Object.entries(args))
    all[name] = typeof value === 'number' ? new Count(value) : value
  return all
}

/** The text of a message or attribute (`id.attribute`); null if missing or faulty. */
export function rawText(
  bundle: FluentBundle,
  id: string,
  args: Record<string, string | number>,
): string | null {
  const [name = '', attribute] = id.split('.')
  const message = bundle.getMessage(name)
  const pattern = attribute === undefined ? message?.value : message?.attributes[attribute]
  if (pattern === undefined || pattern === null) return null
  const errors: Error[] = []
  const text = bundle.formatPattern(pattern, counted(args), errors)
  return errors.length > 0 ? null : text
}

type Said = Parameters<FluentBundle['formatPattern']>[0]

/**
 * Does the message show this argument with this value, either directly or in a variant for exactly
 * this value? False if only some of its variants do.
 */
export function showsArgument(
  bundle: FluentBundle,
  id: string,
  arg: string,
  value: string,
): boolean {
  const message = bundle.getMessage(id)
  const usual = message?.value ?? ''
  const wide = message?.attributes['wide'] ?? usual
  return [usual, wide].every((form) => saysIn(form, arg, value))
}

function saysIn(pattern: Said, arg: string, value: string): boolean {
  if (typeof pattern === 'string') return false
  return pattern.some((part) => {
    if (typeof part === 'string') return false
    if (part.type === 'var') return part.name === arg
    if (part.type !== 'select') return false
    const { selector, variants } = part
    const isOwn = selector.type === 'var' && selector.name === arg
    return (
      (isOwn && variants.some(({ key }) => key.type === 'str' && key.value === value)) ||
      variants.every((variant) => saysIn(variant.value, arg, value))
    )
  })
}
