// What the scripts that kill take on their command line.

import { parseArgs } from 'node:util'

/** `--kills` and `--seed`, as whole numbers; throws a sentence where one is none. */
export function killsAndSeed(kills: number): { readonly kills: number; readonly seed: number } {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: String(kills) },
      seed: { type: 'string', default: '1' },
    },
  })
  return { kills: wholeNumber('kills', values.kills), seed: wholeNumber('seed', values.seed) }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number.`)
  return Number(text)
}
