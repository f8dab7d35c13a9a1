// `aval doctor` on real folders: each mistake is found, with its fix, and no secret is shown.

import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { examine } from '../../src/environment/doctor/doctor.ts'
import type { Finding } from '../../src/environment/doctor/finding.ts'
import { writeRunState } from '../../src/environment/run-state.ts'
import { claimSession } from '../../src/store/session/owner.ts'
import { openSession } from '../../src/store/session/session.ts'
import {
  aval,
  canaries,
  chat,
  furnish,
  type Home,
  root,
  type Side,
  sides,
  variables,
} from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let ran: Home
let home: Home

/** Both have run once; each test gets a copy of that. */
beforeAll(async () => {
  ran = furnish('http://127.0.0.1:9')
  for (const side of sides) await chat(ran, side).end()
})
beforeEach(() => {
  home = furnish('http://127.0.0.1:9')
  // Modes count here, and Node's own copy does not keep them for folders.
  execFileSync('cp', ['-a', `${ran.folder}/.`, home.folder])
})

function findings(side: Side, more: Partial<Parameters<typeof examine>[0]> = {}) {
  return examine({
    home: home.folder,
    environment: side,
    variables,
    nodeVersion: '20.20.2',
    user: 1000,
    now: Date.now(),
    ...more,
  })
}

function of(all: readonly Finding[], check: string): readonly Finding[] {
  return all.filter((one) => one.check === check)
}

function rewrite(side: Side, from: string | RegExp, to: string): void {
  const file = join(home.environment(side), 'environment.yaml')
  const text = readFileSync(file, 'utf8')
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`Nothing to rewrite in ${file}.`)
  writeFileSync(file, changed)
}

test('doctor finds only the terminal, an old Node release and a shared shop in a dev that has run', () => {
  const wrong = findings('dev').filter((one) => one.level !== 'ok')
  expect(wrong.map((one) => [one.check, one.level])).toEqual([
    ['node', 'warning'],
    ['systems', 'warning'],
    ['transport', 'warning'],
  ])
})

test('doctor reports a prod without second factors and on a terminal as unsafe', () => {
  const all = findings('prod')
  const unsafe = all.filter((one) => one.level === 'unsafe').map((one) => one.check)
  expect(new Set(unsafe)).toEqual(new Set(['step_up', 'transport']))
  expect(of(all, 'step_up').map((one) => one.mend)).toContain('aval people enrol canary --env prod')
})

test('doctor names the fix of every finding, and shows no secret', () => {
  for (const side of sides) {
    const all = findings(side)
    expect(all.filter((one) => one.level !== 'ok').length).toBeGreaterThan(1)
    expect(all.filter((one) => one.level !== 'ok' && one.mend === '')).toEqual([])
    expect(JSON.stringify(all)).not.toContain(canaries[side].secret)
  }
})

test('doctor reports files and folders that others can read', () => {
  const db = join(home.environment('prod'), 'aval.db')
  chmodSync(db, 0o640)
  chmodSync(join(home.environment('prod'), 'keys'), 0o755)
  const found = of(findings('prod'), 'files')
  expect(found.map((one) => one.level)).toEqual(['unsafe', 'unsafe'])
  expect(found.map((one) => one.mend)).toContain(`chmod 600 ${db}`)
})

test.skipIf(process.getuid?.() !== 0)('doctor reports files of another user', () => {
  const folder = home.environment('prod')
  const key = join(folder, 'keys', 'environment.key')
  chownSync(key, 4711, 4711)
  const fix = `chown -R 0:0 ${folder}; and sudo -u NAME aval … from then on.`
  const resultOf = (user: number) => of(findings('prod', { user }), 'files').at(-1)
  expect(resultOf(1000)).toMatchObject({ level: 'unsafe', mend: fix })
  expect(resultOf(1000)?.what).toContain(`${key} belongs to another user than ${folder}`)
  // Root can read it all the same, as in a container.
  expect(resultOf(0)).toMatchObject({ level: 'warning', mend: fix })
  chownSync(folder, 4711, 4711)
  expect(resultOf(1000)?.what).toMatch(/ \(and \d+ more\) belongs to another user/)
})

