// `aval verify` after somebody removed or cut the chain of a tenant with all that names it: the
// environment's own chain named it when it last started or stopped.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { verify } from '../../src/cli/evidence/verify.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { withoutTriggers } from '../store/without-triggers.ts'
import { cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

let sample: World
let folder = ''
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aval-heads-'))
  sample = await world('heads')
  await cancelOrder(sample, '42')
  await sample.close()
})
afterEach(() => {
  sample.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** As somebody does it who removes the note beside the keys, too. */
async function afterwards(...statements: readonly string[]): Promise<string> {
  const db = new Database(join(sample.home(), 'data/dev/aval.db'))
  withoutTriggers(db, () => {
    for (const one of statements) db.exec(one)
  })
  db.close()
  rmSync(join(sample.home(), 'data/dev/keys/heads.json'), { force: true })
  const context = { home: sample.home(), environment: 'dev', json: false } as const
  return writtenBy(async () => void (await verify(context, {})))
}

const all = "(SELECT position FROM artifacts WHERE tenant = 'dev:acme')"
const acme = "WHERE tenant = 'dev:acme'"

it('verify reports a tenant of whom every row is gone', async () => {
  const out = await afterwards(
    `DELETE FROM bodies WHERE position IN ${all}`,
    ...['artifacts', 'chains', 'checkpoints', 'commands'].map(
      (one) => `DELETE FROM ${one} ${acme}`,
    ),
    'DELETE FROM tallies',
  )
  expect(out).toMatch(
    /BROKEN - at \d+: Artifact \d+ names 10 artifacts of dev:acme, and they are gone/,
  )
})

it('verify reports a chain that was cut together with its head and its notes', async () => {
  const out = await afterwards(
    `DELETE FROM bodies WHERE position = (SELECT max(position) FROM artifacts ${acme})`,
    `DELETE FROM artifacts WHERE position = (SELECT max(position) FROM artifacts ${acme})`,
    `DELETE FROM checkpoints ${acme}`,
    `UPDATE chains SET size = size - 1 ${acme}`,
  )
  expect(out).toMatch(/names 10 artifacts of dev:acme, and they are gone/)
})

it('verify reports a chain with another artifact at the place that was named', async () => {
  const out = await afterwards(
    `UPDATE artifacts SET hash = zeroblob(32) WHERE position = (SELECT max(position) FROM artifacts ${acme})`,
  )
  expect(out).toMatch(/names 10 artifacts of dev:acme, and the last of them is another one/)
})

it('verify finds what starts and stops name in a file that nobody changed', async () => {
  expect(await afterwards()).not.toContain('BROKEN')
})
