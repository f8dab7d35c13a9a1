// Gives each test file a temporary folder of its own, which is removed with all that is in it when
// the file has ended: no test removes what it made.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const above = tmpdir()
const folder = mkdtempSync(join(above, 'file-'))
// Some tests run the program as another user, who needs a normal temporary folder.
chmodSync(folder, 0o1777)
process.env['TMPDIR'] = folder

afterAll(() => {
  process.env['TMPDIR'] = above
  rmSync(folder, { recursive: true, force: true, maxRetries: 4 })
})
