// Packs from a real environment that was locked and opened: what held around a command is in them,
// told and proved; each edit of it is found.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkPack, type Verdict } from '../../scripts/verifier/check.ts'
import { storyOf } from '../../scripts/verifier/story.ts'
import { writeEvidencePack } from '../../src/cli/evidence/pack.ts'
import { type RangePackWords, writeRangePack } from '../../src/cli/evidence/range.ts'
import { writtenBy } from '../chats/captured-output.ts'
import type { World } from '../world.ts'
import { cancelOrder, type LoosePack, readLoosely, verifier, world } from './real-pack.ts'

let sample: World
let folder = ''
/** Command names, in the order in which they were asked for. */
let names: { before: string; locked: string; inside: string; opened: string; after: string }
let from = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aval-around-'))
  sample = await world('around')
  const before = await cancelOrder(sample, '42')
  await sample.wait(60_000)
  const locked = await ask('lockdown on stolen phone')
  await sample.wait(60_000)
  from = new Date(sample.now()).toISOString()
  const inside = await ask('cancel order 7')
  await sample.wait(60_000)
  const opened = await ask('lockdown off', 'beto')
  await sample.wait(60_000)
  const after = await cancelOrder(sample, '8')
  names = { before, locked, inside, opened, after }
})
afterAll(async () => {
  await sample.close()
  sample.remove()
  rmSync(folder, { recursive: true, force: true })
})

let said = 0
async function say(who: string, text: string) {
  said += 1
  const id = `around-${said}`
  await sample.hear({ id, from: who, chat: who, direct: true, form: 'text', text, backlog: false })
  return sample.news().flatMap((news) => (news.kind === 'letter' ? [news.letter] : []))
}

/** Dora asks and confirms; resolves with the command's name. */
async function ask(text: string, approver?: string): Promise<string> {
  const who = text.startsWith('lockdown') ? 'dora' : 'ana'
  const shown = await say(who, text)
  const command = shown.find((letter) => letter.command !== undefined)?.command
  const cards = await say(who, '1')
  const token = cards.find((letter) => letter.to === approver)?.token
  if (approver !== undefined) await say(approver, `1 ${token}`)
  return command ?? ''
}

const context = () => ({ home: sample.home(), environment: 'dev', json: false }) as const
let files = 0

async function packOf(name: string): Promise<string> {
  files += 1
  const file = join(folder, `${files}.json`)
  await writtenBy(async () => writeEvidencePack(context(), name, file))
  return file
}

async function rangeOf(words: RangePackWords): Promise<string> {
  files += 1
  const file = join(folder, `${files}.json`)
  await writtenBy(async () => writeRangePack(context(), { out: file, ...words }))
  return file
}

const verdictOn = (pack: object): Verdict => checkPack(JSON.stringify(pack), null)
const textsOf = ({ lines }: Verdict, state: string) =>
  lines.filter((one) => one.state === state).map((one) => one.text)
const typesIn = ({ around }: Verdict) => around.map((one) => one.sealed['type'])
const partsIn = (pack: LoosePack) => pack.circumstances ?? []

it('the pack of a lockdown tells and proves what it locked, and is green', async () => {
  const file = await packOf(names.locked)
  const { code, out } = await verifier(file, '--key', readLoosely(file).verifier_key)
  expect(out).not.toMatch(/BAD|AMBER/)
  const [, around = ''] = out.split('\nWhat held in its environment\n')
  expect(around).toContain('dora locked it (lockdown.on)')
  expect(around).toContain('reason: stolen phone')
  expect(around).toContain(`command: ${names.locked}`)
  expect(around).toContain('aval put this policy in force (policy.bound)')
  expect(out).toMatch(/ok {3}The checkpoint over \d+ artifacts of aval\/\w+\/dev\/- is signed by/)
  expect(code).toBe(0)
})

it('the pack of what ended a lockdown holds both, and of a command after it none', async () => {
  const opened = verdictOn(readLoosely(await packOf(names.opened)))
  expect(typesIn(opened)).toEqual(['policy.bound', 'lockdown.on', 'lockdown.off'])
  expect([opened.colour, textsOf(opened, 'good').join()]).toEqual([
    'green',
    expect.stringContaining('2 artifacts of lockdowns: none ends before its time.'),
  ])
  const after = verdictOn(readLoosely(await packOf(names.after)))
  expect(typesIn(after)).toEqual(['policy.bound'])
  expect(after.colour).toBe('green')
  expect(textsOf(after, 'good')).toContain(
    'By what is here of its environment, no lockdown was in its way.',
  )
})

it('a pack over a period holds the lockdown from before it that was in force', async () => {
  const file = await rangeOf({ from, tenant: 'acme' })
  const verdict = checkPack(readFileSync(file, 'utf8'), readLoosely(file).verifier_key)
  expect(typesIn(verdict)).toEqual(['policy.bound', 'lockdown.on', 'lockdown.off'])
  expect(verdict.colour).toBe('green')
  const titles = storyOf(verdict.events, verdict.around).map((part) => part.title)
  expect(titles.at(-1)).toBe('What held in its environment')
})

