// `aval conform`: which requirements of HAPF and DESR hold under this environment's rules.

import { conform, type VectorResult } from '../../environment/conformance/conformance.ts'
import { type Context, versionOf } from '../context.ts'
import { printLines } from '../terminal.ts'

/** Prints a line for each vector, or with `--json` one object. Exit 1 if any failed. */
export async function conformance({ home, environment, json }: Context): Promise<number> {
  const results = await conform(home, environment, versionOf())
  const failed = results.some((one) => one.result === 'FAIL')
  if (json) printLines(JSON.stringify({ environment, conforms: !failed, results }))
  else for (const one of results) printLines(lineOf(one))
  return failed ? 1 : 0
}

export function lineOf({ vector, controls, title, result, reason }: VectorResult): string {
  const why = reason === undefined ? '' : ` → ${reason}`
  return `${result.padEnd(12)} ${controls.join(',')} ${vector}: ${title}${why}`
}
