// Where the files of an environment lie.

import { join } from 'node:path'
import type { Environment } from '../policy/names.ts'

export function environmentFolder(home: string, environment: Environment): string {
  return join(home, 'data', environment)
}
