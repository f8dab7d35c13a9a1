// A crash at each step of shipping: artifacts may be sent twice, none is lost.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { SendJob } from '../../src/engine/places/place-sender.ts'
import type { ShipPlace } from '../../src/engine/places/places.ts'
import type { ShipParts } from '../../src/engine/places/ship-batch.ts'
import { shipJob } from '../../src/engine/places/ship-evidence.ts'
import { filePlace } from '../../src/places/ship-file.ts'
import { httpPlace } from '../../src/places/ship-http.ts'
import { furnish, open } from './environment-with-places.ts'
import { startHttp } from './receivers.ts'

class Crash extends Error {}

/** A process that crashes at a given step: before a call, or after its effect. */
function crashingAfter(steps: number) {
  let left = steps
  const step = () => {
    left -= 1
    if (left === 0) throw new Crash()
  }
  const around =
    <Args extends readonly unknown[], Value>(call: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      step()
      const value = await call(...args)
      step()
      return value
    }
  return { around, isOver: () => left > 0 }
}

type Process = ReturnType<typeof crashingAfter>

/** A store client with evidence of this many questions, and a process that ships it. */
async function evidence(questions: number) {
  const outside = furnish('')
  const environment = await open(outside)
  onTestFinished(environment.close)
  for (let times = 0; times < questions; times += 1) await environment.say('ana', 'status')
  const { storeClient } = environment
  const digests = (await storeClient.audit({})).map((one) => String(one.artifact['hash']))
  let reports = 0
  const jobOf = (place: ShipPlace, { around }: Process): SendJob => {
    const parts: ShipParts = {
      storeClient: {
        kept: around(storeClient.kept),
        keep: around(storeClient.keep),
        evidenceAfter: around(storeClient.evidenceAfter),
        lastPosition: storeClient.lastPosition,
      },
      notice: around(async () => {
        reports += 1
      }),
      clock: environment.clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ...{ instance: 'i', environment: 'dev', secrets: () => [] },
    }
    return shipJob({ ...place, send: around(place.send) }, 'here', parts)
  }
  const forget = async (place: ShipPlace) => {
    reports = 0
    await storeClient.keep(`outward/${place.name}/position`, {
      ...{ position: 0, digest: '', address: 'here', rejectedAt: 0, untold: 0 },
    })
  }
  return { outside, digests, errandOf: jobOf, forget, told: () => reports }
}

/** True when it finished its work without a crash. */
async function runJob(job: SendJob): Promise<boolean> {
  try {
    for (let passes = 0; passes < 20; passes += 1) {
      const { state } = await job.pass()
      if (state === 'failed') throw new Error('The place failed.')
      if (state === 'done') return true
    }
    throw new Error('It never comes to an end.')
  } catch (error) {
    if (error instanceof Crash) return false
    throw error
  }
}

const digestsIn = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => z.object({ digest: z.string() }).parse(JSON.parse(line)).digest)

it('a file holds every artifact in order, after crashes at any two steps', async () => {
  const { outside, digests, errandOf: jobOf, forget } = await evidence(70)
  // More than one batch.
  expect(digests.length).toBeGreaterThan(210)
  const path = join(outside.folder, 'tail.ndjson')
  const place = filePlace({ name: 'tail', bodies: false, tenants: null, path })
  let crashes = 0
  for (let steps = 1; ; steps += 1) {
    await forget(place)
    const before = steps === 1 ? 0 : readFileSync(path).length
    const whole = await runJob(jobOf(place, crashingAfter(steps)))
    if (!whole) crashes += 1
    // The next process crashes too, a few steps later.
    await runJob(jobOf(place, crashingAfter(1 + (steps % 7))))
    await runJob(jobOf(place, crashingAfter(Number.POSITIVE_INFINITY)))
    const got = digestsIn(readFileSync(path).subarray(before).toString())
    expect([...new Set(got)], `after ${steps} steps`).toEqual(digests)
    if (whole) break
  }
  expect(crashes).toBeGreaterThan(10)
})

it('an artifact refused for good is reported, and all others arrive, after a crash at any step', async () => {
  const { digests, errandOf: jobOf, forget, told: reports } = await evidence(10)
  const hook = await startHttp()
  onTestFinished(hook.close)
  const place = httpPlace({
    ...{ name: 'hook', bodies: false, tenants: null, url: hook.url },
    token: () => null,
  })
  const unfit = digests[23] ?? ''
  hook.says.of = (body) => (body.includes(`"digest":"${unfit}"`) ? 413 : null)
  for (let steps = 1; ; steps += 1) {
    await forget(place)
    hook.requests.splice(0)
    const whole = await runJob(jobOf(place, crashingAfter(steps)))
    await runJob(jobOf(place, crashingAfter(Number.POSITIVE_INFINITY)))
    const taken = hook.requests.filter((one) => !one.body.includes(`"digest":"${unfit}"`))
    const got = new Set(taken.flatMap((one) => digestsIn(one.body)))
    expect(
      digests.filter((one) => !got.has(one)),
      `after ${steps} steps`,
    ).toEqual([unfit])
    expect(reports()).toBeGreaterThan(0)
    if (whole) break
  }
})