test('doctor reports a key that cannot be read, and still examines the rest', () => {
  const key = join(home.environment('prod'), 'keys', 'environment.key')
  rmSync(key)
  mkdirSync(key)
  expect(of(findings('prod'), 'keys')).toMatchObject([
    { level: 'unsafe', what: `${key} cannot be read (EISDIR); restore it from a copy.` },
  ])
  expect(of(findings('prod'), 'transport')).toHaveLength(1)
})

test('doctor reports keys that are missing beside their database', () => {
  rmSync(join(home.environment('dev'), 'keys', 'environment.key'))
  expect(of(findings('dev'), 'keys')).toMatchObject([{ level: 'unsafe' }])
  rmSync(join(home.environment('dev'), 'keys'), { recursive: true })
  const both = [{ level: 'unsafe' }, { level: 'unsafe' }]
  expect(of(findings('dev'), 'keys')).toMatchObject(both)
})

test('doctor reports a key that others can read as unsafe, in dev too', () => {
  const key = join(home.environment('dev'), 'keys', 'checkpoint.pem')
  chmodSync(key, 0o640)
  expect(of(findings('dev'), 'files')).toMatchObject([
    { level: 'unsafe', mend: `chmod 600 ${key}: nothing starts until this is fixed.` },
  ])
})

test('doctor reports a database with foreign objects, or one that is a link', () => {
  const file = join(home.environment('dev'), 'aval.db')
  const db = new Database(file)
  db.exec('CREATE VIEW theirs AS SELECT 1')
  db.close()
  expect(of(findings('dev'), 'database')).toMatchObject([
    { level: 'unsafe', what: expect.stringContaining('holds "theirs", which Aval did not make') },
  ])
  linkSync(file, `${home.folder}/another`)
  expect(of(findings('dev'), 'database')).toMatchObject([
    { level: 'unsafe', what: expect.stringContaining('is a link, or a link leads to it') },
  ])
})

test.each([
  [
    'a connector whose address cannot be used',
    'http://127.0.0.1:9',
    'http://127.0.0.1:9/?a=b',
    'apis',
  ],
  ['a connector that lacks the secret of its API', 'token:', 'tokn:', 'apis'],
])('doctor reports %s as unsafe', (_what, from, to, check) => {
  rewrite('dev', from, to)
  expect(of(findings('dev'), check)).toMatchObject([
    { level: 'unsafe', what: expect.stringContaining('connectors.shop.') },
  ])
})

test('doctor reports a missing or short token of the HTTP API as unsafe, in dev too', () => {
  const door = (name: string) =>
    `\nhttp: { port: 0, tokens: { billing: "secret://env/${name}" } }\n`
  const resultOf = (more: object) =>
    of(findings('dev', { variables: { ...variables, ...more } }), 'secrets').map((one) => one.level)
  appendFileSync(join(home.environment('dev'), 'environment.yaml'), door('BILLING'))
  expect(resultOf({})).toEqual(['ok', 'unsafe'])
  expect(resultOf({ BILLING: 'x'.repeat(31) })).toEqual(['ok', 'unsafe'])
  expect(resultOf({ BILLING: 'x'.repeat(32) })).toEqual(['ok', 'ok'])
})

test('doctor reports a database of another environment', () => {
  cpSync(join(home.environment('dev'), 'aval.db'), join(home.environment('prod'), 'aval.db'))
  expect(of(findings('prod'), 'database')).toMatchObject([
    { level: 'unsafe', what: expect.stringContaining('belongs to the environment dev') },
  ])
})

test('doctor reports a pack that changed under its version, and a binding that differs from the store', () => {
  const packs = join(home.folder, 'flows', 'policies')
  mkdirSync(packs, { recursive: true })
  const name = 'strong-1.0.0.yaml'
  cpSync(join(root, 'flows', 'policies', name), join(packs, name))
  expect(of(findings('prod'), 'drift')).toMatchObject([{ level: 'ok' }])
  appendFileSync(join(packs, name), '# one byte more\n')
  expect(of(findings('prod'), 'drift')).toMatchObject([{ level: 'unsafe' }])
  rewrite('prod', 'version: 1.0.0', 'version: 1.0.1')
  expect(of(findings('prod'), 'drift')).toMatchObject([
    { level: 'unsafe', what: expect.stringContaining('strong 1.0.1') },
  ])
})

