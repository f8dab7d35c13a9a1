// Makes a clone ready to run: installs what the lock file names and builds, each only when it is stale.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamps = join(root, 'node_modules', '.aval')

function digest(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath ?? one.path, one.name).slice(root.length))
    .sort()
}

function isFresh(name, value) {
  const file = join(stamps, name)
  return existsSync(file) && readFileSync(file, 'utf8') === value
}

function stamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), value)
}

/** Install and build whatever is missing or older than its source. */
export async function setUp({ quiet = false } = {}) {
  const say = (text) => quiet || process.stderr.write(`${text}\n`)
  const locked = digest(['package.json', 'package-lock.json'])
  if (!isFresh('installed', locked)) {
    say('Installing packages (once, about a minute) …')
    const npm = process.env.npm_execpath
    const args = ['ci', '--no-fund', '--no-audit', '--loglevel=error']
    if (npm === undefined) execFileSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })
    else execFileSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    stamp('installed', locked)
  }
  const source = digest([...filesBelow('src'), 'tsconfig.json', 'tsconfig.build.json'])
  if (!isFresh('built', source) || !existsSync(join(root, 'dist', 'main.js'))) {
    say('Building …')
    const { build } = await import('./build.mjs')
    build()
    stamp('built', source)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp()
