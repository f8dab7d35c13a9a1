// Checks how SQLite's native driver was compiled, before it is loaded.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * False if the driver was compiled so that Node 24 crashes when its objects are garbage-collected
 * (nodejs/node issue 65446). Only headers of Node 24.19 and later call RemoveEnvironmentCleanup.
 */
export function isSafeOnNode24(
  native = import.meta.resolve('better-sqlite3/build/Release/better_sqlite3.node'),
): boolean {
  return !readFileSync(fileURLToPath(native)).includes('RemoveEnvironmentCleanup')
}