test('doctor reports a missing pack', () => {
  rmSync(join(home.environment('prod'), 'aval.db'))
  rewrite('prod', 'version: 1.0.0', 'version: 1.0.1')
  expect(of(findings('prod'), 'policy')).toMatchObject([{ level: 'unsafe' }])
})

test('doctor reports a prod under a profile that lets one person decide', () => {
  rmSync(join(home.environment('prod'), 'aval.db'))
  rewrite('prod', 'HAPF-Operational', 'HAPF-Strong')
  expect(of(findings('prod'), 'policy')).toMatchObject([{ level: 'unsafe' }])
})

test('doctor reports secrets that are missing, or that others can read', () => {
  expect(of(findings('prod', { variables: {} }), 'secrets')).toMatchObject([{ level: 'unsafe' }])
  expect(of(findings('dev', { variables: {} }), 'secrets')).toMatchObject([{ level: 'warning' }])
  rewrite('prod', 'secret://env/SHOP_TOKEN', 'secret://file/shop')
  const secrets = join(home.environment('prod'), 'secrets')
  mkdirSync(secrets, { mode: 0o700 })
  writeFileSync(join(secrets, 'shop'), 'hidden-value-77', { mode: 0o644 })
  const found = of(findings('prod'), 'secrets')
  expect(found).toMatchObject([{ level: 'unsafe', mend: 'chmod 600 the file.' }])
  expect(JSON.stringify(found)).not.toContain('hidden-value-77')
})

test('doctor reports a connector that sends its token unencrypted', () => {
  rewrite('prod', 'http://127.0.0.1:9', 'http://shop.example')
  expect(of(findings('prod'), 'connectors')).toMatchObject([{ level: 'unsafe' }])
  rewrite('prod', 'http://shop.example', 'https://shop.example')
  expect(of(findings('prod'), 'connectors')).toEqual([])
})

test('doctor reports people who differ between file and store', () => {
  rewrite('dev', 'roles: [requester]', 'roles: [requester, admin]')
  rewrite(
    'dev',
    /^ {2}- \{ id: carla.*\n/m,
    '  - { id: zoe, name: Zoe, tenant: acme, roles: [observer] }\n',
  )
  const whats = of(findings('dev'), 'people').map((one) => one.what)
  expect(whats).toEqual([
    'ana differs in roles.',
    'zoe is in the file but not enrolled.',
    'carla is enrolled but not in the file.',
  ])
})

test('doctor reports too few approvers, and a missing admin', () => {
  rmSync(join(home.environment('prod'), 'aval.db'))
  rewrite('prod', /^ {2}- \{ id: (carla|dora|hugo).*\n/gm, '')
  const [found] = of(findings('prod'), 'rights')
  expect(found).toMatchObject({ level: 'unsafe' })
  expect(found?.what).toContain('admin.approve.high_impact (1 of 2)')
  expect(found?.what).toContain('an admin')
})

test('doctor reports requests that nobody but the requester could approve', () => {
  rmSync(join(home.environment('prod'), 'aval.db'))
  const whats = () => of(findings('prod'), 'rights').map((one) => one.what)
  const hugo = `  - { id: hugo, name: Hugo, tenant: acme, roles: [admin] }\n`
  rewrite('prod', 'connectors:', `${hugo}connectors:`)
  expect(whats()[0]).toBe('acme has its approvers and an admin')
  expect(whats().join()).not.toContain('Nobody of acme')
  rewrite('prod', hugo, '')
  expect(whats()).toHaveLength(2)
  expect(whats()[1]).toMatch(/In acme nobody can get this approved: .*people\.grant/)
  rewrite('prod', /^ {2}- \{ id: carla.*\n/gm, '')
  expect(whats()[0]).toBe('acme has its approvers and an admin')
  expect(whats()[1]).toMatch(/In acme nobody can get this approved: .*lockdown\.off/)
})

test('doctor reports two admins of whom neither could be suspended', () => {
  rmSync(join(home.environment('prod'), 'aval.db'))
  const hugo = `  - { id: hugo, name: Hugo, tenant: acme, roles: [admin] }\n`
  const iris = hugo.replaceAll('hugo', 'iris').replace('Hugo', 'Iris')
  const rights = () => of(findings('prod'), 'rights').map((one) => [one.level, one.what])
  rewrite('prod', 'connectors:', `${hugo}connectors:`)
  expect(rights()).toEqual([
    ['ok', 'acme has its approvers and an admin'],
    [
      'warning',
      'Nobody could suspend dora or hugo: that takes one other to ask and another to approve.',
    ],
  ])
  rewrite('prod', hugo, hugo + iris)
  expect(rights()).toHaveLength(1)
})

test('doctor reports a store that lacks the recorded head of its chain', () => {
  const file = join(home.environment('dev'), 'keys', 'heads.json')
  const noted = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...noted, '-': [noted['-'][0] + 1, 'f'.repeat(64)] }))
  const [found] = of(findings('dev'), 'database')
  expect(found).toMatchObject({ level: 'unsafe', what: expect.stringContaining('was noted') })
  expect(found?.mend).toContain('Restore a newer copy')
})

