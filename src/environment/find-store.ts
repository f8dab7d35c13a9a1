// Finds an environment's store for code outside its process, and checks that it can be relied on.

import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { FilePolicy, RecordedBinding } from '../command/facts.ts'
import { isSamePolicy } from '../command/recorded-binding.ts'
import type { Environment } from '../policy/names.ts'
import { lost } from '../store/file/database.ts'
import { type Inspection, inspect } from '../store/inspect.ts'
import { environmentFolder } from './environment-folder.ts'
import { isFirstStart } from './keys.ts'
import { SetUpError } from './set-up-error.ts'
import type { Settings } from './settings/settings-schema.ts'

/**
 * The store's file; null if the environment never ran. Throws a sentence if it ran and the file is
 * gone, so that nobody takes it for a new one.
 */
export function storeIn(folder: string): string | null {
  const file = join(folder, 'aval.db')
  if (existsSync(file)) return file
  if (lstatSync(file, { throwIfNoEntry: false }) !== undefined)
    throw new SetUpError(`${file} is a broken link; put the file where it points.`)
  const ran = existsSync(join(folder, 'keys', 'environment.key')) && !isFirstStart(folder)
  if (ran) throw lost(file)
  return null
}

/**
 * Inspects the store; throws a sentence if its roll was changed from outside, because its people
 * and policy could not be relied on.
 */
function soundInspection(file: string, environment: Environment): Inspection {
  const inspection = inspect(file, environment)
  if (inspection.rollMisfit !== null)
    throw new SetUpError(`${file}: ${inspection.rollMisfit} ${mismatchMend}`)
  return inspection
}

/** The policy bound last; null before the first start. Throws as `soundInspection` does. */
export function boundIn(
  home: string,
  { environment }: Pick<Settings, 'environment'>,
): RecordedBinding | null {
  const file = storeIn(environmentFolder(home, environment))
  return file === null ? null : soundInspection(file, environment).bound
}

/** The policy bound last, unless the file was edited since (command/recorded-binding.ts). */
export function policyInForce(settings: Settings, bound: RecordedBinding | null): FilePolicy {
  if (bound === null || !isSamePolicy(bound.file, settings.policy)) return settings.policy
  const { pack, version, profile } = bound.binding
  return { pack, version, profile }
}

export const mismatchMend =
  'Put back the newest copy that `aval verify` finds sound; `aval doctor` says more.'
