// Compares Aval with its rivals on the same work, alternating, each against the rival at its best.

import { median } from './bench-quantile.ts'
import { inFlight, type Result, rounds } from './bench-result.ts'
import { type Rival, startRivals } from './bench-rivals.ts'

/** Goals as factors over the rival: a flush per event, and grouped. */
const goals: Readonly<Record<string, readonly [number, number]>> = {
  DBOS: [8, 18],
  Restate: [5, 10],
}

/** Approved commands per second of Aval, one at a time and concurrently. */
type Ours = (way: 'single' | 'grouped') => number

interface Turn {
  readonly single: number
  readonly grouped: number
  readonly alone: number
  readonly many: number
}

/** Prints which rivals could not be run; they get no result. */
export async function besideRivals(ours: Ours, seconds: number): Promise<readonly Result[]> {
  const rivals = await startRivals()
  try {
    for (const sentence of rivals.missing) console.log(sentence)
    const results: Result[] = []
    for (const rival of rivals.started)
      try {
        results.push(...resultsOf(rival.name, await inTurn(rival, ours, seconds)))
      } catch (error) {
        console.log(`${rival.name} could not be run: ${String(error)}`)
      }
    return results
  } finally {
    await rivals.stop()
  }
}

async function inTurn(rival: Rival, ours: Ours, seconds: number): Promise<readonly Turn[]> {
  const turns: Turn[] = []
  for (let round = 0; round < rounds; round += 1)
    turns.push({
      single: ours('single'),
      alone: await rival.measure(seconds, 1),
      grouped: ours('grouped'),
      many: await rival.measure(seconds, inFlight),
    })
  return turns
}

function resultsOf(name: string, turns: readonly Turn[]): readonly Result[] {
  const of = (pick: (turn: Turn) => number) => median(turns.map(pick))
  const shown = (pick: (turn: Turn) => number) => of(pick).toPrecision(3)
  const [single = 1, grouped = 1] = goals[name.split(' ')[0] ?? ''] ?? []
  const theirs = `${shown((one) => one.alone)} one at a time, ${shown((one) => one.many)} with ${inFlight}`
  const alike = `like for like ${shown((one) => one.single / one.alone)} and ${shown((one) => one.grouped / one.many)}`
  return [
    {
      what: `flows/s, a flush for each event / ${name} at its best`,
      value: of((one) => one.single / Math.max(one.alone, one.many)),
      goal: ['>=', single],
      detail: `${shown((one) => one.single)} of ours; ${theirs}`,
    },
    {
      what: `flows/s, ${inFlight} in flight / ${name} at its best`,
      value: of((one) => one.grouped / Math.max(one.alone, one.many)),
      goal: ['>=', grouped],
      detail: `${shown((one) => one.grouped)} of ours; ${alike}`,
    },
  ]
}
