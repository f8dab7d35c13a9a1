// `aval evidence export`: every format, checked by tools that are not Aval's own.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashes, verify as verifies } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ExportWords, exportEvidence } from '../../src/cli/evidence/export.ts'
import { preAuthEncoding } from '../../src/evidence/dsse.ts'
import { csvField, exportJsonSchemas } from '../../src/evidence/export-forms.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { freshFolder } from '../fresh-folder.ts'
import { cancelOrder, world } from '../verifier/real-pack.ts'
import type { World } from '../world.ts'

hashes.sha512 = sha512

let sample: World
let folder = ''
beforeEach(async () => {
  folder = freshFolder()
  sample = await world('export')
  await cancelOrder(sample, '42')
})
afterEach(async () => {
  await sample.close().catch(() => undefined)
})

async function exported(words: ExportWords): Promise<string> {
  const context = { home: sample.home(), environment: 'dev', json: false } as const
  return writtenBy(async () => exportEvidence(context, words))
}

interface Line {
  readonly type: string
  readonly time: string
  readonly tenant: string
  readonly hash: string
  readonly body: object | null
  readonly 'x-aval': { readonly type: string; readonly body: object | null }
}

const parsed = (text: string): readonly Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('export as JSON lines', () => {
  it('has each artifact with its body, and the EAS form holds the same', async () => {
    const lines = parsed(await exported({}))
    expect(lines.length).toBeGreaterThan(10)
    expect(lines.map((line) => line.type)).toContain('approval.granted')
    expect(lines.every((line) => line.time.endsWith('Z'))).toBe(true)
    const eas = parsed(await exported({ format: 'eas' }))
    expect(eas.every((line) => line.type === 'observation.emitted')).toBe(true)
    expect(eas.map((line) => line['x-aval'])).toEqual(
      lines.map(({ type, body }) => ({ type, body })),
    )
    expect(eas.map((line) => line.hash)).toEqual(lines.map((line) => line.hash))
  })

  it('includes its start and excludes its end, so that two ranges make the whole', async () => {
    await sample.wait(60_000)
    await cancelOrder(sample, '43')
    const whole = await exported({})
    const times = parsed(whole).map((line) => line.time)
    const middle = times.find((time) => time > (times[0] ?? '')) ?? ''
    const before = await exported({ to: middle })
    const after = await exported({ from: middle })
    expect(before).not.toBe('')
    expect(after).not.toBe('')
    expect(before + after).toBe(whole)
    expect(await exported({ from: '2026-01-05', to: '2026-01-06' })).toBe(whole)
    expect(await exported({ from: '2026-01-05T06:00-03:00' })).toBe(whole)
    expect(await exported({ from: '2026-01-06' })).toBe('')
  })
})

/** A minimal parser of RFC 4180. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy
  let row: string[] = []
  for (const [, raw = '', end] of text.matchAll(field)) {
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

describe('export as CSV', () => {
  it('has a line for each artifact with the same content', async () => {
    const [head = [], ...rows] = readCsv(await exported({ format: 'csv' }))
    const lines = parsed(await exported({}))
    expect(rows).toHaveLength(lines.length)
    for (const [index, row] of rows.entries()) {
      const fields = Object.fromEntries(head.map((name, at) => [name, row[at]]))
      const { type, time, hash, body } = lines[index] ?? {}
      expect(fields).toMatchObject({ type, time_utc: time, hash })
      expect(JSON.parse(fields['body'] ?? '')).toEqual(body)
    }
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n=1', '＝1', '＠x'])(
    'prefixes a text that a spreadsheet would read as a formula: %j',
    (text) => {
      const [[read] = []] = readCsv(`${csvField(text)}\r\n`)
      expect(read).toBe(`'${text}`)
    },
  )

  it('leaves ordinary texts as they are', () => {
    for (const text of ['', 'ana', 'a=b', '2026-01-05T09:00:00.000Z', 'prod:acme'])
      expect(csvField(text)).toBe(text)
    expect(csvField('a "b", c')).toBe('"a ""b"", c"')
  })

  it('has no formula from what somebody typed', async () => {
    await sample.hear({
      id: 'formula', from: '=HYPERLINK("x")', chat: 'c', direct: true, form: 'text', text: 'hi',
      backlog: false,
    }) // biome-ignore format: one message
    const fields = readCsv(await exported({ format: 'csv' })).flat()
    expect(fields.filter((field) => /^[=+\-@]/.test(field))).toEqual([])
  })

  it('has no formula where semicolons separate cells, and the same bodies', async () => {
    const typed = 'a;=1+1; =2;\u00a0@x;＝3;no'
    await sample.hear({
      id: 'cells', from: 'ana', chat: 'ana', direct: true, form: 'text', backlog: false,
      text: `cancel order 43 because ${typed}`,
    }) // biome-ignore format: one message
    const csv = await exported({ format: 'csv' })
    expect(csv).toContain('cancel')
    const cells = csv.split(/[;\r\n]+/)
    expect(cells.filter((cell) => /^[\s"]*[=+\-@＝]/.test(cell))).toEqual([])
    const [head = [], ...rows] = readCsv(csv)
    const bodies = rows.map((row) => row[head.indexOf('body')] ?? '')
    const told = parsed(await exported({})).map((one) => JSON.stringify(one.body ?? null))
    expect(bodies.map((one) => (one === '' ? 'null' : JSON.stringify(JSON.parse(one))))).toEqual(
      told,
    )
    expect(told.join('')).toContain('=1+1; =2')
  })
})

/** The pre-authentication encoding (DSSE), written again from its specification. */
function encoding(type: string, payload: Buffer): Buffer {
  const parts = ['DSSEv1', String(Buffer.byteLength(type)), type, String(payload.byteLength)]
  return Buffer.concat([...parts.flatMap((part) => [Buffer.from(part), Buffer.from(' ')]), payload])
}

