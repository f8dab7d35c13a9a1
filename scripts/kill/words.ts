// The command-line arguments of the kill scripts, and their exit.

import { parseArgs } from 'node:util'
import { sentenceOf } from '../../src/store/error-text.ts'

/** `--kills` and `--seed`; throws an Error with a sentence when one is not a whole number. */
export function killsAndSeed(kills: number): { readonly kills: number; readonly seed: number } {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: String(kills) },
      seed: { type: 'string', default: '1' },
    },
  })
  return { kills: wholeNumber('kills', values.kills), seed: wholeNumber('seed', values.seed) }
}

/** Prints the first violation and sets exit code 1. */
export function sayViolation(thrown: unknown): void {
  process.stderr.write(`Violation: ${sentenceOf(thrown)}\n`)
  process.exitCode = 1
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number.`)
  return Number(text)
}
