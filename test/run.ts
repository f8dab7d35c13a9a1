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
/** Several times what a whole run needs at once. */
const enoughBytes = 2 ** 30

/** The sources that `usesWhatIsBuilt` changes. */
const preparedFile = 'src/environment/prepared.ts'
const threadFile = 'src/environment/threads/thread.ts'

/** Runs before the first test file; the returned function runs after the last one. */
export function setup(): () => void {
  for (const file of [preparedFile, threadFile])
    if (!existsSync(join(root, file))) throw new Error(`${file} has moved: mend test/run.ts.`)
  const place = isRoomy(memory) ? memory : tmpdir()
  clearAbandoned(place)
  const folder = mkdtempSync(join(place, nameOf(process.pid)))
  // Some tests run the program as another user, who needs a normal temporary folder.
  chmodSync(folder, 0o1777)
  process.env['AVAL_TEST_BUILT'] = buildBeside(join(folder, 'built'))
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

/** Removes folders in `place` of this user's runs whose process no longer exists. */
export function clearAbandoned(place: string): void {
  for (const name of readdirSync(place).filter(isAbandoned)) {
    const folder = join(place, name)
    if (statSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The prefix of a run's folder. It has the PID namespace, because containers may share `/dev/shm`,
 * and process ids of another one mean nothing here.
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

/** A process of another user (EPERM) is alive, too. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** In memory a flush costs nothing, and flushes are half of the waiting time of many tests. */
function isRoomy(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= enoughBytes
}

/** Builds the current sources without touching `dist/`. Types are checked elsewhere. */
function buildBeside(folder: string): string {
  mkdirSync(folder)
  for (const name of ['flows', 'locales', 'package.json', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name))
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), join(folder, 'dist')])
  return folder
}

/** Replaces `before` in the source; throws where it does not occur. */
function replaced(code: string, id: string, before: string, after: string): string {
  if (!code.includes(before)) throw new Error(`${id} has changed: mend the place in test/run.ts.`)
  return code.replace(before, after)
}

/**
 * A plugin for the sources that tests import: they use the content that this run's build has
 * parsed, and its worker threads. Parsing again took a tenth of all time, and starting a thread
 * from source a second of CPU time.
 */
export const usesWhatIsBuilt = {
  name: 'uses-what-is-built',
  enforce: 'pre' as const,
  transform(code: string, id: string): string | null {
    const parts = JSON.stringify(pathToFileURL(`${process.env['AVAL_TEST_BUILT']}/dist/parts/`))
    if (id.endsWith(`/${preparedFile}`)) {
      const here = "new URL('prepared/', import.meta.url)"
      return replaced(code, id, here, `new URL('prepared/', ${parts})`)
    }
    if (id.endsWith(`/${threadFile}`)) {
      const always = replaced(code, id, "!import.meta.url.endsWith('.ts')", 'true')
      return replaced(always, id, '-thread.js`, import.meta.url)', `-thread.js\`, ${parts})`)
    }
    return null
  },
}
