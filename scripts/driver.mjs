// Runs after packages are installed: compiles SQLite's driver again if it would crash Node 24.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const driver = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))
const native = join(driver, 'build', 'Release', 'better_sqlite3.node')
const wrap = fileURLToPath(new URL('driver-wrap.h', import.meta.url))

/** Must match `src/store/file/driver.ts`: compiled with the headers of Node 24.19 or later. */
function endsNode24() {
  const isNode24 = process.versions.node.startsWith('24.')
  return isNode24 && existsSync(native) && readFileSync(native).includes('RemoveEnvironmentCleanup')
}

/** Shows its output only where it fails: the compiler warns of much third-party code. */
function compile() {
  process.stderr.write(`Compiling SQLite's driver for Node ${process.versions.node} …\n`)
  const CXXFLAGS = `${process.env.CXXFLAGS ?? ''} -include '${wrap}'`
  const options = { cwd: driver, env: { ...process.env, CXXFLAGS }, encoding: 'utf8' }
  // npm puts its node-gyp on the path of the scripts it runs.
  const { status, stderr, error } = spawnSync('node-gyp', ['rebuild', '--release'], options)
  if (status !== 0) process.stderr.write(`${stderr ?? error?.message}\n`)
}

if (endsNode24()) compile()
if (endsNode24()) {
  process.stderr.write(
    `SQLite's driver would end Node ${process.versions.node}, and could not be compiled anew. ` +
      'Install Python, make and a C++ compiler, or use Node 22.\n',
  )
  process.exitCode = 1
}
