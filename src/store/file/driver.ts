// SQLite's driver before it is loaded: how its native half was compiled.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * False where each of its objects asks for an environment when it is collected. Node 24 has none
 * then, and ends (its issue 65446). Only the header of Node 24.19 and later calls that function.
 */
export function letsNode24Live(
  native = import.meta.resolve('better-sqlite3/build/Release/better_sqlite3.node'),
): boolean {
  return !readFileSync(fileURLToPath(native)).includes('RemoveEnvironmentCleanup')
}
