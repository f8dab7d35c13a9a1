// Packs over a period: sound ones are green and name the commands cut off at an edge; each
// corrupted part is found.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import { storyOf } from '../../scripts/verifier/story.ts'
import { type RangePackWords, writeRangePack } from '../../src/cli/evidence/range.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { inclusionProof } from '../evidence/rfc-6962.ts'
import { freshFolder } from '../fresh-folder.ts'
import type { World } from '../world.ts'
import { cancelOrder, verifier, world } from './real-pack.ts'

interface Stored {
  seq: number
  hash: string
  bytes: string
  body: { salt: string; bytes: string } | null
}

interface LooseRange {
  environment: string
  tenant: string
  range: { from: string | null; to: string | null }
  verifier_key: string
  checkpoint: string
  policies: { digest: string; text: string | null }[]
  cut: { id: string; name: string; before: boolean; after: boolean }[]
  before: Stored | null
  artifacts: Stored[]
  after: Stored | null
  proof: string[]
}

let sample: World
let folder = ''
let names: { whole: string; begun: string; open: string }
let from = ''
let to = ''

beforeAll(async () => {
  folder = freshFolder()
  sample = await world('range')
  await cancelOrder(sample, '42')
  await sample.wait(60_000)
  const begun = await ask('7')
  await sample.wait(60_000)
  from = new Date(sample.now()).toISOString()
  await confirm('7')
  await sample.wait(60_000)
  const whole = await cancelOrder(sample, '8')
  const open = await ask('1001')
  await sample.wait(60_000)
  to = new Date(sample.now()).toISOString()
  await confirm('1001')
  names = { whole, begun, open }
})
afterAll(async () => {
  await sample.close()
})

async function say(who: string, text: string, id: string) {
  await sample.hear({ id, from: who, chat: who, direct: true, form: 'text', text, backlog: false })
  return sample.news().flatMap((news) => (news.kind === 'letter' ? [news.letter] : []))
}

async function ask(order: string): Promise<string> {
  const [preview] = await say('ana', `cancel order ${order}`, `ask-${order}`)
  return preview?.command ?? ''
}

async function confirm(order: string): Promise<void> {
  const cards = await say('ana', '1', `confirm-${order}`)
  const token = cards.find((letter) => letter.to === 'beto')?.token
  await say('beto', `1 ${token}`, `approve-${order}`)
}

let files = 0
async function packed(words: RangePackWords): Promise<{ file: string; said: string }> {
  files += 1
  const file = join(folder, `${files}.json`)
  const context = { home: sample.home(), environment: 'dev', json: false } as const
  const said = await writtenBy(async () => writeRangePack(context, { out: file, ...words }))
  return { file, said }
}

const read = (file: string): LooseRange => JSON.parse(readFileSync(file, 'utf8'))

describe('a pack over a period', () => {
  it('is green in the stand-alone verifier, which names the cut commands', async () => {
    const { file, said } = await packed({ from, to })
    expect(said).toContain(`cut at an edge: ${[names.begun, names.open].toSorted().join(', ')}`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const pack = read(file)
    const { code, out } = await verifier(file, '--key', pack.verifier_key)
    expect(out).not.toContain('BAD')
    for (const line of [
      'GREEN: everything',
      'Nothing of the range was left out at its edges.',
      `The command ${names.begun} begins before the range: only a part of it is here.`,
      `The command ${names.open} goes on after the range: only a part of it is here.`,
      'The policy strong 1.0.0 is the text that was in force.',
      'Every body is here',
    ])
      expect(out).toContain(line)
    expect(code).toBe(0)
    const times = pack.artifacts.map((each) => JSON.parse(each.bytes).time)
    expect(times.every((time) => time >= from && time < to)).toBe(true)
    expect(pack.before?.body).toBeNull()
    expect(pack.after?.body).toBeNull()
  })

  it('tells the story of each command under its name', async () => {
    const { file } = await packed({ from, to })
    const { events } = checkPack(readFileSync(file, 'utf8'), null)
    const titles = storyOf(events).map((part) => part.title)
    for (const name of Object.values(names))
      expect(titles).toContainEqual(expect.stringContaining(`${name} (`))
  })

  it.each([
    ['an open beginning', () => ({ to })],
    ['an open end', () => ({ from })],
    ['all artifacts', () => ({ from: '2020-01-01' })],
    ["the environment's own chain", () => ({ from: '2020-01-01', tenant: '-' })],
  ])('is green with %s', async (_what, words) => {
    const { file } = await packed(words())
    const verdict = checkPack(readFileSync(file, 'utf8'), read(file).verifier_key)
    expect(verdict.lines.filter((line) => line.state === 'bad')).toEqual([])
    expect(verdict.good).toBe(true)
  })

  it('fits the published schema', async () => {
    const { file } = await packed({ from, to })
    const schema = JSON.parse(readFileSync('flows/evidence-range.schema.json', 'utf8'))
    const valid = new Ajv2020({ validateFormats: false }).compile(schema)
    expect(valid(read(file)), JSON.stringify(valid.errors)).toBe(true)
    expect(valid({ ...read(file), more: 1 })).toBe(false)
  })

  it('is refused without evidence of that time or tenant, or when the file exists', async () => {
    await expect(packed({ from: '2030-01-01' })).rejects.toThrow('no evidence of that time')
    await expect(packed({ from, tenant: 'dev:other' })).rejects.toThrow('--tenant')
    const taken = join(folder, 'taken')
    writeFileSync(taken, 'mine')
    await expect(packed({ from, out: taken })).rejects.toThrow('already there')
    expect(readFileSync(taken, 'utf8')).toBe('mine')
  })
})

function first<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new Error('There is none.')
  return item
}

