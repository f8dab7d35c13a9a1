// Reads and checks `data/<env>/environment.yaml`; errors say how to fix it.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseDescription } from '../../connectors/description.ts'
import type { Environment } from '../../policy/names.ts'
import { environmentFolder } from '../environment-folder.ts'
import { SetUpError } from '../set-up-error.ts'
import { readTextFile } from '../text-file.ts'
import { contradiction, othersVariable } from './contradiction.ts'
import { forbiddenPlacePath } from './place-paths.ts'
import { secretReferences } from './secret-references.ts'
import { type Settings, settingsSchema } from './settings-schema.ts'

/** Reads and checks the settings of one environment. Throws a sentence: file, field, fix. */
export function readSettings(home: string, environment: Environment): Settings {
  const file = join(environmentFolder(home, environment), 'environment.yaml')
  if (!existsSync(file))
    throw new SetUpError(`${file} is missing; write it, or give another --home or --env.`)
  const text = readTextFile(file)
  const settings = parseDescription(settingsSchema, text, file)
  const wrong =
    contradiction(settings, environment) ??
    othersVariable(secretReferences(settings), environment) ??
    forbiddenPlacePath(home, settings)
  if (wrong !== null) throw new SetUpError(`${file}: ${wrong}`)
  return settings
}

/** A tenant's full name, which carries its environment (DESR VII.B). */
export function tenantName(environment: Environment, tenant: string): string {
  return `${environment}:${tenant}`
}
