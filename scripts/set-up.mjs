// Prepares a clone: installs the locked packages and builds, each only if out of date. `node
// scripts/set-up.mjs npm run check:code` runs that command at the same time, once packages are
// there.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTurn } from './lock-file.mjs'

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']
const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Installs and builds whatever is missing or older than its source. `beside` needs packages only
 * and runs while SQLite's driver is compiled (about a minute). Throws an Error with one sentence.
 */
export async function setUp(beside = async () => undefined) {
  refuseOtherNode()
  if (isInstalled() && isBuilt()) return await beside()
  const wait = () => say('Another set-up is at work here; waiting for it …')
  await inTurn(join(root, '.set-up.lock'), (nameChild) => makeReady(nameChild, beside), wait)
}

/** Checks again what is missing, because another process may have done it meanwhile. */
async function makeReady(nameChild, beside) {
  const isThere = isInstalled()
  if (!isThere) {
    say('Installing packages (once, about a minute) …')
    await install(['ci', '--ignore-scripts', '--include=dev'], nameChild)
  }
  // Waits for both even when one fails, so that neither goes on after the lock is released.
  const both = await Promise.allSettled([isThere ? undefined : compile(nameChild), beside()])
  for (const one of both) if (one.status === 'rejected') throw one.reason
  if (isBuilt()) return
  say('Building …')
  const { build } = await import('./build.mjs')
  try {
    await build(sourceMark())
  } catch {
    throw new Error('The build failed; what the compiler says stands above.')
  }
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

/** Whether `engines` in package.json allows this release. */
export function isFitNode(version) {
  const [major, minor] = version.split('.').map(Number)
  const firstMinor = { 20: 19, 22: 12, 24: 11 }[major]
  return firstMinor !== undefined && minor >= firstMinor
}

function refuseOtherNode() {
  const { node } = process.versions
  if (isFitNode(node)) return
  throw new Error(`Aval runs on Node.js 24 (from 24.11) and 22 (from 22.12); this is ${node}.`)
}

/**
 * npm's record of its last complete install matches the lock file, and the native module loads:
 * this detects an interrupted install, another Node.js and a copy from another machine.
 */
function isInstalled() {
  const noted = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(noted)) return false
  const { packages: present } = JSON.parse(readFileSync(noted, 'utf8'))
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const fits = Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || present[path]?.version === version || (optional && !present[path]),
  )
  return fits && nativeModuleLoads()
}

function nativeModuleLoads() {
  try {
    const Database = createRequire(import.meta.url)('better-sqlite3')
    new Database(':memory:').close()
    return true
  } catch {
    return false
  }
}

/** Runs the install scripts of the packages, and then ours. */
async function compile(nameChild) {
  await install(['rebuild'], nameChild)
  await install(['run', 'postinstall'], nameChild)
}

/** Includes development packages whatever NODE_ENV says, because the compiler is one of them. */
function install(words, nameChild) {
  const npm = process.env.npm_execpath
  const args = [...words, '--no-fund', '--no-audit', '--loglevel=error']
  const child = npm === undefined ? start('npm', args) : start(process.execPath, [npm, ...args])
  if (child.pid !== undefined) nameChild(child.pid)
  return ended(
    child,
    `\`npm ${words[0]}\` failed; what it says stands above. Mend that and start again.`,
  )
}

/** In a process group of its own: npm ends at once on a signal, and leaves compilers running. */
function start(name, args, output = 'ignore') {
  return spawn(name, args, { cwd: root, stdio: ['ignore', output, 2], detached: true })
}

/** Resolves when the child has succeeded; else throws an Error with `sentence`. */
function ended(child, sentence) {
  // Passes signals on to the children, so that none goes on while the next set-up runs.
  const end = (signal) => child.pid !== undefined && process.kill(-child.pid, signal)
  for (const signal of endings) process.on(signal, end)
  return new Promise((resolve, reject) => {
    child.on('error', () => reject(new Error(sentence)))
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(sentence))))
  }).finally(() => {
    for (const signal of endings) process.off(signal, end)
  })
}

function isBuilt() {
  const mark = join(root, 'dist', '.built-from')
  return existsSync(mark) && readFileSync(mark, 'utf8') === sourceMark()
}

function sourceMark() {
  const settings = [
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    'scripts/build.mjs',
  ]
  const files = [...filesBelow('src'), ...settings]
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, ...args] = process.argv.slice(2)
  const beside = () =>
    ended(start(name, args, 'inherit'), `\`${[name, ...args].join(' ')}\` failed.`)
  await setUp(name === undefined ? undefined : beside).catch((error) => {
    say(error.message)
    process.exitCode = 1
  })
}
