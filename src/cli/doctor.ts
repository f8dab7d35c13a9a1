// `aval doctor`: prints the findings of the preflight, as lines or as one JSON object.

import { examine } from '../environment/doctor/doctor.ts'
import type { Finding } from '../environment/doctor/finding.ts'
import { checkPorts } from '../environment/doctor/ports.ts'
import type { Context } from './context.ts'
import { printLines } from './terminal.ts'

/** Exit 0 if nothing is unsafe, else 1. */
export async function doctor({ home, environment, json }: Context): Promise<number> {
  const options = {
    home,
    environment,
    variables: process.env,
    nodeVersion: process.versions.node,
    user: process.getuid?.() ?? null,
    now: Date.now(),
  }
  const findings = [...examine(options), ...(await checkPorts(options))]
  const safe = findings.every((one) => one.level !== 'unsafe')
  if (json) printLines(JSON.stringify({ environment, safe, findings }))
  else {
    for (const one of findings) printLines(lineOf(one))
    printLines(safe ? `${environment} may run.` : `${environment} is not safe to run.`)
  }
  return safe ? 0 : 1
}

const marks: Readonly<Record<Finding['level'], string>> = {
  ok: 'ok     ',
  warning: 'warning',
  unsafe: 'UNSAFE ',
}

function lineOf({ level, check, what, mend }: Finding): string {
  return `${marks[level]} ${check}: ${what}${mend === '' ? '' : ` → ${mend}`}`
}
