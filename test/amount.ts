// How many random cases and repetitions a run of the tests does.

/** `npm run check:long`: every number is what a change to the engine or the store should meet once. */
export const isLong: boolean = process.env['LONG'] === '1'

/** What each run goes through, and what a long one does. */
export function amount(daily: number, long: number): number {
  return isLong ? long : daily
}