test('doctor reports a missing sandbox tenant', () => {
  rewrite('prod', '  - { id: sandbox, sandbox: true }\n', '')
  expect(of(findings('prod'), 'sandbox')).toMatchObject([{ level: 'warning' }])
})

test('doctor reports unusable settings, such as too short a retention of evidence in prod', () => {
  rewrite('prod', 'evidence: 365d', 'evidence: 30d')
  expect(findings('prod')).toMatchObject([
    { check: 'settings', level: 'unsafe', what: expect.stringContaining('retention.evidence') },
  ])
})

test('doctor reports an old Node, root, disabled TLS checks, NODE_OPTIONS and a clock that is behind', () => {
  const loose = { ...variables, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_OPTIONS: '--require x' }
  const all = findings('prod', {
    nodeVersion: '18.19.0',
    user: 0,
    variables: loose,
    now: Date.now() - 3_600_000,
  })
  const levels = Object.fromEntries(all.map((one) => [one.check, one.level]))
  expect(levels).toMatchObject({
    node: 'unsafe',
    user: 'warning',
    tls: 'unsafe',
    node_options: 'unsafe',
    clock: 'unsafe',
  })
})

test('doctor reports a proxy that the variables name, because nothing uses it', () => {
  const behind = { ...variables, HTTPS_PROXY: '', https_proxy: 'http://me:secret@proxy.example' }
  const found = of(findings('prod', { variables: behind }), 'proxy')
  expect(found).toMatchObject([{ level: 'warning' }])
  expect(found[0]?.what).toMatch(/^https_proxy is set, but Aval uses no proxy/)
  expect(JSON.stringify(found)).not.toContain('secret')
  expect(of(findings('prod'), 'proxy')).toEqual([])
})

test('doctor reports the state of the Baileys link: not paired, ended, running or stopped', () => {
  rewrite('prod', 'kind: terminal', 'kind: baileys')
  const link = () => of(findings('prod'), 'transport')
  expect(link()).toMatchObject([{ level: 'unsafe', mend: 'aval pair --env prod' }])
  const file = join(home.environment('prod'), 'session.db')
  openSession(file).close()
  expect(link()).toMatchObject([{ level: 'unsafe', mend: 'aval pair --env prod' }])
  const session = openSession(file)
  claimSession(session, 'prod')
  session.writeCredentials('{}')
  session.end('logged_out')
  session.close()
  expect(link()).toMatchObject([{ level: 'unsafe', what: expect.stringContaining('logged_out') }])
  const now = Date.now()
  writeRunState(home.folder, 'prod', { pid: 1, since: 0, at: now, link: { state: 'open' } })
  expect(link()).toMatchObject([{ level: 'ok' }])
  writeRunState(home.folder, 'prod', {
    pid: 1,
    since: 0,
    at: now,
    link: { state: 'stopped', cause: 'replaced' },
  })
  expect(link()).toMatchObject([
    {
      level: 'unsafe',
      what: expect.stringContaining('replaced: Another client took this session over'),
      mend: expect.stringContaining('Find the other process'),
    },
  ])
  writeRunState(home.folder, 'prod', {
    pid: 1,
    since: 0,
    at: now,
    link: { state: 'waiting', cause: 'pacing' },
  })
  expect(link()).toMatchObject([{ level: 'warning', mend: expect.stringContaining('flood') }])
  const old = of(findings('prod', { now: now + 13 * 86_400_000 }), 'session')
  expect(old).toMatchObject([{ level: 'warning', what: expect.stringContaining('13 days') }])
})

