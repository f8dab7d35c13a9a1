// Verification of a history that the holder of the key wrote: whoever decides in it had the right
// to, or is reported.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, it } from 'vitest'
import { verify } from '../../src/cli/evidence/verify.ts'
import { readKeys } from '../../src/environment/keys.ts'
import type { Draft } from '../../src/evidence/artifact.ts'
import { evidenceWriter } from '../../src/store/evidence.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

let sample: World
beforeEach(async () => {
  sample = await world('rights')
  await cancelOrder(sample, '42')
  await sample.close()
})

const folder = () => join(sample.home(), 'data/dev')

function write(draft: Pick<Draft, 'type' | 'actor' | 'body'>, tenant = 'dev:acme'): void {
  const db = new Database(join(folder(), 'aval.db'))
  const { instance } = readKeys(folder())
  const system = { environment: 'dev', instance, version: '0.0.0' } as const
  const writer = evidenceWriter(db, system, () => randomBytes(32).toString('hex'))
  db.transaction(() => {
    writer.write({ ...draft, tenant, time: sample.now() })
    writer.flush()
  })()
  db.close()
}

async function verified() {
  let code = -1
  const out = await writtenBy(async () => {
    code = await verify({ home: sample.home(), environment: 'dev', json: false }, {})
  })
  return { code, broken: out.split('\n').filter((line) => line.startsWith('BROKEN')) }
}

const held = { person: 'beto', scopes: ['admin.approve.destructive'], roles: ['approver'], roll: 1 }

it('verify accepts a sound history, and one more decision of somebody with the right', async () => {
  expect(await verified()).toEqual({ code: 0, broken: [] })
  write({ type: 'approval.granted', actor: 'beto', body: { held } })
  expect((await verified()).code).toBe(0)
})

it('verify reports the answer of a person who was never enrolled, and explains the finding', async () => {
  write({
    type: 'approval.granted',
    actor: 'mallory',
    body: { held: { ...held, person: 'mallory' } },
  })
  const { code, broken } = await verified()
  expect(broken).toEqual([
    expect.stringMatching(
      /^BROKEN dev:acme at \d+: Artifact \d+ does not fit the rights that the evidence before it says: nobody called mallory was enrolled\. The person lacked this right then: /,
    ),
  ])
  expect(code).toBe(1)
})

it('verify reports a start that states other rights than those given before', async () => {
  const rights = [{ people: ['beto'], tenant: 'dev:acme', roles: ['admin', 'approver'] }]
  write({ type: 'service.start', actor: 'aval', body: { enrolled: [], rights } }, '-')
  const { broken } = await verified()
  expect(broken).toHaveLength(1)
  expect(broken[0]).toContain('it gives ana other rights, and nothing changed them')
})

it('verify reports nobody whose rights retention erased', async () => {
  const db = new Database(join(folder(), 'aval.db'))
  db.exec(`UPDATE bodies SET salt = NULL, bytes = NULL WHERE position IN
    (SELECT position FROM artifacts WHERE tenant = '-')`)
  db.close()
  write({
    type: 'approval.granted',
    actor: 'mallory',
    body: { held: { ...held, person: 'mallory' } },
  })
  const { broken } = await verified()
  expect(broken.join()).not.toContain('mallory')
})
