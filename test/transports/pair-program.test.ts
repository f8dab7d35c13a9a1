// `aval pair` and `aval unpair` as separate processes against the stand-in server.

import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSession } from '../../src/store/session/session.ts'
import { builtMain } from '../built.ts'
import { freshFolder } from '../fresh-folder.ts'
import { StandIn } from './stand-in/stand-in.ts'

const preload = fileURLToPath(new URL('./stand-in/preload.mjs', import.meta.url))

let server: StandIn
let home: string

beforeEach(async () => {
  server = await StandIn.start()
  home = freshFolder()
  mkdirSync(join(home, 'data', 'test'), { recursive: true })
  writeFileSync(
    join(home, 'data', 'test', 'environment.yaml'),
    `environment: test
policy: { pack: strong, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: baileys }
tenants: [{ id: acme }]
retention: { evidence: 30d, messages: 30d }
`,
  )
})
afterEach(async () => {
  await server.close()
})

interface Run {
  readonly code: number | null
  readonly lines: readonly string[]
  readonly errors: string
}

/** Runs the program to its end; `onLine` gets each line of output. */
async function aval(
  args: readonly string[],
  onLine: (line: string) => void = () => {},
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const child = spawn(
    process.execPath,
    ['--import', preload, builtMain, ...args, '--env', 'test', '--home', home],
    { env: { ...process.env, STAND_IN_URL: server.url, ...env } },
  )
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += String(text)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    onLine(line)
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, lines, errors }
}

const last = ({ lines }: Run): unknown => JSON.parse(lines.at(-1) ?? 'null')
const linked = { kind: 'linked', number: '+15550001111', lid: '900000000001@lid' }
const folder = () => join(home, 'data', 'test')

test('aval pair links by QR code once, until aval unpair', async () => {
  const scanning = (line: string) => {
    const { qr } = JSON.parse(line)
    if (typeof qr === 'string') server.scan(qr)
  }
  const first = await aval(['pair', '--json'], scanning)
  expect(first).toMatchObject({ code: 0, errors: '' })
  expect(last(first)).toEqual(linked)
  for (const name of readdirSync(folder()).filter((one) => one.startsWith('session.db')))
    expect(statSync(join(folder(), name)).mode & 0o777, name).toBe(0o600)
  const second = await aval(['pair'])
  expect(second.code).toBe(1)
  expect(second.errors).toContain('an account is linked already; run aval unpair first.')
  const gone = await aval(['unpair', '--json'])
  expect(gone).toMatchObject({ code: 0, errors: '' })
  expect(last(gone)).toEqual({ told: true })
  expect(server.companion).toBeUndefined()
  const session = openSession(join(folder(), 'session.db'))
  expect(session.readCredentials()).toBeUndefined()
  session.close()
  expect(last(await aval(['pair', '--json'], scanning))).toEqual(linked)
  expect(server.companion).toBeDefined()
  expect(await aval(['unpair'])).toMatchObject({ code: 0, lines: ['test is no longer linked.'] })
  expect(server.companion).toBeUndefined()
}, 60_000)

test('aval pair links by a code typed on the phone', async () => {
  const run = await aval(['pair', '--phone', '+1 (555) 000-1111'], (line) => {
    const code = /^Type ([A-Z0-9]{8}) on the phone/.exec(line)?.[1]
    if (code !== undefined) void server.typeCode(code)
  })
  expect(run).toMatchObject({ code: 0, errors: '' })
  expect(run.lines.at(-1)).toBe('test is linked as +15550001111.')
  expect(run.lines.join('\n')).not.toMatch(/privKey|SessionEntry|<Buffer/)
}, 60_000)

test('aval pair is refused while another process uses the session', async () => {
  let other: Promise<Run> | undefined
  const run = aval(['pair', '--json'], (line) => {
    const { qr } = JSON.parse(line)
    if (typeof qr !== 'string' || other !== undefined) return
    other = aval(['pair'])
    void other.then(() => server.scan(qr))
  })
  expect(last(await run)).toEqual(linked)
  expect((await other)?.errors).toMatch(/in use by another process: stop that one/)
  expect((await other)?.code).not.toBe(0)
}, 60_000)

test('aval pair connects to WhatsApp only, whatever settings and variables say', async () => {
  const file = join(folder(), 'environment.yaml')
  const settings = readFileSync(file, 'utf8')
  for (const more of ['socketUrl', 'waWebSocketUrl']) {
    const wrong = settings.replace('kind: baileys', `kind: baileys, ${more}: "${server.url}"`)
    writeFileSync(file, wrong)
    const run = await aval(['pair', '--json'])
    expect(run.code).toBe(1)
    expect(run.errors).toContain('transport')
  }
  writeFileSync(file, settings)
  const unsafe = await aval(['pair', '--json'], undefined, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  expect(unsafe.errors).toContain('lets anybody pose as WhatsApp: unset it')
  expect(unsafe.code).not.toBe(0)
  expect(server.connections).toBe(0)
}, 60_000)
