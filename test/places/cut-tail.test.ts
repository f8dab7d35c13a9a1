// Evidence cut off by whoever holds the file and the keys: what is left is sound in itself, and
// only what lies outside shows the loss.

import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, it } from 'vitest'
import { runHere } from '../cli/program.ts'
import { type Forged, forge } from '../store/forged.ts'
import { withoutTriggers } from '../store/without-triggers.ts'
import { furnish, type Outside, open } from './environment-with-places.ts'

let outside: Outside
let copies: string
/** The files of checkpoints, one per chain, of the newest heads. */
let notes: readonly string[]

/** Ana asks for the status; each status is artifacts of dev:acme, and the heads are sent out. */
beforeEach(async () => {
  outside = furnish('checkpoints: [{ kind: directory, name: copies, path: copies }]\n')
  copies = join(outside.folder, 'copies')
  mkdirSync(copies)
  const environment = await open(outside)
  for (let count = 0; count < 3; count += 1) await environment.say('ana', 'status')
  await environment.checkpoint()
  await environment.close()
  const newest = (chain: string) =>
    readdirSync(copies)
      .filter((one) => one.startsWith(chain))
      .toSorted()
      .at(-1) ?? ''
  notes = ['dev_acme-', 'environment-'].map((chain) => join(copies, newest(chain)))
})

const file = () => join(outside.folder, 'aval.db')

async function verified(...args: readonly string[]) {
  const { code, out } = await runHere(['verify', '--env', 'dev', '--home', outside.home, ...args])
  return { code, out }
}

/** The heads beside the keys belong to the same machine, so that its owner can remove them, too. */
function forgetHeads(): void {
  rmSync(join(outside.folder, 'keys', 'heads.json'))
}

/** So do the newest artifacts of the environment's own chain, which named them as it stopped. */
function forgetNamedHeads(): void {
  cutTail('-', 2)
}

/** The last `count` artifacts of a chain are gone, as if they had never been written. */
function cutTail(tenant: string, count: number): void {
  const db = new Database(file(), { readonly: true })
  const size = db.prepare('SELECT count(*) FROM artifacts WHERE tenant = ?').pluck().get(tenant)
  db.close()
  let seen = 0
  const keep = (one: Forged): readonly Forged[] => {
    if (one.tenant !== tenant) return [one]
    seen += 1
    return seen <= Number(size) - count ? [one] : []
  }
  // The records of the commands that are cut off go with them.
  const records = `DELETE FROM commands WHERE id NOT IN
    (SELECT command_id FROM artifacts WHERE command_id IS NOT NULL)`
  forge(file(), keep, records)
}

it('with everything in place, every checkpoint outside is confirmed', async () => {
  expect(await verified()).toMatchObject({ code: 0 })
  for (const note of notes) {
    const { code, out } = await verified('--checkpoint', note)
    expect([code, out.includes('BROKEN')], note).toEqual([0, false])
  }
})

it('a cut tail is reported by the heads beside the keys, by those that a stop names, and without them by a checkpoint outside', async () => {
  // The last status is four artifacts of one command.
  cutTail('dev:acme', 4)
  const noted = await verified()
  expect(noted.code).toBe(1)
  expect(noted.out).toMatch(/Artifact \d+ of dev:acme was noted beside the keys/)
  forgetHeads()
  expect((await verified()).out).toMatch(
    /^BROKEN - at \d+: Artifact \d+ names \d+ artifacts of dev:acme/m,
  )
  forgetNamedHeads()
  expect((await verified()).code).toBe(0)
  const kept = await verified('--checkpoint', notes[0] ?? '')
  expect(kept.code).toBe(1)
  expect(kept.out).toContain('BROKEN dev:acme')
})

it('a whole chain that is gone is reported by a checkpoint outside', async () => {
  const db = new Database(file())
  db.pragma('foreign_keys = OFF')
  withoutTriggers(db, () =>
    db.exec(`DELETE FROM bodies WHERE position IN
        (SELECT position FROM artifacts WHERE tenant = 'dev:acme');
      DELETE FROM artifacts WHERE tenant = 'dev:acme';
      DELETE FROM chains WHERE tenant = 'dev:acme';
      DELETE FROM checkpoints WHERE tenant = 'dev:acme';
      DELETE FROM commands`),
  )
  db.close()
  const noted = await verified()
  expect(noted.code).toBe(1)
  forgetHeads()
  expect((await verified()).out).toMatch(
    /^BROKEN - at \d+: Artifact \d+ names \d+ artifacts of dev:acme/m,
  )
  forgetNamedHeads()
  expect((await verified()).code).toBe(0)
  const kept = await verified('--checkpoint', notes[0] ?? '')
  expect(kept.code).toBe(1)
  expect(kept.out).toContain('BROKEN dev:acme')
})

it('an older copy of the file is reported by a checkpoint outside', async () => {
  const copy = join(outside.folder, 'older.db')
  copyFileSync(file(), copy)
  const environment = await open(outside, Date.parse('2026-01-06T09:00:00Z'))
  await environment.say('ana', 'status')
  await environment.checkpoint()
  await environment.close()
  const newer = readdirSync(copies)
    .filter((one) => one.startsWith('dev_acme-'))
    .toSorted()
    .at(-1)
  const note = join(copies, newer ?? '')
  expect(notes).not.toContain(note)
  expect(await verified('--checkpoint', note)).toMatchObject({ code: 0 })
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file()}${ending}`, { force: true })
  copyFileSync(copy, file())
  forgetHeads()
  expect(await verified()).toMatchObject({ code: 0 })
  const kept = await verified('--checkpoint', note)
  expect(kept.code).toBe(1)
  expect(kept.out).toContain('BROKEN dev:acme')
})
