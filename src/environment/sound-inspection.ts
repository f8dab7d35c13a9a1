// What is read of a store to be relied on elsewhere: nothing, where somebody else wrote it.

import type { Environment } from '../policy/names.ts'
import { type Inspection, inspect } from '../store/inspect.ts'
import { SetUpError } from './settings.ts'

/** Throws one sentence with the mend where who may do what does not fit its evidence. */
export function soundInspection(file: string, environment: Environment): Inspection {
  const inspection = inspect(file, environment)
  if (inspection.rollMisfit !== null)
    throw new SetUpError(`${file}: ${inspection.rollMisfit} ${misfitMend}`)
  return inspection
}

export const misfitMend =
  'Put back the newest copy that `aval verify` finds sound; `aval doctor` says more.'
