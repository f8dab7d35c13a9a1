// `npm run check:node -- 24 [short]`: runs the tests on another Node.js, in a clean copy of this
// tree.

import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Tests of processes, isolation, evidence, threads and the V8 cache. */
const short = [
  'test/readme.test.ts',
  'test/cli/compiled.test.ts',
  'test/cli/verify.test.ts',
  'test/environment/node-version.test.ts',
  'test/environment/permission.test.ts',
  'test/environment/start.test.ts',
  'test/environment/verify-on-threads.test.ts',
]

/** Exit code when Node cannot be downloaded, so that a caller without network may go on. */
const notFetched = 3

const usage = 'npm run check:node -- 22 [short | files of tests]: which Node, such as 22 or 24.11.0'

function main([version = '', ...rest]) {
  if (!/^\d+(\.\d+){0,2}$/.test(version)) return say(usage, 2)
  const folder = mkdtempSync(join(tmpdir(), 'aval-node-'))
  try {
    const home = fetched(version, join(folder, 'node'))
    if (home === null) return say(`Node ${version} cannot be fetched from npm here.`, notFetched)
    const files = rest[0] === 'short' ? short : rest
    return check(copied(join(folder, 'aval')), home, files)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function say(text, code) {
  process.stderr.write(`${text}\n`)
  return code
}

/** Installs Node from npm; null where the registry does not answer. */
function fetched(version, folder) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  mkdirSync(folder)
  const args = [
    'install',
    '--no-save',
    '--no-package-lock',
    '--fetch-retries=1',
    '--prefix',
    folder,
  ]
  const { status } = npm(process.execPath, [...args, `${name}@${version}`], { cwd: folder })
  return status === 0 ? join(folder, 'node_modules', name) : null
}

/** Copies all tracked and new files with their uncommitted changes. */
function copied(folder) {
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const names = execFileSync('git', listed, { cwd: root, encoding: 'utf8' }).split('\0')
  for (const name of names.filter((one) => one !== '' && existsSync(join(root, one))))
    cpSync(join(root, name), join(folder, name))
  return folder
}

/** Returns 0 when all is well. */
function check(folder, home, files) {
  const node = join(home, 'bin', 'node')
  const PATH = `${join(home, 'bin')}${delimiter}${process.env.PATH}`
  const options = { cwd: folder, env: { ...process.env, PATH, npm_config_nodedir: home } }
  const steps = {
    'npm ci': () => npm(node, ['ci', '--include=dev', '--loglevel=error'], options).status === 0,
    'the first screen': () => showsFirstScreen(node, options),
    'npm test': () => npm(node, ['test', '--', ...files], options).status === 0,
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  for (const [name, holds] of Object.entries(steps)) {
    const began = performance.now()
    if (!holds()) return say(`On Node ${version} ${name} fails; what it says stands above.`, 1)
    say(`${name}, on Node ${version}: ${Math.round((performance.now() - began) / 1000)} s`)
  }
  return 0
}

/**
 * Runs `npm start` as in the README up to the preview; it must end with 0 and print no warning of
 * Node.
 */
function showsFirstScreen(node, options) {
  const input = 'ana: cancel order 42\n'
  const piped = { ...options, input, stdio: 'pipe', encoding: 'utf8', timeout: 600_000 }
  const { status, stdout, stderr } = npm(node, ['start'], piped)
  const isShown = /S2 · C-.*\n.*destructive\n/.test(stdout)
  const holds = status === 0 && isShown && !/\(node:\d+\)/.test(stderr)
  if (!holds) say(`${stdout}\n${stderr}`)
  return holds
}

/** Runs the npm that runs this script, on the given Node. */
function npm(node, args, options) {
  const file = process.env.npm_execpath
  if (file === undefined) throw new Error(usage)
  return spawnSync(node, [file, ...args], { stdio: ['ignore', 'inherit', 'inherit'], ...options })
}

process.exitCode = main(process.argv.slice(2))
