// A place whose address changes is treated as empty, whatever its old address had received.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { verify } from '../../src/cli/evidence/verify.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { originOf, writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { freshFolder } from '../fresh-folder.ts'
import { furnish, type Outside, open } from './environment-with-places.ts'
import { startHttp } from './receivers.ts'
import { startWitness } from './stand-in-witness.ts'

const second = 1_000
const morning = Date.parse('2026-01-05T09:00:00Z')

/** Runs once with these settings: a request, and everything due is sent. */
async function live(outside: Outside, hours: number, variables: Record<string, string> = {}) {
  const environment = await open(outside, morning + hours * 3_600_000, variables)
  await environment.say('ana', 'status')
  await environment.checkpoint()
  // The news of it is evidence too, and goes with the next batch.
  await environment.pass(second)
  await environment.pass(second)
  const digests = (await environment.storeClient.audit({})).map((one) =>
    String(one.artifact['hash']),
  )
  const standings = await environment.opened.outward.standings()
  await environment.close()
  const stopped = environment.letters.map((one) => one.text)
  return { digests, standings, letters: stopped }
}

function change({ folder }: Outside, from: string, to: string): void {
  const file = join(folder, 'environment.yaml')
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(from)
  writeFileSync(file, text.replaceAll(from, to))
}

const recordSchema = z.object({ digest: z.string() })
const digestsIn = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => recordSchema.parse(JSON.parse(line)).digest)
const moved = (letters: readonly string[]) =>
  letters.filter((text) => text.includes('has a new address'))

describe('evidence for a place with another address', () => {
  it('is sent again from the first artifact, and the admins are told once', async () => {
    const [first, next] = [await startHttp(), await startHttp()]
    onTestFinished(first.close)
    onTestFinished(next.close)
    const outside = furnish(`ship: [{ kind: http, name: hook, url: "${first.url}/in" }]\n`)
    await live(outside, 0)
    change(outside, first.url, next.url)
    const asked = first.requests.length
    next.says.status = 503
    const messages = [await live(outside, 1), await live(outside, 2)].flatMap((one) => one.letters)
    expect(moved(messages)).toHaveLength(1)
    next.says.status = 200
    next.requests.splice(0)
    const { digests, standings } = await live(outside, 3)
    const got = next.requests.flatMap((one) => digestsIn(one.body))
    expect(got.slice(0, digests.length)).toEqual(digests)
    expect(standings).toMatchObject([{ place: 'hook', behind: 0 }])
    expect(first.requests).toHaveLength(asked)
  })

  it('continues where it stopped when only the token changed', async () => {
    const hook = await startHttp()
    onTestFinished(hook.close)
    const outside = furnish(
      `ship: [{ kind: http, name: hook, url: "${hook.url}/in", token: "secret://env/OLD" }]\n`,
    )
    await live(outside, 0, { OLD: 'a-token-of-yesterday' })
    change(outside, 'secret://env/OLD', 'secret://env/NEW')
    const { letters } = await live(outside, 1, { NEW: 'a-token-of-today' })
    expect(moved(letters)).toEqual([])
    const got = hook.requests.flatMap((one) => digestsIn(one.body))
    expect(new Set(got).size).toBe(got.length)
  })

  it('includes the earlier artifacts of a tenant that is declared only now', async () => {
    const outside = furnish(
      'ship: [{ kind: file, name: tail, path: t.ndjson, tenants: [other] }]\n',
    )
    await live(outside, 0)
    change(outside, 'tenants: [other]', 'tenants: [other, acme, "-"]')
    const { digests } = await live(outside, 1)
    const got = new Set(digestsIn(readFileSync(join(outside.folder, 't.ndjson'), 'utf8')))
    expect(digests.filter((one) => !got.has(one))).toEqual([])
  })

  it('is counted as behind before the first pass and after a failed one', async () => {
    const hook = await startHttp()
    onTestFinished(hook.close)
    const outside = furnish(`ship: [{ kind: http, name: hook, url: "${hook.url}/in" }]\n`)
    await live(outside, 0)
    hook.says.status = 503
    const again = await open(outside, morning + 3_600_000)
    onTestFinished(again.close)
    const artifacts = (await again.storeClient.standing()).artifacts
    const kept = await again.storeClient.kept('outward/hook/position')
    const [before] = await again.opened.outward.standings()
    expect(before?.behind).toBe(artifacts - Number(kept?.['position']))
    await again.pass(second)
    const [after] = await again.opened.outward.standings()
    expect(after?.behind).toBe(before?.behind)
  })
})

