// `aval chat --jsonl` writes checkpoints as time goes by, and not at its end alone: it may be killed.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { playedTime } from '../../src/cli/played-time.ts'
import { builtMain } from '../built.ts'
import { furnish, type Outside, open } from '../places/outside.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')
const minute = 60_000
const day = 1_440 * minute

let home: Outside
beforeEach(() => {
  home = furnish('')
})
afterEach(() => home.remove())

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

async function played() {
  const environment = await open(home, morning)
  const time = playedTime(environment.opened, environment.clock)
  return {
    ...environment,
    say: async (text: string) => {
      await environment.say('ana', text)
      time.happened()
    },
    wait: (milliseconds: number) => time.waitUntil(environment.clock.now() + milliseconds),
  }
}

it('an hour writes one ten minutes after what happened, and none where nothing is new', async () => {
  const environment = await played()
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

it('many short waits are as good as a long one', async () => {
  const environment = await played()
  await environment.say('status')
  for (let count = 0; count < 30; count += 1) await environment.wait(minute)
  expect(writtenAt('dev:acme')).toEqual([10])
  await environment.close()
})

it('what was asked and what became of it is signed in the middle of one wait, and once', async () => {
  const environment = await played()
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

it('the program does so, and not at the end of its input alone', () => {
  const chat = ['chat', '--env', 'dev', '--jsonl', '--at', '2026-01-05T09:00:00Z']
  const input = '{"from":"ana","text":"status"}\n{"wait":"1h"}\n'
  execFileSync(process.execPath, [builtMain, ...chat, '--home', home.home], { input })
  expect(writtenAt('dev:acme')).toEqual([10])
})

it('years are no more work than what happens in them', async () => {
  const environment = await played()
  let count = 0
  const counted = {
    ...environment.opened,
    async checkpoint() {
      count += 1
    },
  }
  await playedTime(counted, environment.clock).waitUntil(morning + 60 * day)
  // A sweep a day, and the start.
  expect(count).toBeLessThanOrEqual(61)
  expect(count).toBeGreaterThan(50)
  await environment.close()
})
