// Retention: what is kept too long is deleted, at each start too, whichever tenant it belongs to. A
// message id is kept for as long as its message could be delivered again.

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, it } from 'vitest'
import { parseInput } from '../../src/transports/json-lines.ts'
import { saying } from '../model/real-facts.ts'
import { onBench } from '../model/scenes.ts'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')
const hour = 3_600_000
const day = 24 * hour

let home: Outside
beforeEach(() => {
  home = furnish('')
})

function resultOf(sql: string): unknown {
  const db = new Database(join(home.folder, 'aval.db'), { readonly: true })
  try {
    return db.prepare(sql).pluck().get()
  } finally {
    db.close()
  }
}

const lettersTo = (person: string) =>
  resultOf(`SELECT count(*) FROM outbox WHERE recipient = '${person}'`)

/** In place of the one line of tenants. */
function tenants(text: string): void {
  const file = join(home.folder, 'environment.yaml')
  const settings = readFileSync(file, 'utf8')
  writeFileSync(file, settings.replace('[{ id: acme }, { id: other }]', text))
}

it('bodies are erased although the process restarts every day', async () => {
  const bodies = "SELECT count(*) FROM bodies WHERE bytes LIKE '%CANARY-OWNER%'"
  for (let life = 0; life < 9; life += 1) {
    const environment = await open(home, morning + life * 23 * hour)
    if (life === 0) await environment.say('ana', 'create config web for CANARY-OWNER')
    await environment.pass(22 * hour)
    await environment.close()
    if (life === 0) expect(resultOf(bodies)).not.toBe(0)
  }
  expect(resultOf(bodies)).toBe(0)
})

it('each start records how long evidence is kept, and each erasure the time that was in force', async () => {
  const kept = async (environment: Awaited<ReturnType<typeof open>>) => ({
    starts: (await environment.found('service.start')).map((body) => body?.['kept']),
    erased: (await environment.storeClient.audit({ type: 'evidence.erased' })).map(
      ({ artifact, body }) => [artifact['tenant'], body?.['why'], body?.['kept']],
    ),
  })
  const first = await open(home)
  await first.say('eva', 'estado')
  expect(await kept(first)).toEqual({ starts: [{ '-': 7 * day }], erased: [] })
  await first.close()
  tenants('[{ id: acme }, { id: other, retention: { evidence: 3d, messages: 1d } }]')
  const second = await open(home, morning + hour)
  const changed = [{ '-': 7 * day }, { '-': 7 * day, 'dev:other': 3 * day }]
  expect(await kept(second)).toEqual({ starts: changed, erased: [] })
  for (let days = 0; days < 4; days += 1) await second.pass(day)
  expect((await kept(second)).erased).toEqual([['dev:other', 'retention', 3 * day]])
  for (let days = 0; days < 4; days += 1) await second.pass(day)
  const reports = await second.storeClient.verify()
  expect(reports.flatMap((one) => one.breaks)).toEqual([])
  await second.close()
})

it.each([
  ['sooner', '1d', { ana: 1, eva: 0 }],
  ['later', '30d', { ana: 0, eva: 1 }],
])(
  'messages to a tenant are deleted %s than by default where the settings say so',
  async (_, span, left) => {
    tenants(`[{ id: acme }, { id: other, retention: { evidence: 7d, messages: ${span} } }]`)
    const environment = await open(home)
    await environment.say('ana', 'menu')
    await environment.say('eva', 'menú')
    expect([lettersTo('ana'), lettersTo('eva')]).toEqual([1, 1])
    for (let count = 0; count < (left.ana === 1 ? 3 : 9); count += 1) await environment.pass(day)
    expect({ ana: lettersTo('ana'), eva: lettersTo('eva') }).toEqual(left)
    await environment.close()
  },
)

it('a message id is remembered after its messages are deleted, and deleted later', async () => {
  const environment = await open(home)
  const hear = async () => {
    const line = JSON.stringify({ from: 'ana', text: 'menu', id: 'the-same' })
    const input = parseInput(line, environment.clock.now(), () => '')
    if (input.kind === 'heard') await environment.opened.engine.listener.message(input.heard)
    await environment.opened.engine.idle()
    return environment.letters.length
  }
  expect(await hear()).toBe(1)
  for (let count = 0; count < 9; count += 1) await environment.pass(day)
  expect(lettersTo('ana')).toBe(0)
  expect(await hear()).toBe(1)
  for (let count = 0; count < 23; count += 1) await environment.pass(day)
  expect(resultOf('SELECT count(*) FROM inbox')).toBe(0)
  await environment.close()
})

it('temporary files of a killed process are deleted at the next start only', async () => {
  const scratch = join(home.folder, 'tmp')
  mkdirSync(join(scratch, 'inner'), { recursive: true })
  const left = [join(scratch, 'image-original'), join(scratch, 'inner', 'image-enc')]
  for (const file of left) writeFileSync(file, 'PNG')
  const environment = await open(home)
  expect(readdirSync(scratch)).toEqual([])
  writeFileSync(join(scratch, 'image-enc'), 'PNG')
  await expect(open(home)).rejects.toThrow('already running')
  expect(readdirSync(scratch)).toEqual(['image-enc'])
  await environment.close()
  renameSync(scratch, `${scratch}-elsewhere`)
  symlinkSync(`${scratch}-elsewhere`, scratch)
  await (await open(home)).close()
  expect(readdirSync(scratch)).toEqual(['image-enc'])
})

it('more bodies than one sweep takes are erased by the next one, seconds later', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const many = Array.from({ length: 2_050 }, () => ({
      kind: 'evidence' as const,
      draft: {
        ...{ type: 'message.refused' as const, time: bench.now(), tenant: 'dev:acme' },
        ...{ actor: 'ana', body: { why: 'busy' } },
      },
    }))
    const keys = { tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 }
    const step = { keys: () => keys, step: () => many }
    bench.store().settle([{ event: saying(bench, 'dora', 'x') }], step)
    const left = () =>
      bench.look.prepare("SELECT count(*) FROM bodies WHERE bytes LIKE '%busy%'").pluck().get()
    expect(left()).toBe(2_050)
    for (let count = 0; count < 8; count += 1) await bench.wait(day)
    expect(left()).toBe(50)
    await bench.wait(10_000)
    expect(left()).toBe(0)
  }))
