// `aval chat --jsonl` writes checkpoints while it runs and not only at its end, since it may be
// killed.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { simulatedTime } from '../../src/cli/simulated/simulated-time.ts'
import { builtMain } from '../built.ts'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')
const minute = 60_000
const day = 1_440 * minute

let home: Outside
beforeEach(() => {
  home = furnish('')
})

/** When checkpoints of a tenant's chain were written, in minutes after the start. */
function writtenAt(tenant: string): readonly number[] {
  const db = new Database(join(home.folder, 'aval.db'), { readonly: true })
  try {
    const times = db
      .prepare('SELECT at FROM checkpoints WHERE tenant = ? ORDER BY position')
      .pluck()
    return times.all(tenant).map((at) => (Number(at) - morning) / minute)
  } finally {
    db.close()
  }
}

async function openSimulated() {
  const environment = await open(home, morning)
  const time = simulatedTime(environment.opened, environment.clock)
  return {
    ...environment,
    say: async (text: string) => {
      await environment.say('ana', text)
      await time.happened()
    },
    wait: (milliseconds: number) => time.waitUntil(environment.clock.now() + milliseconds),
  }
}

it('a checkpoint is written ten minutes after new evidence, and none without any', async () => {
  const environment = await openSimulated()
  await environment.wait(5 * minute)
  expect(writtenAt('-')).toEqual([])
  await environment.wait(60 * minute)
  expect(writtenAt('-')).toEqual([10])
  await environment.say('status')
  await environment.wait(9 * minute)
  expect(writtenAt('dev:acme')).toEqual([])
  await environment.wait(minute)
  expect(writtenAt('dev:acme')).toEqual([75])
  await environment.close()
})

it('many short waits give the same checkpoints as a long one', async () => {
  const environment = await openSimulated()
  await environment.say('status')
  for (let count = 0; count < 30; count += 1) await environment.wait(minute)
  expect(writtenAt('dev:acme')).toEqual([10])
  await environment.close()
})

it('a request and its expiry within one wait are covered by one checkpoint', async () => {
  const environment = await openSimulated()
  await environment.say('create config web for Rui')
  await environment.wait(60 * minute)
  // Asked at once; the question of confirmation is over after five minutes.
  expect(await environment.found('command.rejected')).toHaveLength(1)
  expect(writtenAt('dev:acme')).toEqual([10])
  await environment.wait(2 * day)
  expect(writtenAt('dev:acme')).toEqual([10])
  await environment.say('create config web for Rui')
  await environment.wait(4 * minute)
  await environment.wait(60 * minute)
  expect(writtenAt('dev:acme')).toEqual([10, 2_950])
  await environment.close()
})

it('the program writes checkpoints during its input', () => {
  const chat = ['chat', '--env', 'dev', '--jsonl', '--at', '2026-01-05T09:00:00Z']
  const input = '{"from":"ana","text":"status"}\n{"wait":"1h"}\n'
  execFileSync(process.execPath, [builtMain, ...chat, '--home', home.home], { input })
  expect(writtenAt('dev:acme')).toEqual([10])
})

it('a wait of sixty days makes about one checkpoint a day', async () => {
  const environment = await openSimulated()
  let count = 0
  const counted = {
    ...environment.opened,
    async checkpoint() {
      count += 1
    },
  }
  await simulatedTime(counted, environment.clock).waitUntil(morning + 60 * day)
  // A sweep a day, and the start.
  expect(count).toBeLessThanOrEqual(61)
  expect(count).toBeGreaterThan(50)
  await environment.close()
})

describe('places during simulated waits', () => {
  async function withPlaces(more: string) {
    home = furnish(more)
    const environment = await openSimulated()
    return {
      ...environment,
      copies: () => readdirSync(join(home.folder, 'copies')),
      toldDora: () => environment.letters.filter((one) => one.to === 'dora').length,
    }
  }

  it('people are sent the first checkpoint at once, and the next after the interval', async () => {
    const environment = await withPlaces(
      'checkpoints: [{ kind: chat, name: phones, people: [dora], every: 7h }]\n',
    )
    await environment.say('status')
    await environment.wait(30 * minute)
    expect(environment.toldDora()).toBe(1)
    await environment.say('status')
    await environment.wait(5 * day)
    const sent = await environment.storeClient.audit({ type: 'evidence.checkpointed' })
    const at = sent.map(({ artifact }) => Date.parse(String(artifact['time'])))
    expect(at.map((time) => (time - morning) / minute)).toEqual([10, 10 + 420])
    expect(environment.toldDora()).toBe(2)
    await environment.close()
  })

  it('a directory has the checkpoint, and a file the evidence, before the next line', async () => {
    const environment =
      await withPlaces(`checkpoints: [{ kind: directory, name: copies, path: copies }]
ship: [{ kind: file, name: tail, path: tail.ndjson }]
`)
    mkdirSync(join(home.folder, 'copies'))
    await environment.say('status')
    const shipped = readFileSync(join(home.folder, 'tail.ndjson'), 'utf8').trim().split('\n')
    expect(shipped).toHaveLength((await environment.storeClient.audit({})).length)
    expect(environment.copies()).toEqual([])
    await environment.wait(10 * minute)
    expect(environment.copies()).toHaveLength(2)
    await environment.close()
  })

  it('a place that hangs delays a line once, and not each step of a long wait', async () => {
    const environment = await withPlaces('')
    const asked: number[] = []
    const whole = async (milliseconds: number) => asked.push(milliseconds) === 0
    const { opened, clock } = environment
    const time = simulatedTime({ ...opened, outward: { ...opened.outward, whole } }, clock)
    await time.waitUntil(morning + 3 * day)
    expect(asked.length).toBeGreaterThan(3)
    expect(asked.filter((one) => one > 0)).toHaveLength(1)
    await time.happened()
    expect(asked.at(-1)).toBe(asked[0])
    await environment.close()
  })

  it('a place that fails is retried during a wait, and its admins are told', async () => {
    const environment = await withPlaces(
      'checkpoints: [{ kind: directory, name: copies, path: copies }]\n',
    )
    await environment.say('status')
    for (const minutes of [10, 1, 10]) await environment.wait(minutes * minute)
    expect(environment.toldDora()).toBe(1)
    mkdirSync(join(home.folder, 'copies'))
    await environment.wait(2 * day)
    expect(environment.toldDora()).toBe(2)
    expect(environment.copies()).not.toEqual([])
    await environment.close()
  })
})