test('doctor reports the state of the whatsapp-web link in its own folder', () => {
  rewrite('prod', 'kind: terminal', 'kind: whatsapp-web')
  const link = () => of(findings('prod'), 'transport')
  expect(link()).toMatchObject([{ level: 'unsafe', mend: 'aval pair --env prod' }])
  const session = openSession(join(home.environment('prod'), 'whatsapp-web', 'session.db'))
  claimSession(session, 'prod')
  session.writeCredentials('{"openedAt":1}')
  session.end('forbidden')
  session.close()
  expect(link()).toMatchObject([
    { level: 'unsafe', what: expect.stringContaining('WhatsApp blocked this account') },
  ])
})

test('doctor exits 1 for an unsafe prod and 0 for dev, and --json prints one object', async () => {
  const prod = await aval(home, 'doctor', '--env', 'prod', '--json')
  expect(prod.code).toBe(1)
  expect(JSON.parse(prod.out)).toMatchObject({ environment: 'prod', safe: false })
  const dev = await aval(home, 'doctor', '--env', 'dev')
  expect(dev.code).toBe(0)
  expect(dev.out).toContain('dev may run.')
})

test('doctor reports a secret that another environment shares, without showing it', () => {
  const same = { ...variables, AVAL_DEV_SHOP_TOKEN: canaries.prod.secret }
  const [found, ...more] = of(findings('prod', { variables: same }), 'sharing')
  expect(more).toEqual([])
  expect(found).toMatchObject({ level: 'unsafe' })
  expect(found?.what).toBe(
    'connectors.shop.secrets.token (secret://env/SHOP_TOKEN) is the same as connectors.shop.secrets.token (secret://env/SHOP_TOKEN) of dev.',
  )
  expect(of(findings('dev', { variables: same }), 'sharing')).toMatchObject([{ level: 'warning' }])
  const all = JSON.stringify(findings('prod', { variables: same }))
  expect(all).not.toContain(canaries.prod.secret)
  for (const side of sides) expect(of(findings(side), 'sharing')).toMatchObject([{ level: 'ok' }])
})

test('doctor reports a port that another environment uses, too', () => {
  appendFileSync(join(home.environment('dev'), 'environment.yaml'), 'metrics: { port: 9464 }\n')
  expect(of(findings('prod'), 'sharing')).toMatchObject([{ level: 'ok' }])
  const door = 'http: { port: 9464, tokens: { billing: "secret://env/BILLING_TOKEN" } }\n'
  appendFileSync(join(home.environment('prod'), 'environment.yaml'), door)
  expect(of(findings('prod'), 'sharing')).toMatchObject([
    {
      level: 'unsafe',
      what: 'http.port 9464 is metrics.port of dev too; they cannot both run.',
    },
  ])
})

test('doctor names a system that connectors of two environments act on, however its address is spelt', () => {
  const what =
    'connectors.shop.base_url http://127.0.0.1:9 is connectors.shop.base_url of dev too: only credentials keep them apart.'
  const named = [{ level: 'warning', what }]
  expect(of(findings('prod'), 'systems')).toMatchObject(named)
  rewrite('dev', 'http://127.0.0.1:9', 'http://LOCALHOST:9/')
  expect(of(findings('prod'), 'systems')).toMatchObject(named)
  rewrite('dev', 'http://LOCALHOST:9/', 'http://127.0.0.1:9/test')
  for (const side of sides) expect(of(findings(side), 'systems')).toEqual([])
})

