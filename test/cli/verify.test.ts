// `aval verify`: the whole chain or from a trusted checkpoint on, with a line for each break and
// its meaning.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type VerifyWords, verify } from '../../src/cli/evidence/verify.ts'
import { meaningOf } from '../../src/evidence/break-meanings.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { checkpointNotes } from '../../src/store/queries.ts'
import { writtenBy } from '../chats/written-by.ts'
import { withoutTriggers } from '../store/without-triggers.ts'
import { aval, cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

let one: World
let folder = ''
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aval-verify-'))
  one = await world('verify')
  await cancelOrder(one, '42')
  // Stopping writes a checkpoint of each chain, and what follows lies behind it.
  await one.restart()
  await cancelOrder(one, '43')
  await one.close()
})
afterEach(() => {
  one.remove()
  rmSync(folder, { recursive: true, force: true })
})

const database = () => join(one.home(), 'data/dev/aval.db')

interface Said {
  readonly code: number
  readonly out: string
}

async function verified(words: VerifyWords = {}, json = false): Promise<Said> {
  let code = -1
  const out = await writtenBy(async () => {
    code = await verify({ home: one.home(), environment: 'dev', json }, words)
  })
  return { code, out }
}

/** The first stored note of acme, kept outside of the file. */
function keptNote(): { readonly file: string; readonly size: number } {
  const db = openReadOnly(database(), 'dev')
  const note = checkpointNotes(db, 'dev:acme')[0] ?? ''
  db.close()
  const file = join(folder, 'note')
  writeFileSync(file, note)
  return { file, size: parseCheckpoint(note)?.size ?? 0 }
}

function tamper(...statements: readonly string[]): void {
  const db = new Database(database())
  db.pragma('foreign_keys = OFF')
  withoutTriggers(db, () => {
    for (const statement of statements) db.exec(statement)
  })
  db.close()
}

const editedBody = (seq: number) =>
  `UPDATE bodies SET bytes = replace(bytes, '{', '{ ') WHERE position =
     (SELECT position FROM artifacts WHERE tenant = 'dev:acme' AND seq = ${seq})`

describe('from a signed checkpoint', () => {
  it('reads what is behind it, and says what it did not look at', async () => {
    const { file, size } = keptNote()
    const { code, out } = await verified({ 'since-checkpoint': file })
    expect(out).toMatch(/^ok \d+ artifacts head [0-9a-f]{64} dev:acme$/m)
    expect(out).toContain(`since dev:acme ${size}: artifacts 1 to ${size} were not read again`)
    expect(out).not.toContain('since -')
    expect(code).toBe(0)
    tamper(editedBody(size))
    expect((await verified({ 'since-checkpoint': file })).code).toBe(0)
    expect((await verified()).out).toContain(`BROKEN dev:acme at ${size}:`)
  })

  it('finds what was changed behind it', async () => {
    const { file, size } = keptNote()
    tamper(editedBody(size + 1))
    const { code, out } = await verified({ 'since-checkpoint': file })
    expect(out).toContain(`BROKEN dev:acme at ${size + 1}:`)
    expect(code).toBe(1)
  })

  it('reads all when the stored hashes do not have the signed root', async () => {
    const { file, size } = keptNote()
    tamper(`UPDATE artifacts SET hash = randomblob(32) WHERE tenant = 'dev:acme' AND seq = 1`)
    const { code, out } = await verified({ 'since-checkpoint': file })
    expect(out).toContain('BROKEN dev:acme at 1: Artifact 1 was changed')
    expect(out).toContain('since dev:acme: the file does not begin like that; all of it was read.')
    expect(out).not.toContain(`${size} were not read`)
    expect(code).toBe(1)
  })

  it('takes several notes in one file, pasted from elsewhere, and the newest of each chain', async () => {
    const { file, size } = keptNote()
    const db = openReadOnly(database(), 'dev')
    const notes = [...checkpointNotes(db, 'dev:acme'), ...checkpointNotes(db, '-')]
    db.close()
    writeFileSync(file, notes.map((note) => note.replaceAll('\n', '\r\n')).join('\r\n'))
    const { code, out } = await verified({ 'since-checkpoint': file })
    const since = /^since dev:acme (\d+): artifacts 1 to \1 were not read again/m.exec(out)
    expect(Number(since?.[1])).toBeGreaterThan(size)
    expect(out).toMatch(/^since - \d+: /m)
    expect(code).toBe(0)
  })

  it('trusts no note that somebody else signed', async () => {
    const { file } = keptNote()
    const note = readFileSync(file, 'utf8')
    writeFileSync(file, note.replace(/^(\d+)$/m, '3'))
    const { code, out } = await verified({ 'since-checkpoint': file })
    expect(out).toContain('not signed by a key that we trust. It proves nothing')
    expect(out).not.toContain('not read again')
    expect(code).toBe(1)
  })
})

