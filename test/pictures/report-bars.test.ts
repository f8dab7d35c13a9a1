// The bars of the report's picture: hours and days of its time zone, also where clocks change.

import { expect, it } from 'vitest'
import type { Picture } from '../../src/command/display/picture.ts'
import type { ReportWords } from '../../src/conversation/picture-words.ts'
import { furnish, open } from '../places/environment-with-places.ts'

interface Drawn {
  readonly picture: Picture
  readonly words: ReportWords
  readonly text: string
}

/** Ana asks at these times; Dora then asks for the report at the last one. */
async function reportOf(
  timeZone: string,
  asked: readonly string[],
  at: string,
  span: string,
): Promise<Drawn> {
  const drawn: Omit<Drawn, 'text'>[] = []
  const draw = async (picture: Picture, words: ReportWords) => {
    drawn.push({ picture, words })
    return Uint8Array.of(1)
  }
  const outside = furnish(`time_zone: ${timeZone}`)
  const [first = at] = asked
  const environment = await open(outside, Date.parse(first), {}, undefined, draw)
  for (const time of asked) {
    environment.clock.moveTo(Date.parse(time))
    await environment.say('ana', 'cancel order 42')
  }
  environment.clock.moveTo(Date.parse(at))
  await environment.say('dora', `report ${span}`)
  const text = environment.letters.findLast((one) => one.to === 'dora')?.text ?? ''
  await environment.close()
  const [one] = drawn
  if (one === undefined) throw new Error(`Nothing was drawn: ${text}`)
  return { ...one, text }
}

/** The labels in order, each with its number of requests if there are any. */
function labelled({ picture, words }: Drawn): readonly string[] {
  const sum = (one: Picture['timeline'][number]) => one.done + one.failed + one.refused + one.open
  return words.times.map((time, index) => {
    const count = sum(picture.timeline[index] ?? picture.totals)
    const name = time.replace('\n', ' of ')
    return count === 0 ? name : `${name}: ${count}`
  })
}

it.each([
  [
    'of a zone west of Greenwich',
    'America/New_York',
    ['2026-01-05T23:59:59-05:00', '2026-01-06T00:00:00-05:00', '2026-01-06T05:00:00-05:00'],
    '2026-01-09T09:00:00-05:00',
    ['Jan 4', 'Jan 5: 1', 'Jan 6: 2', 'Jan 7', 'Jan 8', 'Jan 9'],
  ],
  [
    'of a zone that is three quarters of an hour off',
    'Asia/Kathmandu',
    ['2026-01-05T23:59:59+05:45', '2026-01-06T00:00:00+05:45'],
    '2026-01-09T09:00:00+05:45',
    ['Jan 4', 'Jan 5: 1', 'Jan 6: 1', 'Jan 7', 'Jan 8', 'Jan 9'],
  ],
  [
    'where clocks skip an hour',
    'America/New_York',
    ['2026-03-08T00:30:00-05:00', '2026-03-08T23:30:00-04:00', '2026-03-09T00:30:00-04:00'],
    '2026-03-11T12:00:00-04:00',
    ['Mar 6', 'Mar 7', 'Mar 8: 2', 'Mar 9: 1', 'Mar 10', 'Mar 11'],
  ],
  [
    'where clocks repeat an hour',
    'America/New_York',
    ['2026-11-01T00:30:00-04:00', '2026-11-01T23:30:00-05:00', '2026-11-02T00:30:00-05:00'],
    '2026-11-04T12:00:00-05:00',
    ['Oct 30', 'Oct 31', 'Nov 1: 2', 'Nov 2: 1', 'Nov 3', 'Nov 4'],
  ],
  [
    'where clocks skip midnight',
    'America/Santiago',
    ['2026-09-05T23:59:00-04:00', '2026-09-06T01:00:00-03:00'],
    '2026-09-08T12:00:00-03:00',
    ['Sep 3', 'Sep 4', 'Sep 5: 1', 'Sep 6: 1', 'Sep 7', 'Sep 8'],
  ],
])('a report of days has a bar for each day %s', async (_what, zone, asked, at, bars) => {
  expect(labelled(await reportOf(zone, asked, at, '5d'))).toEqual(bars)
})

it.each([
  [
    'of a zone that is three quarters of an hour off',
    'Asia/Kathmandu',
    ['2026-01-06T08:59:59+05:45', '2026-01-06T09:00:00+05:45'],
    '2026-01-06T09:30:00+05:45',
    ['07 of Jan 6', '08 of Jan 6: 1', '09 of Jan 6: 1'],
  ],
  [
    'without the one that clocks skip',
    'America/New_York',
    ['2026-03-08T01:59:00-05:00', '2026-03-08T03:00:00-04:00'],
    '2026-03-08T03:30:00-04:00',
    ['00 of Mar 8', '01 of Mar 8: 1', '03 of Mar 8: 1'],
  ],
  [
    'with one for both times that clocks show the same',
    'America/New_York',
    ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00', '2026-11-01T02:00:00-05:00'],
    '2026-11-01T02:10:00-05:00',
    ['01 of Nov 1: 2', '02 of Nov 1: 1'],
  ],
  [
    'where clocks change by half an hour',
    'Australia/Lord_Howe',
    ['2026-04-05T01:45:00+11:00', '2026-04-05T01:45:00+10:30', '2026-04-05T02:00:00+10:30'],
    '2026-04-05T02:10:00+10:30',
    ['00 of Apr 5', '01 of Apr 5: 2', '02 of Apr 5: 1'],
  ],
])('a report of hours has a bar for each hour %s', async (_what, zone, asked, at, bars) => {
  expect(labelled(await reportOf(zone, asked, at, '2h'))).toEqual(bars)
})

it.each(['2h', '2d', '3d', '60d', '366d'])(
  'a report of %s has a label of its own for each bar, and its bars count what its text says',
  async (span) => {
    const asked = ['2025-11-01T10:00:00Z', '2025-11-02T05:30:00Z', '2025-11-02T06:30:00Z']
    const drawn = await reportOf('America/New_York', asked, '2025-11-02T06:30:00Z', span)
    const { picture, words, text } = drawn
    expect(new Set(words.times).size).toBe(words.times.length)
    expect(picture.timeline).toHaveLength(words.times.length)
    expect(words.times.length).toBeLessThanOrEqual(60)
    const counted = picture.timeline.reduce((sum, one) => sum + one.refused + one.open, 0)
    expect(counted).toBe(span === '2h' ? 2 : 3)
    expect(text).toContain(`${counted} requests`)
  },
)
