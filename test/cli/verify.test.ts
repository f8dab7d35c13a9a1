// `aval verify`: the whole chain, or from a trusted checkpoint on, with a line for each break and
// its meaning.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type VerifyWords, verify } from '../../src/cli/evidence/verify.ts'
import { meaningOf } from '../../src/evidence/break-meanings.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { checkpointNotes } from '../../src/store/queries.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { freshFolder } from '../fresh-folder.ts'
import { tamperWith } from '../store/without-triggers.ts'
import { aval, cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

let sample: World
let folder = ''
beforeEach(async () => {
  folder = freshFolder()
  sample = await world('verify')
  await cancelOrder(sample, '42')
  // Stopping writes a checkpoint of each chain, and what follows lies behind it.
  await sample.restart()
  await cancelOrder(sample, '43')
  await sample.close()
})

const database = () => join(sample.home(), 'data/dev/aval.db')

interface Said {
  readonly code: number
  readonly out: string
}

async function verified(words: VerifyWords = {}, json = false): Promise<Said> {
  let code = -1
  const out = await writtenBy(async () => {
    code = await verify({ home: sample.home(), environment: 'dev', json }, words)
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

const tamper = (...statements: readonly string[]) => tamperWith(database(), ...statements)

const editedBody = (seq: number) =>
  `UPDATE bodies SET bytes = replace(bytes, '{', '{ ') WHERE position =
     (SELECT position FROM artifacts WHERE tenant = 'dev:acme' AND seq = ${seq})`

describe('verify from a signed checkpoint', () => {
  it('reads what follows it, and says what it did not read', async () => {
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

  it('reports a change after the checkpoint', async () => {
    const { file, size } = keptNote()
    tamper(editedBody(size + 1))
    const { code, out } = await verified({ 'since-checkpoint': file })
    expect(out).toContain(`BROKEN dev:acme at ${size + 1}:`)
    expect(code).toBe(1)
  })

  it('reads everything when the stored hashes do not have the signed root', async () => {
    const { file, size } = keptNote()
    tamper(`UPDATE artifacts SET hash = randomblob(32) WHERE tenant = 'dev:acme' AND seq = 1`)
    const { code, out } = await verified({ 'since-checkpoint': file })
    expect(out).toContain('BROKEN dev:acme at 1: Artifact 1 was changed')
    expect(out).toContain('since dev:acme: the file does not begin like that; all of it was read.')
    expect(out).not.toContain(`${size} were not read`)
    expect(code).toBe(1)
  })

  it('accepts several notes in one file, and uses the newest of each chain', async () => {
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

  it('does not trust a note with a wrong signature', async () => {
    const { file } = keptNote()
    const note = readFileSync(file, 'utf8')
    writeFileSync(file, note.replace(/^(\d+)$/m, '3'))
    const { code, out } = await verified({ 'since-checkpoint': file })
    expect(out).toContain('not signed by a key that we trust. It proves nothing')
    expect(out).not.toContain('not read again')
    expect(code).toBe(1)
  })
})

describe('verify from heads that the reader kept', () => {
  const kept = () => join(folder, 'heads.json')

  it('reads only new artifacts in every chain', async () => {
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

  it('reads kept heads that an editor gave a byte order mark as without it', async () => {
    await verified({ keep: kept() })
    writeFileSync(kept(), `\uFEFF${readFileSync(kept(), 'utf8')}`)
    const { code, out } = await verified({ 'since-checkpoint': kept() })
    expect(out).toContain('were not read again')
    expect(code).toBe(0)
  })

  it('reports a chain that was cut after the heads were kept', async () => {
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

  it('writes no heads of a broken chain', async () => {
    tamper(editedBody(1))
    expect((await verified({ keep: kept() })).code).toBe(1)
    expect(existsSync(kept())).toBe(false)
  })

  it('refuses heads of another environment, malformed and missing files', async () => {
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

it('verify prints a line for each break, with its meaning', async () => {
  tamper(editedBody(1), editedBody(2), `UPDATE artifacts SET actor = 'eva' WHERE seq = 3`)
  const { out } = await verified()
  const lines = out.split('\n').filter((line) => line.startsWith('BROKEN dev:acme'))
  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain(meaningOf('body_differs'))
  expect(lines[2]).toContain(meaningOf('column_differs'))
  const [, report] = (await verified({}, true)).out.trimEnd().split('\n')
  expect(JSON.parse(report ?? '').breaks[0]).toMatchObject({ means: meaningOf('body_differs') })
})

it('verify --progress reports the progress on standard error', async () => {
  const args = ['verify', '--env', 'dev', '--home', sample.home()]
  const withProgress = await aval(folder, ...args, '--progress')
  expect(withProgress.error).toMatch(/^verify: (\d+) of \1 artifacts \(100 %\)\n$/)
  expect(withProgress.out).toMatch(/^ok /)
  expect((await aval(folder, ...args)).error).toBe('')
  const both = await aval(folder, ...args, '--checkpoint', 'a', '--since-checkpoint', 'b')
  expect(both.code).toBe(2)
})

it('verify notes an artifact with an earlier time than the one before, which is no break', async () => {
  expect((await verified()).out).not.toContain('note ')
  tamper("UPDATE artifacts SET time = '2020-01-01T00:00:00.000Z' WHERE seq = 5")
  const { out } = await verified()
  expect(out).toContain(
    'note dev:acme at 5: its time is earlier than that of an artifact before it.',
  )
})