it("a pack of the environment's own chain is held against what lockdowns may do", async () => {
  const file = await rangeOf({ from: '2020-01-01', tenant: '-' })
  const verdict = checkPack(readFileSync(file, 'utf8'), null)
  expect(verdict.around).toEqual([])
  expect(textsOf(verdict, 'note')).toContainEqual(
    expect.stringContaining(`ends a lockdown by ${names.opened}, which has a pack of its own`),
  )
  expect(textsOf(verdict, 'bad')).toEqual([])
})

it('both kinds fit their published schemas', async () => {
  for (const [kind, file] of [
    ['pack', await packOf(names.opened)],
    ['range', await rangeOf({ from, tenant: 'acme' })],
  ]) {
    const schema = JSON.parse(readFileSync(`flows/evidence-${kind}.schema.json`, 'utf8'))
    const valid = new Ajv2020({ validateFormats: false }).compile(schema)
    expect(valid(readLoosely(file ?? '')), JSON.stringify(valid.errors)).toBe(true)
  }
})

it('without its circumstances a pack is amber, and names what is not proved', async () => {
  for (const file of [await packOf(names.before), await rangeOf({ from, tenant: 'acme' })]) {
    const pack = readLoosely(file)
    delete pack.circumstances
    for (const each of [pack, { ...pack, circumstances: [] }]) {
      const verdict = verdictOn(each)
      expect(verdict.colour).toBe('amber')
      expect(textsOf(verdict, 'missing')).toContain(
        'Lockdowns, a suspicion and which policy was bound then are not in this file: not proved.',
      )
    }
  }
  const pack = readLoosely(await packOf(names.locked))
  for (const part of partsIn(pack)) part.artifacts = part.artifacts.slice(0, 1)
  expect(textsOf(verdictOn(pack), 'missing')).toEqual([
    `What ${names.locked} changed in its environment is not in this pack: not proved.`,
  ])
})

type Part = NonNullable<LoosePack['circumstances']>[number]
type Artifact = Part['artifacts'][number]

const edits: Record<string, readonly [(part: Part, other: LoosePack) => void, string]> = {
  'the bytes of an artifact': [
    ({ artifacts }) => edit(artifacts, (one) => (one.bytes = one.bytes.replace('dora', 'beto'))),
    'was changed: its bytes do not hash to its hash',
  ],
  'a body': [
    ({ artifacts }) =>
      edit(artifacts, ({ body }) => {
        if (body !== null) body.bytes = body.bytes.replace('stolen', 'broken')
      }),
    'has a body or a salt that is not the one that was sealed',
  ],
  'a proof': [
    ({ artifacts }) => edit(artifacts, (one) => one.proof.reverse()),
    'is not proved to be in the checkpoint',
  ],
  'the order': [({ artifacts }) => artifacts.reverse(), 'is not in its order'],
  'an artifact, there twice': [
    ({ artifacts }) => artifacts.push(...artifacts.slice(-1)),
    'is not in its order',
  ],
  'the begin of a lockdown, left out': [
    ({ artifacts }) => artifacts.splice(1, 1),
    'ends a lockdown that nothing began',
  ],
  'its checkpoint': [
    (part) => {
      part.checkpoint = part.checkpoint.replace(/^\d+$/m, '3')
    },
    'The checkpoint is not signed by the key.',
  ],
  "the tenant's checkpoint in its place": [
    (part, pack) => {
      part.checkpoint = pack.checkpoint
    },
    'The checkpoint is not signed by the key.',
  ],
  "the tenant's key in its place": [
    (part, pack) => {
      part.verifier_key = pack.verifier_key
      part.checkpoint = pack.checkpoint
    },
    'The checkpoint is of another chain',
  ],
  'a tenant that is not that of the pack': [
    (part) => {
      part.tenant = 'dev:other'
    },
    'circumstances of another tenant',
  ],
  'a chain, there twice': [
    (part, pack) => pack.circumstances?.push(structuredClone(part)),
    'are there twice',
  ],
  'artifacts of the tenant': [
    (part, pack) => {
      part.artifacts = structuredClone(pack.artifacts.slice(0, 1))
    },
    'belongs to another tenant',
  ],
}

/** Changes the lockdown. */
function edit(artifacts: readonly Artifact[], change: (one: Artifact) => unknown): void {
  const found = artifacts.find((one) => one.bytes.includes('"lockdown.on"'))
  if (found === undefined) throw new Error('Nothing is locked in this pack.')
  change(found)
}

it.each(Object.entries(edits))(
  'the verifier reports circumstances that were changed: %s',
  async (_what, [change, finding]) => {
    const pack = readLoosely(await packOf(names.opened))
    const [part] = partsIn(pack)
    if (part === undefined) throw new Error('The pack has no circumstances.')
    change(part, pack)
    const verdict = verdictOn(pack)
    expect(verdict.colour).toBe('red')
    expect(textsOf(verdict, 'bad').join('\n')).toContain(finding)
  },
)

it('the verifier reports circumstances of another installation, signed there', async () => {
  const there = await world('elsewhere')
  const name = await cancelOrder(there, '42')
  const file = join(folder, 'there.json')
  const home = there.home()
  await writtenBy(async () =>
    writeEvidencePack({ home, environment: 'dev', json: false }, name, file),
  )
  await there.close()
  there.remove()
  const pack = readLoosely(await packOf(names.before))
  pack.circumstances = partsIn(readLoosely(file))
  const verdict = verdictOn(pack)
  expect(textsOf(verdict, 'bad')).toEqual([
    "The key of the environment's own chain is not the key of this pack.",
  ])
})