describe('from the heads that the verifier kept', () => {
  const kept = () => join(folder, 'heads.json')

  it('reads only what is new, in every chain', async () => {
    expect((await verified({ keep: kept() })).code).toBe(0)
    const { code, out } = await verified({ 'since-checkpoint': kept(), keep: kept() }, true)
    const reports = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(reports.map((each) => each.tenant)).toEqual(['-', 'dev:acme'])
    for (const each of reports) expect(each.unread).toBe(each.artifacts)
    expect(code).toBe(0)
  })

  it('reads all when the file was cut, or an older one is back', async () => {
    await verified({ keep: kept() })
    tamper(
      `DELETE FROM bodies WHERE position = (SELECT max(position) FROM artifacts WHERE tenant = 'dev:acme')`,
      `DELETE FROM artifacts WHERE position = (SELECT max(position) FROM artifacts WHERE tenant = 'dev:acme')`,
      // Somebody who knows what else there is to mend.
      `DELETE FROM checkpoints WHERE tenant = 'dev:acme'`,
      `UPDATE chains SET size = size - 1, head = (SELECT lower(hex(hash)) FROM artifacts
         WHERE tenant = 'dev:acme' ORDER BY seq DESC LIMIT 1) WHERE tenant = 'dev:acme'`,
    )
    const { code, out } = await verified({ 'since-checkpoint': kept() })
    expect(out).toMatch(
      /BROKEN dev:acme at \d+: The chain was cut: .* a checkpoint has seen them\./,
    )
    expect(code).toBe(1)
  })

  it('keeps nothing of a broken chain', async () => {
    tamper(editedBody(1))
    expect((await verified({ keep: kept() })).code).toBe(1)
    expect(existsSync(kept())).toBe(false)
  })

  it('refuses heads of another place, and what is none', async () => {
    await verified({ keep: kept() })
    const text = readFileSync(kept(), 'utf8')
    writeFileSync(kept(), text.replace('"environment":"dev"', '"environment":"prod"'))
    await expect(verified({ 'since-checkpoint': kept() })).rejects.toThrow('was kept of prod')
    writeFileSync(kept(), text.replace('"seq"', '"sec"'))
    await expect(verified({ 'since-checkpoint': kept() })).rejects.toThrow('verify once without it')
    writeFileSync(kept(), 'nonsense')
    await expect(verified({ 'since-checkpoint': kept() })).rejects.toThrow('neither a checkpoint')
    const missing = join(folder, 'missing')
    await expect(verified({ 'since-checkpoint': missing })).rejects.toThrow('is missing')
  })
})

it('has a line for each break, with what it means', async () => {
  tamper(editedBody(1), editedBody(2), `UPDATE artifacts SET actor = 'eva' WHERE seq = 3`)
  const { out } = await verified()
  const lines = out.split('\n').filter((line) => line.startsWith('BROKEN dev:acme'))
  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain(meaningOf('body_differs'))
  expect(lines[2]).toContain(meaningOf('column_differs'))
  const [, report] = (await verified({}, true)).out.trimEnd().split('\n')
  expect(JSON.parse(report ?? '').breaks[0]).toMatchObject({ means: meaningOf('body_differs') })
})

it('says how far it is when asked, beside what programs read', async () => {
  const args = ['verify', '--env', 'dev', '--home', one.home()]
  const told = await aval(folder, ...args, '--progress')
  expect(told.error).toMatch(/^verify: (\d+) of \1 artifacts \(100 %\)\n$/)
  expect(told.out).toMatch(/^ok /)
  expect((await aval(folder, ...args)).error).toBe('')
  const both = await aval(folder, ...args, '--checkpoint', 'a', '--since-checkpoint', 'b')
  expect(both.code).toBe(2)
})

it('says where a time goes back, which is no break by itself', async () => {
  expect((await verified()).out).not.toContain('note ')
  tamper("UPDATE artifacts SET time = '2020-01-01T00:00:00.000Z' WHERE seq = 5")
  const { out } = await verified()
  expect(out).toContain(
    'note dev:acme at 5: its time is earlier than that of an artifact before it.',
  )
})
