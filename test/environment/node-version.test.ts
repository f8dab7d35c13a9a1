// Supported Node.js releases: the same in the program, its set-up and its manifest.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import {
  unmaintainedNode,
  unsafeDriver,
  unsupportedNode,
} from '../../src/environment/node-version.ts'
import { isSafeOnNode24 } from '../../src/store/file/driver.ts'
import { builtMain } from '../built.ts'
import { buildProgram } from '../cli/program.ts'
import { freshFolder } from '../fresh-folder.ts'

const fit = ['20.19.0', '20.20.2', '22.12.0', '22.23.3', '24.11.0', '24.21.0']
const old = ['18.19.0', '20.18.9', '21.7.0', '22.11.0', '23.0.0', '24.10.0', 'x']
const unfit = [...old, '25.0.0', '26.10.0']

test.each(fit)('Node %s is supported', (version) => {
  expect(unsupportedNode(version)).toBeNull()
})

test.each(unfit)('Node %s is refused, with the releases to use', (version) => {
  expect(unsupportedNode(version)).toMatchObject({
    what: expect.stringContaining(old.includes(version) ? 'too old' : 'newer than any'),
    mend: expect.stringMatching(/Node 24 .* or 22 /),
  })
})

test('a Node release without maintenance is reported from its last day on', () => {
  const lastDay = Date.UTC(2026, 3, 30)
  expect(unmaintainedNode('20.20.2', lastDay - 1)).toBeNull()
  expect(unmaintainedNode('20.20.2', lastDay)?.what).toContain('2026-04-30')
  expect(unmaintainedNode('22.23.3', lastDay)).toBeNull()
  expect(unmaintainedNode('22.23.3', Date.UTC(2027, 4, 1))?.mend).toContain('24')
  expect(unmaintainedNode('18.19.0', lastDay)).toBeNull()
})

/** How the program ends on a given version of Node. */
function runAs(version: string, main: string) {
  const other = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`
  const text = `${other}; process.argv.splice(1, 0, 'x'); require(${JSON.stringify(main)})`
  const args = ['people', 'list', '--env', 'dev', '--home', dirname(main)]
  return spawnSync(process.execPath, ['-e', text, ...args], { encoding: 'utf8' })
}

test('the program refuses an unsupported Node before it does anything', () => {
  const { status, stderr } = runAs('26.10.0', builtMain)
  expect(stderr).toMatch(/^aval: Node 26\.10\.0 .* Run Aval on Node 24 /)
  expect(status).toBe(1)
})

test('an SQLite driver that crashes Node 24 is refused there only', () => {
  const folder = freshFolder()
  const native = join(folder, 'better_sqlite3.node')
  const isSafe = () => isSafeOnNode24(pathToFileURL(native).href)
  writeFileSync(native, 'ELF _ZN4node26AddEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_')
  expect(unsafeDriver('24.21.0', isSafe)).toBeNull()
  writeFileSync(native, 'ELF _ZN4node29RemoveEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_')
  expect(unsafeDriver('24.21.0', isSafe)?.mend).toContain('npm ci')
  expect(unsafeDriver('22.23.3', isSafe)).toBeNull()
  // The version that these tests run with.
  expect(isSafeOnNode24()).toBe(true)
})

test('the program checks the SQLite driver that it would load', () => {
  const program = buildProgram()
  const packages = join(dirname(program.main), '..', 'node_modules')
  const driver = join(packages, 'better-sqlite3', 'build', 'Release')
  rmSync(packages)
  mkdirSync(driver, { recursive: true })
  for (const name of readdirSync('node_modules').filter((one) => one !== 'better-sqlite3'))
    symlinkSync(join(process.cwd(), 'node_modules', name), join(packages, name))
  writeFileSync(join(driver, 'better_sqlite3.node'), 'RemoveEnvironmentCleanupHook')

  const { status, stderr } = runAs('24.21.0', program.main)

  expect(stderr).toMatch(/^aval: SQLite's driver .* crashes Node 24\.21\.0\. Run npm ci again /)
  expect(status).toBe(1)
})

test('the set-up script and the manifest name the same Node releases', () => {
  const script = `
    import { isFitNode } from './scripts/set-up.mjs'
    console.log(JSON.stringify(${JSON.stringify([...fit, ...unfit])}.filter(isFitNode)))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script])
  expect(JSON.parse(String(output))).toEqual(fit)
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(engines.node).toBe('^20.19.0 || ^22.12.0 || ^24.11.0')
})