describe('export as DSSE', () => {
  it('is signed as the protocol says, by its example and another implementation', async () => {
    const example = 'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    const type = 'http://example.com/HelloWorld'
    expect(preAuthEncoding(type, Buffer.from('hello world')).toString()).toBe(example)
    const text = await exported({ format: 'dsse' })
    const lines = parsed(await exported({}))
    const envelopes = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(envelopes).toHaveLength(lines.length)
    for (const [index, { payloadType, payload, signatures }] of envelopes.entries()) {
      const bytes = Buffer.from(payload, 'base64')
      const [{ keyid, sig }] = signatures
      expect(keyid).toMatch(/^aval\/[0-9a-f]{12}\/dev\/(-|dev:acme)\+[0-9a-f]{8}\+/)
      // C2SP: one byte of type, then the key.
      const key = Buffer.from(keyid.slice(keyid.indexOf('+', keyid.indexOf('+') + 1) + 1), 'base64')
      const signed = encoding(payloadType, bytes)
      expect(verifies(Buffer.from(sig, 'base64'), signed, key.subarray(1))).toBe(true)
      expect(verifies(Buffer.from(sig, 'base64'), bytes, key.subarray(1))).toBe(false)
      const carried = JSON.parse(bytes.toString())
      expect(sha256(carried.bytes)).toBe(lines[index]?.hash)
      const digest = sha256(carried.body.salt + carried.body.bytes)
      expect(JSON.parse(carried.bytes).body_digest).toBe(digest)
    }
  })

  it('signs nothing of a broken chain', async () => {
    await sample.close()
    const db = new Database(join(sample.home(), 'data/dev/aval.db'))
    db.exec('DROP TRIGGER artifacts_keep')
    db.exec("UPDATE artifacts SET actor = 'eva' WHERE position = 2")
    db.close()
    const out = join(folder, 'signed')
    await expect(exported({ format: 'dsse', out })).rejects.toThrow('Nothing is signed')
    expect(existsSync(out)).toBe(false)
    expect((await exported({})).length).toBeGreaterThan(0)
  })
})

describe('export to a file, and its options', () => {
  it('writes a new file for this user only, and never replaces one', async () => {
    const out = join(folder, 'evidence.csv')
    expect(await exported({ format: 'csv', out })).toBe('')
    expect(readFileSync(out, 'utf8')).toBe(await exported({ format: 'csv' }))
    expect(statSync(out).mode & 0o777).toBe(0o600)
    writeFileSync(out, 'mine')
    await expect(exported({ out })).rejects.toThrow('already there')
    expect(readFileSync(out, 'utf8')).toBe('mine')
    const nowhere = join(folder, 'none', 'x')
    await expect(exported({ out: nowhere })).rejects.toThrow('cannot be written (ENOENT)')
  })

  it.each([
    [{ format: 'xml' }, '--format takes jsonl, csv, dsse, eas; not xml.'],
    [{ from: 'yesterday' }, 'yesterday is not a time'],
    // Without a zone it would mean another moment on another machine.
    [{ to: '2026-01-05T09:00:00' }, 'is not a time'],
    [{ from: '2026-01-32' }, 'is not a time'],
    [{ from: '2026-01-02', to: '2026-01-02' }, '--from must be before --to'],
  ])('is refused with %j: %s', async (words, sentence) => {
    await expect(exported(words)).rejects.toThrow(sentence)
  })
})

describe('published schemas of exports', () => {
  const schemaOf = (name: string) => {
    const file = new URL(`../../flows/evidence-${name}.schema.json`, import.meta.url)
    return JSON.parse(readFileSync(fileURLToPath(file), 'utf8'))
  }
  // Formats are told apart by the patterns beside them.
  const judge = (name: string) => new Ajv2020({ validateFormats: false }).compile(schemaOf(name))

  it('are those of the code, in JSON Schema 2020-12', () => {
    for (const [name, schema] of Object.entries(exportJsonSchemas())) {
      expect(schemaOf(name)).toMatchObject(schema)
      expect(schemaOf(name).$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    }
  })

  it.each(['record', 'eas', 'dsse'] as const)(
    'accept every line of %s, and refuse others',
    async (name) => {
      const valid = judge(name)
      const lines = parsed(await exported({ format: name === 'record' ? 'jsonl' : name }))
      expect(lines.filter((line) => !valid(line))).toEqual([])
      expect(lines.some((line) => valid({ ...line, more: 1 }))).toBe(false)
      const may = ['policy', 'command', 'trace']
      for (const key of Object.keys(lines[0] ?? {}).filter((one) => !may.includes(one)))
        expect(valid({ ...lines[0], [key]: undefined }), key).toBe(false)
    },
  )

  it('accept the payload of each envelope', async () => {
    const valid = judge('payload')
    for (const line of (await exported({ format: 'dsse' })).trimEnd().split('\n')) {
      const carried = JSON.parse(Buffer.from(JSON.parse(line).payload, 'base64').toString())
      expect(valid(carried)).toBe(true)
      expect(valid({ ...carried, bytes: 1 })).toBe(false)
    }
  })
})
