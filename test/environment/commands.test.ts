// Small commands of the command line: people list, policy check, unpair, and how wrong usage ends.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { claimSession } from '../../src/store/session/owner.ts'
import { openSession } from '../../src/store/session/session.ts'
import { aval, avalHere, chat, furnish, type Home, root } from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let home: Home
beforeEach(() => {
  home = furnish('http://127.0.0.1:9')
})

test('people list shows the file before the first start, and the store after it', async () => {
  const before = await avalHere(home, 'people', 'list', '--env', 'dev', '--json')
  const first = before.out
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one))
  expect(first.map((one) => [one.id, one.source])).toContainEqual(['dora', 'file'])
  await chat(home, 'dev').end()
  const file = join(home.environment('dev'), 'environment.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('name: Dora', 'name: Theodora'))
  const after = await avalHere(home, 'people', 'list', '--env', 'dev')
  expect(after.code).toBe(0)
  expect(after.out).toContain('dora  Dora  dev:acme  admin  +5511900000004  step-up:none')
  expect(after.out).not.toContain('Theodora')
})

function writePack(change: (text: string) => string, name: string): void {
  const folder = join(home.folder, 'flows', 'policies')
  mkdirSync(folder, { recursive: true })
  const text = readFileSync(join(root, 'flows', 'policies', 'strong-1.0.0.yaml'), 'utf8')
  writeFileSync(join(folder, name), change(text))
}

test('policy check passes sound packs and names the bound one', async () => {
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod')
  expect(ran.code).toBe(0)
  expect(ran.out).toMatch(/^ok strong-1\.0\.0\.yaml [0-9a-f]{64}$/m)
  expect(ran.out).toContain('prod is bound to strong 1.0.0, HAPF-Operational.')
})

test('policy check names a wrong field with its file and the fix', async () => {
  writePack((text) => text.replace('expires: 30m', 'expires: soon'), 'strong-1.2.0.yaml')
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(/WRONG .*strong-1\.2\.0\.yaml: approvals\.destructive\.expires: .+; .+\./)
})

test.each([
  ['an unknown key', (text: string) => `${text}\ncolour: red\n`, /: Unrecognized key.*; take/],
  [
    'invalid YAML',
    (text: string) => `${text}\nabout: [\n`,
    /: .*line \d+, column \d+; write valid YAML\./,
  ],
  ['an empty file', () => '', /: Invalid input.*; write an object there\./],
])('policy check reports %s in the bound pack in one sentence', async (_, change, sentence) => {
  writePack(change, 'strong-1.0.0.yaml')
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(sentence)
  expect(ran.out).not.toMatch(/: :|:;/)
})

test('policy check reports a pack that asks fewer approvers than its profiles promise', async () => {
  const lax = (text: string) =>
    text.replace('{ S2: 1, S3: 1, R3: 1 }', '{ S3: 1, R3: 1 }').replace('S3: 2', 'S3: 1')
  writePack((text) => lax(text).replace('version: 1.0.0', 'version: 1.3.0'), 'strong-1.3.0.yaml')
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.out.split('\n').filter((line) => line.startsWith('WRONG'))).toEqual([
    expect.stringMatching(
      /1\.3\.0\.yaml: profiles\.HAPF-Strong\.approvers\.S2: .* one approver for S2, and this asks 0; /,
    ),
    expect.stringMatching(
      /profiles\.HAPF-Operational\.approvers\.S3: .* 2 distinct approvers for S3, and this asks 1; /,
    ),
  ])
})

test('policy check reports an approval policy with fewer approvers and no reason for it', async () => {
  const silent = (text: string) => text.replace(/^ +fewer_because: .*\n/m, '')
  writePack((text) => silent(text).replace('version: 1.0.0', 'version: 1.4.0'), 'strong-1.4.0.yaml')
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.out.split('\n').filter((line) => line.startsWith('WRONG'))).toEqual([
    expect.stringMatching(
      /1\.4\.0\.yaml: approvals\.people\.approvers: .* 2 distinct approvers for S3, and this asks 1; .* fewer_because\.$/,
    ),
  ])
})

test('policy check reports a pack in a file of another name', async () => {
  writePack((text) => text, 'strong-9.9.9.yaml')
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod', '--json')
  expect(ran.code).toBe(1)
  expect(JSON.parse(ran.out)).toMatchObject({ ok: false })
  expect(ran.out).toContain('call the file strong-1.0.0.yaml')
})

test('policy check reports a rule for an unknown command', async () => {
  const rule = '{ name: two, when: { commands: [order.cancl] }, then: { approvers: 2 } }'
  const name = 'strong-1.0.0.yaml'
  writePack((text) => text.replace(/^rules:$/m, `rules:\n  - ${rule}`), name)
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(/WRONG .*: rules\.0\.when\.commands: .*order\.cancl.*; write its name/)
})

