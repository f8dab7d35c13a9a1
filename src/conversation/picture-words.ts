// The texts of a picture in the reader's language.

import type { OutcomeGroup, Picture } from '../command/display/picture.ts'
import { type Phrase, phrase } from '../command/phrase.ts'
import { type Languages, wordMessage, wordsFor } from './say.ts'

export interface ReportWords {
  /** The environment and the length of time. */
  readonly title: string
  /** The start and end of the period. */
  readonly about: string
  readonly timeline: string
  readonly classes: string
  readonly outcomes: string
  readonly approvers: string
  readonly groups: Readonly<Record<OutcomeGroup, string>>
  readonly granted: string
  readonly denied: string
  /** One label for each bar of the timeline: its hour and below it its day, or its days. */
  readonly times: readonly string[]
}

const dayMs = 24 * 3_600_000

export function reportWords(
  languages: Languages,
  locale: string,
  picture: Picture,
  about: { readonly environment: string; readonly timeZone: string },
): ReportWords {
  const word = (id: string, args?: Phrase['args']) =>
    wordMessage(languages, locale, [phrase(id, args)])
  const { since, until } = picture
  const { timeZone } = about
  const inWords = wordsFor(languages, locale).locale
  const whole = new Intl.DateTimeFormat(inWords, {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
    timeZone,
  })
  const environment = about.environment.toUpperCase()
  return {
    title: word('report-title', { environment, span: { span: until - since } }),
    about: word('report-period', { since: whole.format(since), until: whole.format(until) }),
    timeline: word('report-timeline'),
    classes: word('report-by-class'),
    outcomes: word('report-by-outcome'),
    approvers: word('report-by-approver'),
    groups: {
      done: word('report-done'),
      failed: word('report-failed'),
      refused: word('report-refused'),
      open: word('report-open'),
    },
    granted: word('report-granted'),
    denied: word('report-denied'),
    times: timesOf(picture, inWords, timeZone),
  }
}

function timesOf(picture: Picture, locale: string, timeZone: string): readonly string[] {
  const { since, until, stepMs, timeline } = picture
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone })
  const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', hourCycle: 'h23', timeZone })
  const starts = picture.starts ?? timeline.map((_, index) => since + index * stepMs)
  return starts.map((at, index) => {
    if (stepMs < dayMs) return `${hour.format(at)}\n${days.format(at)}`
    const [first, last] = [at, Math.max(at, (starts[index + 1] ?? until) - 1)].map(days.format)
    return first === last ? `${first}` : `${first}\n– ${last}`
  })
}
