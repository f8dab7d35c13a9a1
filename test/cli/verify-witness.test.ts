// `aval verify` against cosignatures of witnesses: valid, invalid, of an unknown witness, and
// missing.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verify } from '../../src/cli/evidence/verify.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { checkpointNotes } from '../../src/store/queries.ts'
import { writtenBy } from '../chats/written-by.ts'
import { spoiltLine, witnessKey } from '../evidence/witness-key.ts'
import { furnish, type Outside, open } from '../places/outside.ts'

const eye = witnessKey()
const listener = witnessKey('witness.example/w2')
const stranger = witnessKey('stranger.example')
/** 2026-01-05T09:00:01Z. */
const seconds = 1_767_603_601
const at = '2026-01-05T09:00:01.000Z'

let outside: Outside
let folder = ''
/** A signed note of each chain. */
let acme = ''
let own = ''
let size = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aval-witnessed-'))
  const settings = `checkpoints: [{ kind: witness, name: eye, url: "http://127.0.0.1:9/w/", key: "${eye.key}" }]\n`
  outside = furnish('')
  const environment = await open(outside)
  await environment.say('ana', 'status')
  await environment.checkpoint()
  await environment.close()
  const file = join(outside.folder, 'environment.yaml')
  writeFileSync(file, `${readFileSync(file, 'utf8')}${settings}`)
  const db = openReadOnly(join(outside.folder, 'aval.db'), 'dev')
  acme = checkpointNotes(db, 'dev:acme').at(-1) ?? ''
  own = checkpointNotes(db, '-').at(-1) ?? ''
  db.close()
  size = acme.split('\n')[1] ?? ''
})
afterAll(() => {
  outside.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function held(text: string, more: object = {}, by = 'checkpoint', home = outside.home) {
  const file = join(folder, 'kept')
  writeFileSync(file, text)
  let code = -1
  const context = { home, environment: 'dev', json: 'json' in more } as const
  const out = await writtenBy(async () => {
    code = await verify(context, { [by]: file, ...more })
  })
  const lines = out.trim().split('\n')
  return { code, lines, broken: lines.filter((line) => line.startsWith('BROKEN')) }
}

describe('a cosigned note', () => {
  it('is told with who cosigned it and when, by a witness of the environment', async () => {
    const { code, lines } = await held(acme + eye.line(acme, seconds))
    expect(lines).toContain(`checkpoint dev:acme ${size}: cosigned by witness.example/w1 at ${at}.`)
    expect(code).toBe(0)
  })

  it('is told so for programs, too', async () => {
    const { lines } = await held(acme + eye.line(acme, seconds) + stranger.line(acme, 1), {
      json: true,
    })
    const mine = lines.map((line) => JSON.parse(line)).find((one) => one.tenant === 'dev:acme')
    expect(mine.cosignatures).toEqual([
      ...[
        { size: Number(size), witness: 'witness.example/w1', key_id: eye.keyId, state: 'good', at },
      ],
      { size: Number(size), witness: 'stranger.example', key_id: stranger.keyId, state: 'unknown' },
    ])
  })

  it('counts for a witness that the reader names, under either type of its key', async () => {
    for (const key of [listener.key, listener.plainKey]) {
      const { code, lines } = await held(acme + listener.line(acme, seconds), { witness: [key] })
      expect(lines).toContain(
        `checkpoint dev:acme ${size}: cosigned by witness.example/w2 at ${at}.`,
      )
      expect(code).toBe(0)
    }
  })

  it('is not passed over in silence where nobody knows the key', async () => {
    const { code, lines } = await held(acme + stranger.line(acme, seconds))
    const start = `checkpoint dev:acme ${size}: the line of stranger.example`
    expect(lines).toContain(`${start} (${stranger.keyId}) was not checked: no --witness.`)
    expect(code).toBe(0)
  })

  it('that is there twice is one', async () => {
    const line = eye.line(acme, seconds)
    const { lines } = await held(acme + line + line)
    expect(lines.filter((one) => one.includes('cosigned by'))).toHaveLength(1)
  })
})

describe('a cosignature that does not hold', () => {
  const line = () => eye.line(acme, seconds)
  it.each<[string, () => string]>([
    ['with a bit of its signature turned', () => spoiltLine(line())],
    ['with a bit of its time turned', () => spoiltLine(line(), 65)],
    ['over the text of another note', () => eye.line(own, seconds)],
    ['over a note that says more', () => eye.line(acme, seconds, 'and more\n')],
    ['of the beginning of time', () => eye.line(acme, 0)],
    ['of a time that no date has', () => eye.line(acme, 253_402_300_800)],
    ['beside one that holds', () => line() + spoiltLine(line())],
  ])('%s is a break, which says what it means', async (_, lines) => {
    for (const by of ['checkpoint', 'since-checkpoint']) {
      const { code, broken } = await held(acme + lines(), {}, by)
      expect(broken).toEqual([
        `BROKEN dev:acme at ${size}: The checkpoint of size ${size} has a cosignature of ` +
          '"witness.example/w1" that does not hold. The witness did not sign this: the line was ' +
          'edited, or belongs to another note.',
      ])
      expect(code).toBe(1)
    }
  })

  it('of which the text is no base64 any more leaves no note', async () => {
    const { code, broken } = await held(acme + line().replace(/(?<=w1 .{50})./, '!'))
    expect(broken.join()).toContain('A checkpoint is not a signed note')
    expect(code).toBe(1)
  })
})

describe('a witness that the reader names', () => {
  it('is missed where it cosigned nothing, or under another key', async () => {
    for (const more of [
      '',
      listener.line(acme, seconds),
      `— witness.example/w1 ${'A'.repeat(92)}\n`,
    ]) {
      const { code, broken } = await held(acme + more, { witness: [eye.key] })
      expect(broken).toEqual([
        'BROKEN dev:acme at 0: No checkpoint that was kept is cosigned by "witness.example/w1". ' +
          'It is not proved that this witness saw this history.',
      ])
      expect(code).toBe(1)
    }
  })

  it('is missed by each chain of the file, and by a file that has no note of here', async () => {
    const both = await held(`${acme}${eye.line(acme, seconds)}\n${own}`, { witness: [eye.key] })
    expect(both.broken).toHaveLength(1)
    expect(both.broken[0]).toContain('BROKEN - at 0: No checkpoint')
    expect((await held('', { witness: [eye.key] })).broken.join()).toContain('BROKEN * at 0: No')
    const kept = join(folder, 'heads.json')
    const context = { home: outside.home, environment: 'dev', json: false } as const
    await writtenBy(() => verify(context, { keep: kept }))
    const since = await held(readFileSync(kept, 'utf8'), { witness: [eye.key] }, 'since-checkpoint')
    expect(since.broken.join()).toContain('BROKEN * at 0: No checkpoint')
    expect(since.code).toBe(1)
  })

  it('is no witness where the key is none, is the own key, or nothing was kept', async () => {
    const { publicKey } = readKeys(outside.folder)
    const wrong: readonly [string, RegExp][] = [
      ['eye', /takes the key of a witness/],
      [writeVerifierKey('elsewhere.example', publicKey), /no witness of it/],
    ]
    for (const [key, why] of wrong)
      await expect(held(acme, { witness: [key] })).rejects.toThrow(why)
    const context = { home: outside.home, environment: 'dev', json: false } as const
    await expect(verify(context, { witness: [eye.key] })).rejects.toThrow('what was kept')
  })

  it('counts where there is no environment.yaml, and nothing is said where it cannot be read', async () => {
    const file = join(outside.folder, 'environment.yaml')
    const text = readFileSync(file, 'utf8')
    const note = acme + eye.line(acme, seconds)
    try {
      writeFileSync(file, 'environment: [')
      await expect(held(note)).rejects.toThrow(file)
      rmSync(file)
      const { code, lines } = await held(note)
      expect(lines.join()).toContain('was not checked')
      expect(code).toBe(0)
      const named = await held(note, { witness: [eye.key] })
      expect(named.lines.join()).toContain('cosigned by')
    } finally {
      writeFileSync(file, text)
    }
  })
})