test('policy check reports a bound pack that does not exist', async () => {
  const file = join(home.environment('prod'), 'environment.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('pack: strong', 'pack: gone'))
  const ran = await avalHere(home, 'policy', 'check', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.out).toContain('WRONG prod is bound to gone 1.0.0')
})

test('wrong usage exits 2 with one sentence', async () => {
  for (const args of [
    ['doctor'],
    ['doctor', '--env', 'nowhere'],
    ['doctor', '--env', 'dev', '--env', 'prod'],
    ['people', 'dance', '--env', 'dev'],
    ['start', '--env', 'nowhere'],
  ]) {
    const ran = await avalHere(home, ...args)
    expect(ran.code, args.join(' ')).toBe(2)
    expect(ran.err.trim().split('\n'), args.join(' ')).toHaveLength(1)
  }
  // What ends with the process, whatever still runs.
  for (const args of [
    ['run', '--env', 'dev'],
    ['pair', '--env', 'dev', '--phone', '12'],
  ]) {
    const ran = await aval(home, ...args)
    expect(ran.code, args.join(' ')).toBe(2)
    expect(ran.err.trim().split('\n'), args.join(' ')).toHaveLength(1)
  }
})

test('start refuses a home without environments', async () => {
  const empty = { ...home, folder: join(home.folder, 'empty') }
  mkdirSync(empty.folder)
  const ran = await avalHere(empty, 'start')
  expect(ran.code).toBe(2)
  expect(ran.err).toContain('has no environment.yaml')
})

test('pair and unpair refuse an environment whose transport is the terminal', async () => {
  for (const command of ['pair', 'unpair']) {
    const ran = await aval(home, command, '--env', 'dev')
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('transport: { kind: baileys }')
  }
})

test('unpair without a linked session succeeds, and reports that WhatsApp was not told', async () => {
  const file = join(home.environment('dev'), 'environment.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('kind: terminal', 'kind: baileys'))
  expect(await aval(home, 'unpair', '--env', 'dev', '--json')).toEqual({
    ...{ code: 0, out: '{"told":false}\n', err: '' },
  })
  const told = await aval(home, 'unpair', '--env', 'dev')
  expect(told).toMatchObject({ code: 0, err: '' })
  expect(told.out).toMatch(
    /^The session is deleted, but WhatsApp was not told: .* remove it there\.\n$/,
  )
  expect(await aval(home, 'unpair', '--env', 'dev', '--json')).toMatchObject({ code: 0 })
})

const canary = 'CANARY-OF-THE-SESSION'

/** The session of an account that was removed on the phone, with this environment as its owner. */
function endedSession(owner: 'dev' | 'prod'): void {
  const session = openSession(join(home.environment('dev'), 'session.db'))
  claimSession(session, owner)
  session.writeCredentials(JSON.stringify({ noise: canary }))
  const sent = { wireId: 'W1', letterId: 'L1', chat: '5511900000001@s.whatsapp.net', text: canary }
  session.rememberSent(sent, 1_000)
  session.end('logged_out')
  session.close()
}

/** The files of the session that hold the canary. */
const holding = () =>
  readdirSync(home.environment('dev'))
    .filter((one) => one.startsWith('session.db'))
    .filter((one) => readFileSync(join(home.environment('dev'), one)).includes(canary))

test('unpair wipes the session down to its bytes, and leaves that of another environment alone', async () => {
  const file = join(home.environment('dev'), 'environment.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('kind: terminal', 'kind: baileys'))
  endedSession('prod')
  const before = holding()
  expect(before).toContain('session.db')
  const refused = await aval(home, 'unpair', '--env', 'dev')
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toContain('is the account of the environment prod, not of dev')
  expect(holding()).toEqual(before)
  rmSync(join(home.environment('dev'), 'session.db'))
  endedSession('dev')
  expect(holding()).toContain('session.db')
  expect(await aval(home, 'unpair', '--env', 'dev', '--json')).toEqual({
    ...{ code: 0, out: '{"told":false}\n', err: '' },
  })
  expect(holding()).toEqual([])
  const session = openSession(join(home.environment('dev'), 'session.db'))
  expect([session.readCredentials(), session.ended()]).toEqual([undefined, undefined])
  session.close()
})

test('chat does not create a missing environment key beside an existing store', async () => {
  await chat(home, 'dev').end()
  const key = join(home.environment('dev'), 'keys', 'environment.key')
  rmSync(key)
  const ran = await aval(home, 'chat', '--jsonl', '--env', 'dev')
  expect(ran.code).toBe(1)
  expect(ran.err).toContain('environment.key is missing')
  expect(existsSync(key)).toBe(false)
})
