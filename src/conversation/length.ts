// Lengths of time as people type them (`2 horas`, `1h30`, `meia hora`), and how they are written.

import { parseDuration } from '../policy/duration.ts'
import { folded } from './normalise.ts'

/** The words of one language for lengths of time, case-folded. */
export interface LengthWords {
  readonly units: Readonly<Record<UnitName, readonly string[]>>
  /** The forms of the numbers 1, 2, 3 and so on: `um`, `uma`. */
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

/** Null for months and years, which have no fixed length. */
const lengths: Readonly<Record<UnitName, number | null>> = {
  week: 7 * dayMs,
  day: dayMs,
  hour: hourMs,
  minute: minuteMs,
  second: 1000,
  vague: null,
}

/** The most words in one length of time: `duas horas e trinta minutos`. */
export const lengthWordsMost = 5

/** Milliseconds; `vague` for a month or year; null if the text is not a length of time. */
export function parseLength(
  text: string,
  spoken: readonly { readonly length: LengthWords }[],
): number | 'vague' | null {
  const span = parseDuration(text)
  if (span !== null) return span
  for (const { length } of spoken) {
    const found = readLength(folded(text), length)
    if (found !== null) return found
  }
  return null
}

interface Reading {
  readonly sum: number
  /** The length of the unit read last; each unit must be smaller than the one before. */
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

/** A number in digits (at most two decimals) or as a word; `a second` is not accepted. */
function numberOf(text: string, words: LengthWords, unit: UnitName | undefined): number | null {
  if (/^\d{1,6}([.,]\d{1,2})?$/.test(text)) return Number(text.replace(',', '.'))
  const at = words.numbers.findIndex((forms) => forms.includes(text))
  return at < 0 || unit === 'second' ? null : at + 1
}

/** A number and a letter, as in packs: `2h`, `90m`. */
export function shortLength(milliseconds: number): string {
  const units = [
    [dayMs, 'd'],
    [hourMs, 'h'],
    [minuteMs, 'm'],
  ] as const
  const [length, sign] = units.find(([one]) => milliseconds % one === 0) ?? [1000, 's']
  return `${Math.round(milliseconds / length)}${sign}`
}

/** `90 s`, `30 min`, `2 h 30 min`, `7 d`: the same in every language. */
export function formatLength(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  // Up to two days in hours (`24 h`, `36 h`), then in days.
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
