// What all test files of one run share: the program, built once, and a folder in memory. The next
// run removes the folder of one that was killed.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const memory = '/dev/shm'
/** Several times what a whole run holds at once. */
const enoughBytes = 2 ** 30

/** Once, before the first test file; what it answers is done after the last one. */
export function setup(): () => void {
  const place = isRoomy(memory) ? memory : tmpdir()
  clearAbandoned(place)
  const folder = mkdtempSync(join(place, nameOf(process.pid)))
  // Some tests run the program as another user, who needs it as any folder for such files is.
  chmodSync(folder, 0o1777)
  process.env['AVAL_TEST_BUILT'] = buildBeside(join(folder, 'built'))
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

/** Removes what runs of this user left in `place` whose process is gone for certain. */
export function clearAbandoned(place: string): void {
  for (const name of readdirSync(place).filter(isAbandoned)) {
    const folder = join(place, name)
    if (statSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * How the folder of the run with this process begins: what a child of a killed run still writes has
 * its name, too. A container may share this memory, and its numbers of processes say nothing here.
 */
export function nameOf(pid: number): string {
  const numbers = '/proc/self/ns/pid'
  const theirs = existsSync(numbers) ? readlinkSync(numbers).replace(/\D/g, '') : ''
  return `aval-tests-${pid}-${Number(theirs).toString(36)}-`
}

function isAbandoned(name: string): boolean {
  const pid = Number(/^aval-tests-(\d+)-/.exec(name)?.[1])
  return pid > 0 && name.startsWith(nameOf(pid)) && !isAlive(pid)
}

/** One of another user is alive, too. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** In memory a flush costs nothing, and they are half of what many tests wait for. */
function isRoomy(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= enoughBytes
}

/** The program as its sources are now, beside nobody's `dist/`. Types are checked elsewhere. */
function buildBeside(folder: string): string {
  mkdirSync(folder)
  for (const name of ['flows', 'locales', 'package.json', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name))
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), join(folder, 'dist')])
  return folder
}

/** `before` in the source becomes `after`; fails where it is not there any more. */
function replaced(code: string, id: string, before: string, after: string): string {
  if (!code.includes(before)) throw new Error(`${id} has changed: mend the place in test/run.ts.`)
  return code.replace(before, after)
}

/**
 * For the sources that tests import: what this run's build has parsed is there for them as it is for
 * the built program, by the text that it was parsed from, and threads start from what it has built.
 * Parsing again took a tenth of all time, and a thread from its source a second of a processor.
 */
export const usesWhatIsBuilt = {
  name: 'uses-what-is-built',
  enforce: 'pre' as const,
  transform(code: string, id: string): string | null {
    const parts = JSON.stringify(pathToFileURL(`${process.env['AVAL_TEST_BUILT']}/dist/parts/`))
    if (id.endsWith('/src/environment/prepared.ts')) {
      const here = "new URL('prepared/', import.meta.url)"
      return replaced(code, id, here, `new URL('prepared/', ${parts})`)
    }
    if (id.endsWith('/src/environment/thread.ts')) {
      const always = replaced(code, id, "!import.meta.url.endsWith('.ts')", 'true')
      return replaced(always, id, '-thread.js`, import.meta.url)', `-thread.js\`, ${parts})`)
    }
    return null
  },
}
