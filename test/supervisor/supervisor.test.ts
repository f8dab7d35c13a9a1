// The supervisor with real processes: restart delays, hanging children, clean stops, and no process
// left over.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Environment } from '../../src/policy/names.ts'
import type { ChildSpec } from '../../src/supervisor/child.ts'
import {
  defaultTimeouts,
  restartDelay,
  type SupervisorEvent,
  type SupervisorTimeouts,
  supervise,
} from '../../src/supervisor/supervisor.ts'
import { runs } from './is-running.ts'

const script = fileURLToPath(new URL('children/child.mjs', import.meta.url))

const crowded = [
  '--import',
  import.meta.resolve('tsx'),
  fileURLToPath(new URL('children/crowded.ts', import.meta.url)),
]

const hasty: SupervisorTimeouts = {
  pauseFirst: 1,
  pauseMost: 4,
  steady: 60_000,
  deathsMost: 3,
  heldMost: 2,
  silence: 300,
  startSilence: 20_000,
  goodbye: 300,
}

function charge(environment: Environment, behaviour: string): ChildSpec {
  return { environment, command: process.execPath, args: [script, behaviour], variables: {} }
}

type Report = SupervisorEvent & { readonly environment: Environment }

/** Runs the children; `until` resolves with the first matching news, past or future. */
function watch(charges: readonly ChildSpec[], patience: Partial<SupervisorTimeouts> = {}) {
  const reports: Report[] = []
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const supervisor = supervise(
    charges,
    {
      news(environment, news) {
        reports.push({ ...news, environment })
        for (const look of waiting) look()
      },
      line: (_environment, line) => void lines.push(line),
      random: () => 0,
    },
    { ...hasty, ...patience },
  )
  const until = (fits: (one: Report) => boolean) =>
    new Promise<Report>((resolve) => {
      const look = () => {
        const found = reports.find(fits)
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  const count = (what: SupervisorEvent['what'], environment: Environment) =>
    reports.filter((one) => one.what === what && one.environment === environment).length
  const pids = () => reports.flatMap((one) => (one.what === 'started' ? [one.pid] : []))
  const grandchildren = () =>
    lines.flatMap((one) => {
      const pid = /^grandchild (\d+)$/.exec(one)?.[1]
      return pid === undefined ? [] : [Number(pid)]
    })
  return { supervisor, reports, lines, until, count, pids, grandchildren }
}

test('the restart delay doubles up to its maximum, less up to half at random', () => {
  const pauses = [1, 2, 3, 4, 20].map((deaths) => restartDelay(deaths, defaultTimeouts, 0))
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 60_000])
  expect(restartDelay(1, defaultTimeouts, 0.999)).toBeLessThan(501)
  expect(restartDelay(1, defaultTimeouts, 0.5)).toBe(750)
})

test('a child that keeps dying is given up after the maximum of deaths, and no process is left', async () => {
  const { supervisor, count, pids, grandchildren, reports } = watch(
    [charge('dev', 'leaves-a-grandchild')],
    { deathsMost: 12 },
  )
  expect(await supervisor.ended).toBe(false)
  expect(count('started', 'dev')).toBe(12)
  expect(reports.at(-1)?.what).toBe('given_up')
  expect(new Set(pids()).size).toBe(12)
  expect(grandchildren()).toHaveLength(12)
  await expect.poll(() => [...pids(), ...grandchildren()].filter(runs)).toEqual([])
})

test('a child is started again when too many files are open', () => {
  const said = spawnSync(
    'bash',
    ['-c', 'ulimit -n 512; exec "$0" "$@"', process.execPath, ...crowded],
    {
      encoding: 'utf8',
    },
  )
  expect(said.stderr).toBe('')
  expect(said.stdout.trim().split('\n')).toEqual([
    "The process cannot be started (spawn EMFILE): raise this user's limit of open files, such as ulimit -n 1024.",
    'ended',
    'again',
    'started',
    'ready',
    'ended',
    'well',
  ])
})

test('a child that ends because a person must act is not started again', async () => {
  const { supervisor, count, reports } = watch([charge('prod', 'needs-mending')])
  expect(await supervisor.ended).toBe(false)
  expect(count('started', 'prod')).toBe(1)
  expect(reports.at(-1)?.what).toBe('needs_mending')
})

test('a child whose environment another process holds is tried twice, and then reported as held', async () => {
  const { supervisor, count, reports } = watch([charge('dev', 'is-held')])
  expect(await supervisor.ended).toBe(false)
  expect(count('started', 'dev')).toBe(2)
  expect(reports.at(-1)?.what).toBe('held')
})

test('a child that hangs is killed and started again', async () => {
  const { supervisor, until, pids, reports } = watch([charge('dev', 'hangs')])
  await until((one) => one.what === 'again')
  expect(reports.map((one) => one.what).slice(0, 4)).toEqual([
    'started',
    'ready',
    'silent',
    'ended',
  ])
  await until((one) => one.what === 'started' && one.pid !== pids()[0])
  supervisor.stop()
  await supervisor.ended
  await expect.poll(() => pids().filter(runs)).toEqual([])
})

test('a child that is given up leaves the other running, and the supervisor ends with a failure', async () => {
  const { supervisor, until, count, pids } = watch([charge('dev', 'dies'), charge('prod', 'lives')])
  await until((one) => one.environment === 'dev' && one.what === 'given_up')
  const prod = await until((one) => one.environment === 'prod' && one.what === 'ready')
  expect(prod.what === 'ready' && runs(prod.pid)).toBe(true)
  expect(count('ended', 'prod')).toBe(0)
  supervisor.stop()
  expect(await supervisor.ended).toBe(false)
  expect(pids().filter(runs)).toEqual([])
})

test('a stop that all children follow ends well, without kills or restarts', async () => {
  const { supervisor, until, reports } = watch([charge('dev', 'lives'), charge('prod', 'lives')])
  await until((one) => one.environment === 'dev' && one.what === 'ready')
  await until((one) => one.environment === 'prod' && one.what === 'ready')
  supervisor.stop()
  expect(await supervisor.ended).toBe(true)
  expect(reports.filter((one) => one.what === 'again' || one.what === 'killed')).toEqual([])
})

test('a child that does not stop in time is killed with its own children', async () => {
  const { supervisor, until, pids, grandchildren } = watch([charge('dev', 'is-deaf')], {
    silence: 20_000,
  })
  await until((one) => one.what === 'ready')
  supervisor.stop()
  expect(await supervisor.ended).toBe(false)
  expect(grandchildren()).toHaveLength(1)
  await until((one) => one.what === 'killed')
  await expect.poll(() => [...pids(), ...grandchildren()].filter(runs)).toEqual([])
})

test('a stop during a restart delay prevents the restart', async () => {
  const { supervisor, until, count } = watch([charge('dev', 'dies')], {
    pauseFirst: 50,
    pauseMost: 50,
  })
  await until((one) => one.what === 'again')
  supervisor.stop()
  expect(await supervisor.ended).toBe(true)
  // A delay that began later is over, and so the first would be.
  const later = watch([charge('prod', 'dies')], { pauseFirst: 100, pauseMost: 100, deathsMost: 2 })
  await later.supervisor.ended
  expect(count('started', 'dev')).toBe(1)
})

test('a child gets the variables of its environment and no others', async () => {
  const { supervisor, lines } = watch([
    { ...charge('dev', 'shows-variables'), variables: { SHOP_TOKEN: 'x', TZ: 'UTC' } },
  ])
  await supervisor.ended
  const names = lines
    .find((one) => one.startsWith('variables '))
    ?.split(' ')
    .slice(1)
  expect(new Set(names?.filter((one) => !one.startsWith('NODE_CHANNEL_')))).toEqual(
    new Set(['SHOP_TOKEN', 'TZ']),
  )
})
