// A place that refuses some artifacts: it does not block those that follow, and omissions are
// reported.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { furnish, open } from './environment-with-places.ts'
import { startHttp } from './receivers.ts'

const second = 1_000
const minute = 60_000
const day = 24 * 60 * minute

const recordSchema = z.object({ seq: z.int(), chain: z.string(), digest: z.string() })

async function withHook(kind: 'http' | 'otlp' = 'http') {
  const hook = await startHttp()
  onTestFinished(hook.close)
  const outside = furnish(`ship: [{ kind: ${kind}, name: hook, url: "${hook.url}/in" }]\n`)
  const environment = await open(outside)
  onTestFinished(() => environment.close())
  const taken: string[] = []
  return {
    ...{ hook, taken },
    environment: { ...environment, folder: outside.folder },
    all: async () =>
      (await environment.storeClient.audit({})).map((one) => String(one.artifact['hash'])),
    /** Refuses matching bodies with this status; records the digests of the others. */
    refuse(status: number, isUnfit: (digests: readonly string[]) => boolean) {
      hook.says.of = (body) => {
        const lines = body.split('\n').filter((line) => line !== '')
        const digests = lines.map((line) => recordSchema.parse(JSON.parse(line)).digest)
        if (isUnfit(digests)) return status
        taken.push(...digests)
        return 200
      }
    },
    failing: async () => (await environment.storeClient.kept('outward/hook'))?.['failing'] ?? null,
    told: () => environment.letters.filter((one) => one.text.includes('discarded')),
  }
}

describe('an artifact that a place refuses for good', () => {
  it.each([400, 413, 422])(
    'with status %i does not block later ones, and is reported to the admins',
    async (status) => {
      const { environment, all, refuse, taken, told: reported, failing } = await withHook()
      for (let times = 0; times < 8; times += 1) await environment.say('ana', 'status')
      const digests = await all()
      const poison = digests[7] ?? ''
      refuse(status, (batch) => batch.includes(poison))
      for (let times = 0; times < 3; times += 1) await environment.pass(second)
      const rest = (await all()).filter((one) => one !== poison)
      expect(new Set(taken)).toEqual(new Set(rest))
      expect(reported().map((one) => one.to)).toEqual(['dora'])
      expect(reported()[0]?.text).toContain('one artifact')
      expect(await failing()).toBeNull()
    },
  )

  it('because its batch is too large is sent in smaller batches, and nothing is left out', async () => {
    const { environment, all, refuse, taken, told: reported } = await withHook()
    for (let times = 0; times < 20; times += 1) await environment.say('ana', 'status')
    refuse(413, (batch) => batch.length > 3)
    for (let times = 0; times < 3; times += 1) await environment.pass(second)
    expect(taken).toEqual(await all())
    expect(reported()).toEqual([])
  })
})

describe('a place that refuses everything', () => {
  it('is recorded as failing, and gets everything once it works', async () => {
    const { environment, hook, all, refuse, taken, told: reported, failing } = await withHook()
    for (let times = 0; times < 20; times += 1) await environment.say('ana', 'status')
    refuse(400, () => true)
    await environment.pass(second)
    expect(hook.requests.length).toBeLessThan(15)
    expect(await failing()).toMatchObject({ why: 'refused_400' })
    expect(await environment.storeClient.kept('outward/hook/position')).toBeNull()
    refuse(400, () => false)
    await environment.pass(minute)
    await environment.pass(minute)
    expect(taken).toEqual(await all())
    expect(reported()).toEqual([])
  })

  it('is not contacted before the time that it states in Retry-After', async () => {
    const { environment, hook } = await withHook()
    hook.says.status = 429
    hook.says.headers = { 'retry-after': '120' }
    await environment.pass(second)
    const tries = hook.requests.length
    await environment.pass(119 * second)
    expect(hook.requests.length).toBe(tries)
    hook.says.status = 200
    await environment.pass(second)
    expect(hook.requests.length).toBe(tries + 1)
  })

  it('is recorded as failing when it answers with an HTML page instead of OTLP', async () => {
    const { environment, hook, failing } = await withHook('otlp')
    hook.says.headers = { 'content-type': 'text/html; charset=utf-8' }
    hook.says.text = '<html>Log in</html>'
    await environment.pass(second)
    expect(await failing()).toMatchObject({ why: 'not_otlp' })
    expect(await environment.storeClient.kept('outward/hook/position')).toBeNull()
  })
})

it('an artifact that somebody edited into invalid JSON does not block later ones', async () => {
  const { environment, all, refuse, taken, hook } = await withHook()
  for (let times = 0; times < 5; times += 1) await environment.say('ana', 'status')
  const db = new Database(join(environment.folder, 'aval.db'))
  const triggers = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'artifacts'")
    .pluck()
    .all()
  for (const name of triggers) db.exec(`DROP TRIGGER ${String(name)}`)
  const before = await all()
  db.exec('UPDATE artifacts SET bytes = substr(bytes, 1, 40) WHERE position = 4')
  db.close()
  refuse(400, () => false)
  await environment.pass(second)
  expect(taken).toEqual(before)
  expect(hook.requests.map((one) => one.body).join('')).toContain('"artifact":null')
})

it("what a collector rejects later on the same day is counted and reported with the next day's", async () => {
  const { environment, hook, told: reported } = await withHook('otlp')
  hook.says.text = JSON.stringify({ partialSuccess: { rejectedLogRecords: '2' } })
  for (let times = 0; times < 4; times += 1) {
    await environment.say('ana', 'status')
    await environment.pass(second)
  }
  expect(reported().map((one) => /discarded (\d+)/.exec(one.text)?.[1])).toEqual(['2'])
  const rejecting = hook.requests.length
  hook.says.text = '{}'
  await environment.pass(day)
  await environment.pass(second)
  const counts = reported().map((one) => Number(/discarded (\d+)/.exec(one.text)?.[1]))
  expect(counts).toEqual([2, 2 * (rejecting - 1)])
})