test('doctor reports a file, folder, repository or address that another environment sends to, too', () => {
  const append = (side: Side, text: string) =>
    appendFileSync(join(home.environment(side), 'environment.yaml'), text)
  const outside = join(home.folder, 'outside')
  mkdirSync(outside)
  symlinkSync(outside, join(home.folder, 'link'))
  append(
    'dev',
    `checkpoints:
  - { kind: directory, name: copies, path: "${home.folder}/link" }
  - { kind: git, name: history, path: own, remote: "ssh://git@git.example/a", branch: main }
ship:
  - { kind: syslog, name: siem, over: tcp, host: localhost, port: 6514 }
  - { kind: otlp, name: otel, url: "https://Collector.example/v1/logs/" }
  - { kind: http, name: hook, url: "https://intake.example/dev" }
`,
  )
  expect(of(findings('prod'), 'sharing')).toMatchObject([{ level: 'ok' }])
  append(
    'prod',
    `checkpoints:
  - { kind: git, name: log, path: own, remote: "ssh://git@git.example/a", branch: main }
ship:
  - { kind: file, name: tail, path: "../../outside/tail.ndjson" }
  - { kind: syslog, name: audit, over: tls, host: 127.0.0.1, port: 6514 }
  - { kind: otlp, name: logs, url: "https://collector.example/v1/logs" }
  - { kind: http, name: intake, url: "https://intake.example/prod" }
`,
  )
  const apart = 'too: only the environment named in each record keeps them apart.'
  const shared = [
    [
      'warning',
      'checkpoints.log git.example/a main is checkpoints.history of dev too: the second to push is refused.',
    ],
    [
      'unsafe',
      `ship.tail ${outside}/tail.ndjson is checkpoints.copies of dev too: each can change what the other one wrote.`,
    ],
    ['warning', `ship.audit tcp://127.0.0.1:6514 is ship.siem of dev ${apart}`],
    ['warning', `ship.logs https://collector.example/v1/logs is ship.otel of dev ${apart}`],
  ]
  expect(of(findings('prod'), 'sharing').map((one) => [one.level, one.what])).toEqual(shared)
  const ofDev = of(findings('dev'), 'sharing').map((one) => one.level)
  expect(ofDev).toEqual(['warning', 'warning', 'warning', 'warning'])
})

test('doctor reports a secret shared under other file names, and a copied key', () => {
  for (const side of sides) {
    const folder = join(home.environment(side), 'secrets')
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, `${side}-shop`), 'one-secret-for-both\n', { mode: 0o600 })
    rewrite(side, 'secret://env/SHOP_TOKEN', `secret://file/${side}-shop`)
  }
  const key = join('keys', 'environment.key')
  cpSync(join(home.environment('dev'), key), join(home.environment('prod'), key))
  const shared = of(findings('prod'), 'sharing')
  expect(shared.map((one) => one.level)).toEqual(['unsafe', 'unsafe'])
  expect(shared.map((one) => one.what).join(' ')).toMatch(
    /secret:\/\/file\/prod-shop\) is the same as .*file\/dev-shop\) of dev\. keys\/environment\.key is the same as keys\/environment\.key of dev\.$/,
  )
})

test('doctor examines an environment although the settings of another one cannot be read', () => {
  writeFileSync(join(home.environment('dev'), 'environment.yaml'), 'environment: [')
  expect(of(findings('prod'), 'sharing')).toMatchObject([{ level: 'ok' }])
})

test('doctor exits 1 where prod shares a secret', async () => {
  rewrite('prod', 'secret://env/SHOP_TOKEN', 'secret://file/shop')
  const folder = join(home.environment('prod'), 'secrets')
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, 'shop'), canaries.dev.secret, { mode: 0o600 })
  const ran = await aval(home, 'doctor', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(/^UNSAFE {2}sharing: .* of dev\./m)
  expect(ran.out).not.toContain(canaries.dev.secret)
})

test('doctor names the address of traces, and reports unencrypted ones to other machines', () => {
  expect(of(findings('prod'), 'traces')).toMatchObject([{ level: 'ok', what: 'off' }])
  rewrite('prod', /$/, 'traces: { endpoint: "http://127.0.0.1:4318" }\n')
  expect(of(findings('prod'), 'traces')).toMatchObject([
    { level: 'ok', what: 'go to 127.0.0.1:4318 only' },
  ])
  rewrite('prod', '127.0.0.1:4318', 'collector.example:4318')
  expect(of(findings('prod'), 'traces')).toMatchObject([{ level: 'unsafe' }])
  rewrite('prod', 'http://collector', 'https://collector')
  expect(of(findings('prod'), 'traces')).toMatchObject([{ level: 'ok' }])
  rewrite('prod', 'https://collector', 'https://me:secret@collector')
  const [credentials] = of(findings('prod'), 'traces')
  expect(credentials).toMatchObject({ level: 'unsafe' })
  expect(JSON.stringify(credentials)).not.toContain('secret@')
})
