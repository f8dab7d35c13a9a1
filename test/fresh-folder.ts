// Makes empty folders for tests; test/temporary-folder.ts removes them.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'aval-'))
}