describe('checkpoints for a place with another address', () => {
  it('go to a new folder at once, although there is no new checkpoint', async () => {
    const outside = furnish('checkpoints: [{ kind: directory, name: copies, path: one }]\n')
    for (const folder of ['one', 'two']) mkdirSync(join(outside.folder, folder))
    await live(outside, 0)
    change(outside, 'path: one', 'path: two')
    const environment = await open(outside, morning + 3_600_000)
    onTestFinished(environment.close)
    await environment.pass(second)
    const chains = readdirSync(join(outside.folder, 'two')).map((one) => one.split('-')[0])
    expect(new Set(chains)).toEqual(new Set(['dev_acme', 'environment']))
  })

  it('go to a new witness from the first artifact on, which cosigns them at once', async () => {
    const [first, next] = [await startWitness(), await startWitness('witness.example/w2')]
    onTestFinished(first.close)
    onTestFinished(next.close)
    const outside = furnish(
      `checkpoints: [{ kind: witness, name: eye, url: "${first.url}", key: "${first.key}" }]\n`,
    )
    for (const one of [first, next]) trustAll(one, outside)
    await live(outside, 0)
    expect(first.statuses).toContain(200)
    change(outside, first.url, next.url)
    change(outside, first.key, next.key)
    await live(outside, 1)
    // The tree of what the other one signed would be a proof from where this one never was.
    expect(new Set(next.statuses)).toEqual(new Set([200]))
  })
})

describe('two environments with the same place', () => {
  const both = async (more: string) => {
    const outsides = [furnish(more), furnish(more, 'test')]
    const homes = outsides.map((outside) => outside.home)
    expect(new Set(homes).size).toBe(2)
    const digests: string[] = []
    for (const hours of [0, 1, 2])
      for (const outside of outsides) digests.push(...(await live(outside, hours)).digests)
    return { outsides, digests: new Set(digests) }
  }

  it('append to one file without losing or mixing lines', async () => {
    const folder = freshFolder()
    const file = join(folder, 'all.ndjson')
    const { digests } = await both(`ship: [{ kind: file, name: tail, path: "${file}" }]\n`)
    const got = digestsIn(readFileSync(file, 'utf8'))
    expect(new Set(got).size).toBe(got.length)
    expect([...digests].filter((one) => !got.includes(one))).toEqual([])
  })

  it('keep their checkpoints in one folder, and each verifies with its own', async () => {
    const folder = freshFolder()
    const { outsides } = await both(
      `checkpoints: [{ kind: directory, name: copies, path: "${folder}" }]\n`,
    )
    const all = join(folder, 'all')
    const notes = readdirSync(folder).map((one) => readFileSync(join(folder, one), 'utf8'))
    const origins = new Set(notes.map((note) => note.split('\n')[0]?.split('/')[2]))
    expect(origins).toEqual(new Set(['dev', 'test']))
    for (const { home: one, environment } of outsides) {
      const own = notes.filter((note) => note.split('\n')[0]?.split('/')[2] === environment)
      writeFileSync(all, own.join('\n'))
      expect(await verify({ home: one, environment, json: false }, { checkpoint: all })).toBe(0)
    }
  })

  it('are distinguished by one witness', async () => {
    const witness = await startWitness()
    onTestFinished(witness.close)
    const more = `checkpoints: [{ kind: witness, name: eye, url: "${witness.url}", key: "${witness.key}" }]\n`
    const outsides = [furnish(more), furnish(more, 'test')]
    for (const outside of outsides) trustAll(witness, outside)
    for (const hours of [0, 1, 2]) for (const outside of outsides) await live(outside, hours)
    expect(new Set(witness.statuses)).toEqual(new Set([200]))
    const known = [...witness.known.keys()].map((one) => one.split('/').slice(2).join('/'))
    expect(known.toSorted()).toEqual(['dev/-', 'dev/dev:acme', 'test/-', 'test/test:acme'])
  })
})

type Witness = Awaited<ReturnType<typeof startWitness>>

function trustAll(witness: Witness, { folder, environment }: Outside): void {
  const { instance, publicKey } = readKeys(folder)
  for (const tenant of ['-', `${environment}:acme`, `${environment}:other`])
    witness.trust(writeVerifierKey(originOf(instance, environment, tenant), publicKey))
}
