// A place that refuses what it is sent: it does not block what follows, and omissions are reported.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { furnish, open } from './outside.ts'
import { startHttp } from './receivers.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const second = 1_000
const minute = 60_000
const day = 24 * 60 * minute

const recordSchema = z.object({ seq: z.int(), chain: z.string(), digest: z.string() })

async function withHook(kind: 'http' | 'otlp' = 'http') {
  const hook = await startHttp()
  closing.push(hook.close)
  const outside = furnish(`ship: [{ kind: ${kind}, name: hook, url: "${hook.url}/in" }]\n`)
  closing.push(outside.remove)
  const environment = await open(outside)
  closing.push(() => environment.close())
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

describe('one artifact that a place never takes', () => {
  it.each([400, 413, 422])('holds up nothing behind it, and is told (%i)', async (status) => {
    const { environment, all, refuse, taken, told, failing } = await withHook()
    for (let times = 0; times < 8; times += 1) await environment.say('ana', 'status')
    const digests = await all()
    const poison = digests[7] ?? ''
    refuse(status, (batch) => batch.includes(poison))
    for (let times = 0; times < 3; times += 1) await environment.pass(second)
    const rest = (await all()).filter((one) => one !== poison)
    expect(new Set(taken)).toEqual(new Set(rest))
    expect(told().map((one) => one.to)).toEqual(['dora'])
    expect(told()[0]?.text).toContain('one artifact')
    expect(await failing()).toBeNull()
  })

  it('is sent in smaller parts where a batch is too large, and nothing is left out', async () => {
    const { environment, all, refuse, taken, told } = await withHook()
    for (let times = 0; times < 20; times += 1) await environment.say('ana', 'status')
    refuse(413, (batch) => batch.length > 3)
    for (let times = 0; times < 3; times += 1) await environment.pass(second)
    expect(taken).toEqual(await all())
    expect(told()).toEqual([])
  })
})

describe('a place that takes nothing at all', () => {
  it('is a place that fails, and everything comes once it is mended', async () => {
    const { environment, hook, all, refuse, taken, told, failing } = await withHook()
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
    expect(told()).toEqual([])
  })

  it('is left alone for as long as it asks to be', async () => {
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

  it('answers with a page for people where a collector should be', async () => {
    const { environment, hook, failing } = await withHook('otlp')
    hook.says.headers = { 'content-type': 'text/html; charset=utf-8' }
    hook.says.text = '<html>Log in</html>'
    await environment.pass(second)
    expect(await failing()).toMatchObject({ why: 'not_otlp' })
    expect(await environment.storeClient.kept('outward/hook/position')).toBeNull()
  })
})

it('holds up nothing behind an artifact that somebody edited so that it is no JSON', async () => {
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

it('counts what a collector throws away later on the same day, and tells it with the next', async () => {
  const { environment, hook, told } = await withHook('otlp')
  hook.says.text = JSON.stringify({ partialSuccess: { rejectedLogRecords: '2' } })
  for (let times = 0; times < 4; times += 1) {
    await environment.say('ana', 'status')
    await environment.pass(second)
  }
  expect(told().map((one) => /discarded (\d+)/.exec(one.text)?.[1])).toEqual(['2'])
  const rejecting = hook.requests.length
  hook.says.text = '{}'
  await environment.pass(day)
  await environment.pass(second)
  const counts = told().map((one) => Number(/discarded (\d+)/.exec(one.text)?.[1]))
  expect(counts).toEqual([2, 2 * (rejecting - 1)])
})
