// What the settings may declare about places, and what doctor and the metrics report of them.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMeter } from '../../src/engine/observability/metrics.ts'
import { examine } from '../../src/environment/doctor/doctor.ts'
import { permissionFlags } from '../../src/environment/isolation.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { furnish, open } from './environment-with-places.ts'

const witness = 'kind: witness, name: eye, url: "https://w.example/"'

describe('settings of places', () => {
  it.each([
    [
      'checkpoints: [{ kind: chat, name: a, people: [nobody] }]',
      'a names nobody, who is not in people',
    ],
    ['checkpoints: [{ kind: pigeon, name: a }]', 'checkpoints'],
    ['checkpoints: [{ kind: directory, name: A, path: x }]', 'small letters'],
    ['checkpoints: [{ kind: directory, name: a, path: x, every: often }]', '30m'],
    [`checkpoints: [{ ${witness}, key: "w+00000000+AAAA" }]`, 'The key of a witness'],
    ['checkpoints: [{ kind: git, name: a, path: x, remote: "--upload-pack=sh" }]', 'remote'],
    ['checkpoints: [{ kind: git, name: a, path: x, branch: "-d" }]', 'a branch looks like main'],
    ['ship: [{ kind: http, name: a, url: "https://x.example", token: abc }]', 'a reference'],
    ['ship: [{ kind: http, name: a, url: "https://me:pw@x.example" }]', 'take credentials'],
    ['ship: [{ kind: http, name: a, url: "ftp://x.example" }]', 'url'],
    ['ship: [{ kind: file, name: a, path: x, tenants: [nowhere] }]', 'the tenant nowhere'],
    ['ship: [{ kind: syslog, name: a, over: tls, host: x, port: 6514, ca: ../x }]', 'a file name'],
    [
      'checkpoints: [{ kind: directory, name: a, path: x }]\nship: [{ kind: file, name: a, path: y }]',
      'two places are called a',
    ],
  ])('are refused: %s', (more, sentence) => {
    const { home: folder } = furnish(`${more}\n`)
    expect(() => readSettings(folder, 'dev')).toThrow(sentence)
  })

  it('permit writing to declared folders and files, and to nothing else', () => {
    const outside = furnish(
      `checkpoints:
  - { kind: directory, name: copies, path: ../../copies }
  - { kind: git, name: history, path: ../../history }
ship: [{ kind: file, name: tail, path: ../../tail.ndjson }]
`,
    )
    for (const name of ['copies', 'history']) mkdirSync(join(outside.home, name))
    const flags = permissionFlags(outside.home, readSettings(outside.home, 'dev'))
    const writes = flags.filter((one) => one.startsWith('--allow-fs-write='))
    expect(writes.some((one) => one.endsWith('/copies'))).toBe(true)
    expect(writes.some((one) => one.includes('/tail.ndjson'))).toBe(true)
    expect(writes.some((one) => one.includes('/history'))).toBe(false)
    expect(writes.some((one) => one.endsWith(outside.home))).toBe(false)
    expect(flags).not.toContain('--allow-child-process')
  })
})

describe('permissions of the process', () => {
  it('include the own folder when a place lies in it', () => {
    const outside = furnish(`checkpoints: [{ kind: directory, name: copies, path: copies }]
ship: [{ kind: file, name: tail, path: tail.ndjson }]
`)
    const flags = permissionFlags(outside.home, readSettings(outside.home, 'dev'))
    const tried = `const { existsSync, writeFileSync } = require('node:fs')
      existsSync(process.argv[1])
      writeFileSync(process.argv[1] + '/tail.ndjson', 'line')
      writeFileSync(process.argv[1] + '/aval.db-wal', 'page')`
    execFileSync(process.execPath, [...flags, '-e', tried, outside.folder])
    expect(readFileSync(join(outside.folder, 'tail.ndjson'), 'utf8')).toBe('line')
  })

  it('are refused when a path outside begins like the name of the own folder', () => {
    for (const path of ['../dev-tail.ndjson', '../de']) {
      const outside = furnish(`ship: [{ kind: file, name: tail, path: ${path} }]\n`)
      const settings = readSettings(outside.home, 'dev')
      expect(() => permissionFlags(outside.home, settings), path).toThrow('begin alike')
    }
  })
})

describe('a path of a place with a star', () => {
  it('is refused, because it would permit every name with that prefix', () => {
    const outside = furnish('ship: [{ kind: file, name: tail, path: "tails/*.ndjson" }]\n')
    const settings = readSettings(outside.home, 'dev')
    expect(() => permissionFlags(outside.home, settings)).toThrow('contains *')
  })
})

describe('a place that fails', () => {
  it('is shown in the metrics and by doctor until it takes everything', async () => {
    const outside = furnish(`checkpoints: [{ kind: directory, name: copies, path: copies }]
ship:
  - { kind: file, name: tail, path: folder/tail.ndjson }
  - { kind: syslog, name: siem, over: udp, host: logs.example, port: 514, tenants: [other] }
`)
    const environment = await open(outside)
    const meter = createMeter('dev')
    const series = async (name: string) => {
      for (const one of await environment.opened.outward.standings()) meter.place(one)
      const text = await meter.read(environment.storeClient)
      const line = text.split('\n').find((one) => one.startsWith(`${name}{place="tail"`))
      return Number(line?.split(' ').at(-1))
    }
    await environment.say('ana', 'status')
    await environment.pass(1_000)
    expect(await series('aval_outward_failing')).toBe(1)
    expect(await series('aval_outward_behind')).toBeGreaterThan(5)
    const findings = () =>
      examine({
        ...{ home: outside.home, environment: 'dev', variables: {} },
        ...{ nodeVersion: process.version, user: null, now: environment.clock.now() },
      }).filter((one) => one.check === 'outward')
    expect(findings()).toContainEqual(
      expect.objectContaining({ level: 'warning', what: expect.stringContaining('ENOENT') }),
    )
    expect(findings()).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('siem sends evidence to logs.ex') }),
    )
    mkdirSync(join(outside.folder, 'folder'))
    await environment.pass(60_000)
    expect(await series('aval_outward_failing')).toBe(0)
    expect(await series('aval_outward_behind')).toBe(0)
    expect(await series('aval_outward_sent')).toBeGreaterThan(5)
    await environment.close()
    const accepted = expect.stringContaining('tail accepted what it was sent')
    expect(findings().map((one) => one.what)).toContainEqual(accepted)
    rmSync(join(outside.folder, 'folder'), { recursive: true })
    expect(findings().map((one) => one.what)).not.toContainEqual(accepted)
  })
})
