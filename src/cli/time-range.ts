// Parses time ranges and numbers of days from the command line.

import { readMoment } from '../conversation/iso-moment.ts'
import type { TimeRange } from '../store/exported/export-rows.ts'
import { UsageError } from './context.ts'

export interface RangeWords {
  readonly from?: string
  readonly to?: string
}

/** The end is exclusive, so that one range can follow another. */
export function rangeOf({ from, to }: RangeWords): TimeRange {
  const range = {
    ...(from === undefined ? {} : { from: momentOf(from) }),
    ...(to === undefined ? {} : { to: momentOf(to) }),
  }
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to)
    throw new UsageError('--from must be before --to.')
  return range
}

/** Parses a day in UTC, or a time with its zone; the machine's zone is never assumed. */
function momentOf(text: string): number {
  const at = readMoment(text)
  if (at === null)
    throw new UsageError(
      `${text} is not a time: --from and --to take a day such as 2026-01-05, or 2026-01-05T09:00:00Z.`,
    )
  return at
}

/** The value of `--days`; throws unless it is a whole number from 1 to `most`. */
export function daysOf(typed: string | undefined, usual: number, most: number): number {
  const days = typed === undefined ? usual : Number(/^\d+$/.test(typed) ? typed : Number.NaN)
  if (days >= 1 && days <= most) return days
  throw new UsageError(`--days takes a whole number from 1 to ${most}.`)
}
