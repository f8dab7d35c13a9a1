// `aval start` with dev and prod: each has its own process, variables, metrics and logs.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readHeads } from '../../src/environment/heads.ts'
import { runs } from '../supervisor/is-running.ts'
import {
  aval,
  canaries,
  found,
  furnish,
  type Home,
  openShop,
  other,
  type Side,
  sides,
  start,
} from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let shop: Awaited<ReturnType<typeof openShop>>
let home: Home
afterAll(async () => {
  await shop.close()
})
let running: Awaited<ReturnType<typeof start>>
const metrics: Partial<Record<Side, string>> = {}
const processes: Partial<Record<Side, { variables: string; flags: string }>> = {}
let code: unknown

beforeAll(async () => {
  shop = await openShop()
  const tail = 'ship: [{ kind: file, name: tail, path: ../../tail.ndjson }]\n'
  home = furnish(shop.url, {
    dev: `metrics: { port: 0 }\n${tail}`,
    prod: `metrics: { port: 0 }\n${tail}`,
  })
  running = await start(home)
  for (const side of sides) {
    const { pid, metricsPort } = running.of(side)
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
    metrics[side] = await response.text()
    if (process.platform === 'linux')
      processes[side] = {
        variables: readFileSync(`/proc/${pid}/environ`, 'utf8'),
        flags: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      }
  }
  code = await running.stop()
})

test('both environments stop cleanly at a signal, and no process remains', async () => {
  expect(code).toBe(0)
  expect(sides.map((side) => running.of(side).pid).filter(runs)).toEqual([])
})

test.each(sides)(
  'every series of metrics of %s names its environment, and no canary value',
  (side) => {
    const text = metrics[side] ?? ''
    const series = text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))
    expect(series.length).toBeGreaterThan(5)
    for (const one of series) expect(one).toContain(`environment="${side}"`)
    expect(found(text, 'dev')).toEqual([])
    expect(found(text, 'prod')).toEqual([])
  },
)

test('every log record names one environment, and no canary value', () => {
  expect(running.logs.length).toBeGreaterThan(3)
  for (const line of running.logs) {
    const record: { environment: unknown } = JSON.parse(line)
    expect(sides).toContain(record.environment)
  }
  const all = running.logs.join('\n')
  expect(found(all, 'dev')).toEqual([])
  expect(found(all, 'prod')).toEqual([])
})

test('the log names a system that connectors of both environments act on', () => {
  const records = running.logs.map((line): Record<string, unknown> => JSON.parse(line))
  const warnings = records.filter(({ msg }) => /act on the same system/.test(String(msg)))
  expect(warnings).toMatchObject(
    sides.map((environment) => ({
      environment,
      level: 40,
      field: 'connectors.shop.base_url',
      environments: sides,
    })),
  )
})

test('the log names a place that both environments send to', () => {
  const records = running.logs.map((line): Record<string, unknown> => JSON.parse(line))
  const warnings = records.filter(({ msg }) => /send to the same place/.test(String(msg)))
  expect(warnings).toMatchObject(
    sides.map((environment) => ({
      environment,
      level: 40,
      field: 'ship.tail',
      environments: [environment, other(environment)],
    })),
  )
})

test.runIf(process.platform === 'linux')(
  'each process gets its own secret and folder, and nothing of the other environment',
  () => {
    for (const side of sides) {
      const { variables = '', flags = '' } = processes[side] ?? {}
      expect(variables).toContain(`SHOP_TOKEN=${canaries[side].secret}`)
      expect(variables).not.toContain(canaries[other(side)].secret)
      expect(variables).not.toContain('HOME=')
      expect(flags).toContain(home.environment(side))
      expect(flags).not.toContain(home.environment(other(side)))
    }
  },
)

test.each(sides)(
  '%s records the heads of its chains beside its keys, under process permissions',
  (side) => {
    expect(readHeads(home.environment(side))['-']?.[0]).toBeGreaterThan(0)
  },
)

test('environments stop by themselves when the supervisor is killed', async () => {
  const again = await start(home)
  const pids = sides.map((side) => again.of(side).pid)
  await again.stop('SIGKILL')
  await expect.poll(() => pids.filter(runs), { timeout: 15_000 }).toEqual([])
  const verified = await aval(home, 'verify', '--env', 'prod')
  expect(verified.out).toMatch(/^ok /)
  const { out } = await aval(home, 'audit', '--env', 'prod', '--type', 'service.stop')
  expect(out.trim().split('\n')).toHaveLength(2)
})

test.each([
  ['settings are wrong', 'surprise: yes\n', 'surprise'],
  [
    'permissions cannot be set',
    'ship: [{ kind: file, name: tail, path: ../dev-tail }]\n',
    'begin alike',
  ],
])('an environment whose %s does not prevent the start of the other', async (_what, dev, why) => {
  const broken = furnish(shop.url, { dev })
  const started = await start(broken, ['prod'])
  const logs = started.logs.join('\n')
  expect(await started.stop()).toBe(1)
  expect(logs).toMatch(new RegExp(`"environment":"dev".*${why}`))
})
