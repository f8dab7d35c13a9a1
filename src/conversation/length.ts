// Lengths of time as people type them, `2 horas`, `1h30`, `meia hora`, and as they are said.

import { parseSpan } from '../policy/span.ts'
import { folded } from './normalise.ts'

/** The words of one language for lengths of time, folded. */
export interface LengthWords {
  readonly units: Readonly<Record<UnitName, readonly string[]>>
  /** For 1, 2, 3 and so on, the forms that each has: `um`, `uma`. */
  readonly numbers: readonly (readonly string[])[]
  readonly and: readonly string[]
  readonly half: readonly string[]
  readonly halfHour: readonly string[]
}

const unitNames = ['week', 'day', 'hour', 'minute', 'second', 'vague'] as const
export type UnitName = (typeof unitNames)[number]

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A month or a year has no length of its own. */
const lengths: Readonly<Record<UnitName, number | null>> = {
  week: 7 * dayMs,
  day: dayMs,
  hour: hourMs,
  minute: minuteMs,
  second: 1000,
  vague: null,
}

/** The most words that one length of time takes: `duas horas e trinta minutos`. */
export const lengthWordsMost = 5

/** Milliseconds; `vague` for a month; null when the text is no length of time. */
export function parseLength(
  text: string,
  spoken: readonly { readonly length: LengthWords }[],
): number | 'vague' | null {
  const span = parseSpan(text)
  if (span !== null) return span
  for (const { length } of spoken) {
    const found = readLength(folded(text), length)
    if (found !== null) return found
  }
  return null
}

interface Reading {
  readonly sum: number
  /** Each unit is smaller than the one before it. */
  readonly unit: number
}

function readLength(text: string, words: LengthWords): number | 'vague' | null {
  if (words.halfHour.includes(text)) return hourMs / 2
  const glued = /^(\d{1,3})h([0-5]\d)$/.exec(text)
  if (glued !== null) return Number(glued[1]) * hourMs + Number(glued[2]) * minuteMs
  const typed = text.replace(/(\d)(\p{L})/gu, '$1 $2').replace(/(\p{L})(\d)/gu, '$1 $2')
  let left = typed.split(' ')
  let read: Reading = { sum: 0, unit: Number.POSITIVE_INFINITY }
  while (left.length > 0) {
    if (read.sum > 0 && words.half.includes(left.join(' '))) return read.sum + read.unit / 2
    if (read.sum > 0 && words.and.includes(left[0] ?? '')) left = left.slice(1)
    const [amount = '', ...rest] = left
    const more = words.half.find((half) => rest.join(' ').startsWith(`${half} `))
    const [name = '', ...next] = rest.slice(more?.split(' ').length ?? 0)
    const unit = unitNames.find((one) => words.units[one].includes(name))
    const number = numberOf(amount, words, unit)
    if (unit === undefined || number === null) return null
    const length = lengths[unit]
    if (length === null) return 'vague'
    if (length >= read.unit) return null
    read = { sum: read.sum + (number + (more === undefined ? 0 : 0.5)) * length, unit: length }
    left = next
  }
  return read.sum
}

/** Digits, with at most two behind the sign of a fraction, or a word; `a second` is no length. */
function numberOf(text: string, words: LengthWords, unit: UnitName | undefined): number | null {
  if (/^\d{1,6}([.,]\d{1,2})?$/.test(text)) return Number(text.replace(',', '.'))
  const at = words.numbers.findIndex((forms) => forms.includes(text))
  return at < 0 || unit === 'second' ? null : at + 1
}

/** One number and one letter, as packs have it: `2h`, `90m`. */
export function shortLength(milliseconds: number): string {
  const units = [
    [dayMs, 'd'],
    [hourMs, 'h'],
    [minuteMs, 'm'],
  ] as const
  const [length, sign] = units.find(([one]) => milliseconds % one === 0) ?? [1000, 's']
  return `${Math.round(milliseconds / length)}${sign}`
}

/** `90 s`, `30 min`, `2 h 30 min`, `7 d`: the signs are the same in every language. */
export function sayLength(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  // `24 h` and `36 h` are said so; from two days on, days are.
  const days = minutes < 2 * 1440 ? 0 : Math.floor(minutes / 1440)
  const hours = Math.floor((minutes - days * 1440) / 60)
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [minutes % 60, 'min'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, sign]) => `${count} ${sign}`)
    .join(' ')
}
