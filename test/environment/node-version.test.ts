// The releases of Node.js that are let in: the program, its set-up and its manifest say the same.

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { unfitNode } from '../../src/environment/node-version.ts'

const fit = ['20.19.0', '20.20.2', '22.12.0', '22.23.3']
const unfit = ['18.19.0', '20.18.9', '21.7.0', '22.11.0', '23.0.0', '24.21.0', '26.10.0', 'x']

test.each(fit)('%s will do', (version) => {
  expect(unfitNode(version)).toBeNull()
})

test.each(unfit)('%s will not, and what to run is said', (version) => {
  expect(unfitNode(version)?.mend).toMatch(/Node 22 .* or 20 /)
})

test('the program says so before it does anything', () => {
  const other = "Object.defineProperty(process, 'versions', { value: { node: '24.21.0' } })"
  const args = ['-e', `${other}; process.argv.splice(1, 0, 'x'); require('./dist/main.js')`]
  const { status, stderr } = spawnSync(process.execPath, [
    ...args,
    'people',
    'list',
    '--env',
    'dev',
  ])
  expect(String(stderr)).toMatch(/^aval: Node 24\.21\.0 .* Run Aval on Node 22 /)
  expect(status).toBe(1)
})

test('the set-up of a clone and the manifest say so too', () => {
  const script = `
    import { isFitNode } from './scripts/set-up.mjs'
    console.log(JSON.stringify(${JSON.stringify([...fit, ...unfit])}.filter(isFitNode)))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script])
  expect(JSON.parse(String(said))).toEqual(fit)
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(engines.node).toBe('^20.19.0 || ^22.12.0')
})
