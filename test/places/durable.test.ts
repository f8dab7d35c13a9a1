// A new file that does not fit on a full disk is removed, so that the next attempt has room.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeNew } from '../../src/places/durable.ts'
import { freshFolder } from '../fresh-folder.ts'

it.skipIf(!existsSync('/bin/bash'))(
  'writing a new file leaves no partial file on a full disk, and never replaces an existing one',
  () => {
    const folder = freshFolder()
    const file = join(folder, 'one.checkpoint')
    const program = `import { writeNew } from ${JSON.stringify(join(import.meta.dirname, '../../src/places/durable.ts'))}
try { writeNew(${JSON.stringify(file)}, 'x'.repeat(4096)) } catch (error) { console.log(error.code) }`
    const out = execFileSync(
      '/bin/bash',
      [
        ...['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath],
        ...['--import', 'tsx', '--input-type=module', '-e', program],
      ],
      { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
    )
    expect(out.trim()).toBe('EFBIG')
    expect(existsSync(file)).toBe(false)
    writeNew(file, 'whole')
    expect(readFileSync(file, 'utf8')).toBe('whole')
    expect(() => writeNew(file, 'other')).toThrow(/EEXIST/)
    expect(readFileSync(file, 'utf8')).toBe('whole')
  },
)
