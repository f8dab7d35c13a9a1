// `aval verify` against cosignatures of witnesses: valid, invalid, of an unknown witness, and
// missing.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { verify } from '../../src/cli/evidence/verify.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { checkpointNotes } from '../../src/store/queries.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { spoiltLine, witnessKey } from '../evidence/witness-key.ts'
import { freshFolder } from '../fresh-folder.ts'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'

const witnessOne = witnessKey()
const witnessTwo = witnessKey('witness.example/w2')
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
  folder = freshFolder()
  const settings = `checkpoints: [{ kind: witness, name: eye, url: "http://127.0.0.1:9/w/", key: "${witnessOne.key}" }]\n`
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

async function verifyWith(text: string, more: object = {}, by = 'checkpoint') {
  const file = join(folder, 'kept')
  writeFileSync(file, text)
  let code = -1
  const context = { home: outside.home, environment: 'dev', json: 'json' in more } as const
  const out = await writtenBy(async () => {
    code = await verify(context, { [by]: file, ...more })
  })
  const lines = out.trim().split('\n')
  return { code, lines, broken: lines.filter((line) => line.startsWith('BROKEN')) }
}

describe('a cosigned note', () => {
  it('is reported with its witness and the time, where the environment declares the witness', async () => {
    const { code, lines } = await verifyWith(acme + witnessOne.line(acme, seconds))
    expect(lines).toContain(`checkpoint dev:acme ${size}: cosigned by witness.example/w1 at ${at}.`)
    expect(code).toBe(0)
  })

  it('is reported in JSON, too', async () => {
    const { lines } = await verifyWith(
      acme + witnessOne.line(acme, seconds) + stranger.line(acme, 1),
      {
        json: true,
      },
    )
    const mine = lines.map((line) => JSON.parse(line)).find((one) => one.tenant === 'dev:acme')
    expect(mine.cosignatures).toEqual([
      ...[
        {
          size: Number(size),
          witness: 'witness.example/w1',
          key_id: witnessOne.keyId,
          state: 'good',
          at,
        },
      ],
      { size: Number(size), witness: 'stranger.example', key_id: stranger.keyId, state: 'unknown' },
    ])
  })

  it('is checked with the key of a witness that the reader names, of either type', async () => {
    for (const key of [witnessTwo.key, witnessTwo.plainKey]) {
      const { code, lines } = await verifyWith(acme + witnessTwo.line(acme, seconds), {
        witness: [key],
      })
      expect(lines).toContain(
        `checkpoint dev:acme ${size}: cosigned by witness.example/w2 at ${at}.`,
      )
      expect(code).toBe(0)
    }
  })

  it('of an unknown witness is reported as not checked', async () => {
    const { code, lines } = await verifyWith(acme + stranger.line(acme, seconds))
    const start = `checkpoint dev:acme ${size}: the line of stranger.example`
    expect(lines).toContain(`${start} (${stranger.keyId}) was not checked: no --witness.`)
    expect(code).toBe(0)
  })

  it('with a repeated cosignature is reported once', async () => {
    const line = witnessOne.line(acme, seconds)
    const { lines } = await verifyWith(acme + line + line)
    expect(lines.filter((one) => one.includes('cosigned by'))).toHaveLength(1)
  })
})

describe('a cosignature that is invalid', () => {
  const line = () => witnessOne.line(acme, seconds)
  it.each<[string, () => string]>([
    ['with one bit of its signature changed', () => spoiltLine(line())],
    ['with one bit of its time changed', () => spoiltLine(line(), 65)],
    ['over the text of another note', () => witnessOne.line(own, seconds)],
    ['over a longer note', () => witnessOne.line(acme, seconds, 'and more\n')],
    ['at the time zero', () => witnessOne.line(acme, 0)],
    ['at a time beyond all dates', () => witnessOne.line(acme, 253_402_300_800)],
    ['beside a valid one', () => line() + spoiltLine(line())],
  ])('%s is reported as a break', async (_, lines) => {
    for (const by of ['checkpoint', 'since-checkpoint']) {
      const { code, broken } = await verifyWith(acme + lines(), {}, by)
      expect(broken).toEqual([
        `BROKEN dev:acme at ${size}: The checkpoint of size ${size} has a cosignature of ` +
          '"witness.example/w1" that does not hold. The witness did not sign this: the line was ' +
          'edited, or belongs to another note.',
      ])
      expect(code).toBe(1)
    }
  })

  it('because its base64 is malformed makes the note malformed', async () => {
    const { code, broken } = await verifyWith(acme + line().replace(/(?<=w1 .{50})./, '!'))
    expect(broken.join()).toContain('A checkpoint is not a signed note')
    expect(code).toBe(1)
  })
})

describe('a witness that the reader names', () => {
  it('is reported as missing when it cosigned nothing, or with another key', async () => {
    for (const more of [
      '',
      witnessTwo.line(acme, seconds),
      `— witness.example/w1 ${'A'.repeat(92)}\n`,
    ]) {
      const { code, broken } = await verifyWith(acme + more, { witness: [witnessOne.key] })
      expect(broken).toEqual([
        'BROKEN dev:acme at 0: No checkpoint that was kept is cosigned by "witness.example/w1". ' +
          'It is not proved that this witness saw this history.',
      ])
      expect(code).toBe(1)
    }
  })

  it('is reported as missing for each chain without its cosignature, and for a file without notes', async () => {
    const both = await verifyWith(`${acme}${witnessOne.line(acme, seconds)}\n${own}`, {
      witness: [witnessOne.key],
    })
    expect(both.broken).toHaveLength(1)
    expect(both.broken[0]).toContain('BROKEN - at 0: No checkpoint')
    expect((await verifyWith('', { witness: [witnessOne.key] })).broken.join()).toContain(
      'BROKEN * at 0: No',
    )
    const kept = join(folder, 'heads.json')
    const context = { home: outside.home, environment: 'dev', json: false } as const
    await writtenBy(() => verify(context, { keep: kept }))
    const since = await verifyWith(
      readFileSync(kept, 'utf8'),
      { witness: [witnessOne.key] },
      'since-checkpoint',
    )
    expect(since.broken.join()).toContain('BROKEN * at 0: No checkpoint')
    expect(since.code).toBe(1)
  })

  it('is refused with a malformed key, with the key of the chain, or without a kept file', async () => {
    const { publicKey } = readKeys(outside.folder)
    const wrong: readonly [string, RegExp][] = [
      ['eye', /takes the key of a witness/],
      [writeVerifierKey('elsewhere.example', publicKey), /no witness of it/],
    ]
    for (const [key, why] of wrong)
      await expect(verifyWith(acme, { witness: [key] })).rejects.toThrow(why)
    const context = { home: outside.home, environment: 'dev', json: false } as const
    await expect(verify(context, { witness: [witnessOne.key] })).rejects.toThrow('what was kept')
  })

  it('is checked without environment.yaml, and an unreadable environment.yaml is refused', async () => {
    const file = join(outside.folder, 'environment.yaml')
    const text = readFileSync(file, 'utf8')
    const note = acme + witnessOne.line(acme, seconds)
    try {
      writeFileSync(file, 'environment: [')
      await expect(verifyWith(note)).rejects.toThrow(file)
      rmSync(file)
      const { code, lines } = await verifyWith(note)
      expect(lines.join()).toContain('was not checked')
      expect(code).toBe(0)
      const named = await verifyWith(note, { witness: [witnessOne.key] })
      expect(named.lines.join()).toContain('cosigned by')
    } finally {
      writeFileSync(file, text)
    }
  })
})