const edit = (stored: Stored) => {
  stored.bytes = stored.bytes.replace('"actor":"', '"actor":"x')
  stored.hash = createHash('sha256').update(stored.bytes).digest('hex')
}

const changedPacks: Record<string, readonly [change: (pack: LooseRange) => void, finding: string]> =
  {
    'an artifact with its hash': [(pack) => edit(first(pack.artifacts)), 'does not follow from'],
    'the last artifact with its hash': [
      (pack) => {
        pack.after = null
        edit(first(pack.artifacts.slice(-1)))
      },
      'is not proved to be in the checkpoint',
    ],
    'the bytes only': [
      (pack) => {
        const stored = first(pack.artifacts)
        stored.bytes = stored.bytes.replace('"actor":"', '"actor":"x')
      },
      'its bytes do not hash to its hash',
    ],
    'a body': [
      (pack) => {
        const { body } = first(pack.artifacts)
        if (body !== null) body.bytes = body.bytes.replace('{', '{ ')
      },
      'has a body or a salt that is not the one that was sealed',
    ],
    'an artifact in the middle, left out': [(pack) => pack.artifacts.splice(3, 1), 'a gap'],
    'the first artifact and the neighbour before it, left out': [
      (pack) => {
        pack.before = null
        pack.artifacts.shift()
      },
      'What comes before the first artifact is missing.',
    ],
    'the first artifact, declared a neighbour': [
      (pack) => {
        const moved = pack.artifacts.shift()
        pack.before = moved === undefined ? null : { ...moved, body: null }
      },
      'lies in the range, and its body was left out',
    ],
    'the last artifact, declared a neighbour': [
      (pack) => {
        pack.after = null
        const moved = pack.artifacts.pop()
        pack.after = moved === undefined ? null : { ...moved, body: null }
      },
      'is not proved to be in the checkpoint',
    ],
    'the range, widened': [
      (pack) => {
        pack.range.from = '2020-01-01T00:00:00.000Z'
      },
      'lies in the range, and its body was left out',
    ],
    'the tenant': [
      (pack) => {
        pack.tenant = 'dev:other'
      },
      'belongs to another tenant',
    ],
    'the environment': [
      (pack) => {
        pack.environment = 'prod'
      },
      'comes from another environment or installation',
    ],
    'the checkpoint': [
      (pack) => {
        pack.checkpoint = pack.checkpoint.replace(/^\d+$/m, '7')
      },
      'The checkpoint is not signed by the key.',
    ],
    'the proof': [(pack) => pack.proof.reverse(), 'is not proved to be in the checkpoint'],
    'the text of a policy': [
      (pack) => {
        first(pack.policies).text = 'pack: other\n'
      },
      'has another text than the one that was in force',
    ],
    'the list of cut commands, emptied': [
      (pack) => {
        pack.cut = []
      },
      'begins before the range, and the pack does not say so',
    ],
    'every artifact, left out': [
      (pack) => {
        pack.artifacts = []
      },
      'The pack holds no artifact.',
    ],
  }

it.each(Object.entries(changedPacks))(
  'the verifier reports a pack over a period that was changed: %s',
  async (_what, [change, finding]) => {
    const { file } = await packed({ from, to })
    const pack = read(file)
    change(pack)
    const verdict = checkPack(JSON.stringify(pack), null)
    expect(verdict.good).toBe(false)
    expect(
      verdict.lines.filter((line) => line.state === 'bad').map((line) => line.text),
    ).toContainEqual(expect.stringContaining(finding))
  },
)

it('the verifier reports a missing end, although the rest is proved to be in the checkpoint', async () => {
  const { file } = await packed({ from: '2020-01-01' })
  const pack = read(file)
  const hashes = pack.artifacts.map((each) => each.hash)
  pack.artifacts.splice(-2)
  pack.proof = [...inclusionProof(hashes, pack.artifacts.length - 1)]
  const bad = checkPack(JSON.stringify(pack), null).lines.filter((line) => line.state === 'bad')
  expect(bad.map((line) => line.text)).toEqual(['What comes after the last artifact is missing.'])
})

it('a pack that reaches the end of the chain shows that by the size of its checkpoint', async () => {
  const { file } = await packed({ from })
  const pack = read(file)
  const last = first(pack.artifacts.slice(-1))
  expect(pack.after).toBeNull()
  expect(parseCheckpoint(pack.checkpoint)?.size).toBe(last.seq)
})

it('nothing is packed from a broken chain, and no partial file stays', async () => {
  const db = new Database(join(sample.home(), 'data/dev/aval.db'))
  const trigger = String(
    db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'artifacts_keep'").pluck().get(),
  )
  db.exec("DROP TRIGGER artifacts_keep; UPDATE artifacts SET actor = 'eva' WHERE position = 2")
  await expect(packed({ from })).rejects.toThrow('Nothing is packed from a broken chain')
  db.exec(trigger)
  db.close()
  expect(existsSync(join(folder, `${files}.json`))).toBe(false)
})
