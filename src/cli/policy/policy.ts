// `aval policy check`: validates the bound policy pack and every other pack file of this home.

import { basename } from 'node:path'
import { readFlows, readPack } from '../../environment/content.ts'
import { checkPack, packFiles } from '../../environment/packs.ts'
import { readSettings } from '../../environment/settings/settings.ts'
import type { Context } from '../context.ts'
import { printLines } from '../terminal.ts'

/** Prints a line for each file, or with `--json` one object. Exit 1 if anything is wrong. */
export function checkPolicies({ home, environment, json }: Context): number {
  const { policy } = readSettings(home, environment)
  const bound = readPack(home, policy)
  const commands = new Set(readFlows(home).keys())
  const reports = packFiles(home).map((file) => checkPack(file, commands))
  const wrong = reports.some((one) => one.problems.length > 0) || bound.kind === 'failed'
  if (json) {
    const error = bound.kind === 'failed' ? bound.error : null
    printLines(JSON.stringify({ ok: !wrong, bound: { ...policy, error }, packs: reports }))
    return wrong ? 1 : 0
  }
  for (const { file, digest, problems } of reports) {
    if (digest !== null) printLines(`ok ${basename(file)} ${digest}`)
    for (const { field, problem, mend } of problems)
      printLines(`WRONG ${file}: ${field === '' ? '' : `${field}: `}${problem}; ${mend}.`)
  }
  const { pack, version, profile } = policy
  printLines(
    bound.kind === 'failed'
      ? `WRONG ${environment} is bound to ${pack} ${version} ${profile}: ${bound.error}; it starts in lockdown.`
      : `${environment} is bound to ${pack} ${version}, ${profile}.`,
  )
  return wrong ? 1 : 0
}
