// `aval people list`: who is enrolled according to the store or, before the first start, to the
// file.

import { environmentFolder } from '../../environment/environment-folder.ts'
import { mismatchMend, storeIn } from '../../environment/find-store.ts'
import { peopleOfFile } from '../../environment/people.ts'
import { readSettings } from '../../environment/settings/settings.ts'
import type { Person } from '../../policy/people.ts'
import { inspect } from '../../store/inspect.ts'
import type { Context } from '../context.ts'
import { printError, printLines } from '../terminal.ts'

/** Prints a line for each person, or with `--json` one object per line with its source. */
export function listPeople(context: Context): number {
  const { home, environment, json } = context
  const settings = readSettings(home, environment)
  const file = storeIn(environmentFolder(home, environment))
  const inspection = file === null ? null : inspect(file, environment)
  const people = inspection?.people ?? peopleOfFile(settings)
  const source = inspection !== null && people.length > 0 ? 'store' : 'file'
  for (const one of people) printLines(`${json ? JSON.stringify({ ...one, source }) : lineOf(one)}`)
  if (source === 'file' && !json)
    printLines(`${environment} has not run yet: these are the people of its file.`)
  const misfit = inspection?.rollMisfit ?? null
  if (misfit !== null) printError(`${misfit} ${mismatchMend}`)
  return misfit === null ? 0 : 1
}

function lineOf(person: Person): string {
  const { id, name, tenant, roles, grants, identifiers, stepUp, suspended } = person
  const rights = [...roles, ...grants].join(',')
  const rest = suspended === undefined ? '' : ` suspended:${suspended}`
  const phones = identifiers.join(',')
  return `${id}  ${name}  ${tenant}  ${rights}  ${phones}  step-up:${stepUp}${rest}`
}
