// `aval doctor` and ports: held by another program, forbidden, free, or the environment's own.

import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { closeServer, listen } from '../../src/engine/listen.ts'
import { checkPorts } from '../../src/environment/doctor/ports.ts'
import { writeRunState } from '../../src/environment/run-state.ts'
import { avalHere, furnish, type Home } from './pair-of-homes.ts'

const now = Date.now()
let home: Home
let port: number
let release: () => Promise<void>

beforeEach(async () => {
  home = furnish('http://127.0.0.1:9')
  const server = createServer()
  port = await listen(server)
  release = () => closeServer(server)
  onTestFinished(release)
})

const found = () => checkPorts({ home: home.folder, environment: 'dev', now })
const write = (text: string) =>
  appendFileSync(join(home.environment('dev'), 'environment.yaml'), text)
const door = (port: number) =>
  `http: { port: ${port}, tokens: { billing: "secret://env/BILLING_TOKEN" } }\n`

test('doctor reports a port that another program holds, and calls it free once it is', async () => {
  write(`${door(port)}metrics: { port: 0 }\n`)
  const mend = 'End that program (ss -ltnp), or name another port.'
  const what = `http.port ${port} is held by another program (EADDRINUSE); nothing starts.`
  expect(await found()).toEqual([{ check: 'ports', level: 'unsafe', what, mend }])
  await release()
  const free = { check: 'ports', level: 'ok', what: `http.port ${port} is free`, mend: '' }
  expect(await found()).toEqual([free])
  expect(await found()).toEqual([free])
})

test('doctor exits 1 where the port of the metrics is held', async () => {
  write(`metrics: { port: ${port} }\n`)
  const { code, out } = await avalHere(home, 'doctor', '--env', 'dev')
  expect(out).toMatch(/^UNSAFE {2}ports: metrics\.port \d+ is held by another program/m)
  expect(code).toBe(1)
})

test('doctor reports an address that this machine does not have', async () => {
  write(`http: { port: 1, host: 192.0.2.1, names: [x], tokens: { a: "secret://env/A" } }\n`)
  expect(await found()).toMatchObject([
    { level: 'unsafe', what: expect.stringMatching(/^http\.port 1 .*\(E\w+\); nothing starts\.$/) },
  ])
})

test('doctor tries no port of an environment that runs, or that names none', async () => {
  expect(await found()).toEqual([])
  write(`metrics: { port: ${port} }\n`)
  writeRunState(home.folder, 'dev', { pid: 1, since: now, at: now, link: { state: 'open' } })
  expect(await found()).toMatchObject([
    { level: 'ok', what: expect.stringContaining('because dev runs') },
  ])
})

test('doctor tries no port where the settings cannot be read', async () => {
  writeFileSync(join(home.environment('dev'), 'environment.yaml'), 'environment: [')
  expect(await found()).toEqual([])
})
