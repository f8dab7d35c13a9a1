// `aval checkpoints list` without the file that records what was sent: it still lists what is
// outside, and says what is unknown.

import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listCheckpoints } from '../../src/cli/evidence/checkpoints.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { originOf, writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { furnish, open } from './environment-with-places.ts'
import { startWitness } from './stand-in-witness.ts'

it('checkpoints list names the newest file of each chain, also when the database is missing', async () => {
  const outside = furnish(`checkpoints:
  - { kind: directory, name: copies, path: ../../copies }
  - { kind: directory, name: empty, path: ../../nowhere }
ship: [{ kind: file, name: tail, path: ../../tail.ndjson }]
`)
  mkdirSync(join(outside.home, 'copies'))
  const environment = await open(outside)
  await environment.checkpoint()
  await environment.say('ana', 'cancel order 42')
  await environment.pass(11 * 60_000)
  await environment.checkpoint()
  await environment.close()
  let code = 0
  const list = (json: boolean) =>
    writtenBy(async () => {
      code = listCheckpoints({ home: outside.home, environment: 'dev', json })
    })
  expect(await list(false)).toMatch(/^copies \(directory\) dev:acme \d+ at /m)
  expect(code).toBe(0)
  rmSync(join(outside.folder, 'aval.db'))
  const output = await list(false)
  expect(output).toMatch(/^copies \(directory\) holds aval\/\w+\/dev\/dev:acme 2 in dev_acme-0+2-/m)
  expect(output).toMatch(/^copies \(directory\) holds aval\/\w+\/dev\/- \d+ in environment-/m)
  expect(output).toContain('empty (directory) not known: aval.db is missing')
  expect(output).toContain('tail (file) not known: aval.db is missing')
  expect(output).not.toContain('nothing was sent')
  expect(code).toBe(1)
  expect(await list(true)).toContain('"missing":"aval.db"')
})

it('checkpoints list says by which key a witness must know each chain; then it cosigns all of them', async () => {
  const witness = await startWitness()
  const outside = furnish(
    `checkpoints: [{ kind: witness, name: eye, url: "${witness.url}", key: "${witness.key}" }]\n`,
  )
  try {
    const environment = await open(outside)
    await environment.say('ana', 'cancel order 42')
    const home = { home: outside.home, environment: 'dev' } as const
    const listed = await writtenBy(async () => void listCheckpoints({ ...home, json: false }))
    const keys = [...listed.matchAll(/^eye \(witness\) must know (\S+)$/gm)].map(
      (one) => one[1] ?? '',
    )
    const { instance, publicKey } = readKeys(outside.folder)
    const tenants = ['-', 'dev:acme', 'dev:other']
    expect(keys).toEqual(
      tenants.map((one) => writeVerifierKey(originOf(instance, 'dev', one), publicKey)),
    )
    const json = await writtenBy(async () => void listCheckpoints({ ...home, json: true }))
    expect(JSON.parse(json)).toMatchObject({ place: 'eye', logs: keys })
    for (const key of keys) witness.trust(key)
    await environment.checkpoint()
    await environment.pass(1_000)
    await environment.close()
    expect(new Set(witness.statuses)).toEqual(new Set([200]))
  } finally {
    await witness.close()
  }
})
