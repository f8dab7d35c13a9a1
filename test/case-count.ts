// How many random cases and repetitions a run of the tests does.

/** `npm run check:long`: every number is what a change to the engine or the store should meet once. */
export const isLong: boolean = process.env['LONG'] === '1'

/** The amount of work in each run, and in a long one. */
export function amount(daily: number, long: number): number {
  return isLong ? long : daily
}
