// `aval evidence export`: a time range of the evidence, in a form that other programs read.

import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { environmentFolder, SetUpError } from '../environment/settings.ts'
import { parseVerifierKey } from '../evidence/checkpoint.ts'
import { envelope } from '../evidence/dsse.ts'
import {
  csvHead,
  csvLine,
  type ExportRow,
  easOf,
  payloadOf,
  payloadType,
  recordOf,
} from '../evidence/export-forms.ts'
import { type Connection, openReadOnly } from '../store/database.ts'
import { exportRows } from '../store/export-rows.ts'
import { chainTenants } from '../store/queries.ts'
import { verifyFile } from '../store/verify.ts'
import { type Context, UsageError } from './context.ts'
import { keysOf, verifierKeyOf } from './evidence-pack.ts'
import { progressLine } from './progress.ts'
import { type RangeWords, rangeOf } from './time-range.ts'

export interface ExportWords extends RangeWords {
  readonly format?: string
  readonly out?: string
}

const formats = ['jsonl', 'csv', 'dsse', 'eas'] as const
type Format = (typeof formats)[number]

/** Writes to the standard output, or to a file that must not be there yet. */
export function exportEvidence(context: Context, words: ExportWords): number {
  const format = formats.find((one) => one === (words.format ?? 'jsonl'))
  if (format === undefined)
    throw new UsageError(`--format takes ${formats.join(', ')}; not ${words.format}.`)
  const range = rangeOf(words)
  const folder = environmentFolder(context.home, context.environment)
  const db = openReadOnly(join(folder, 'aval.db'), context.environment)
  try {
    const run = db.transaction(() => {
      const write = writerOf(format, context, folder, db)
      const sink = sinkOf(words.out)
      try {
        if (format === 'csv') sink.put(`${csvHead()}\r\n`)
        for (const row of exportRows(db, range)) sink.put(write(row))
      } finally {
        sink.close()
      }
    })
    run.deferred()
    return 0
  } finally {
    db.close()
  }
}

function writerOf(
  format: Format,
  { environment }: Context,
  folder: string,
  db: Connection,
): (row: ExportRow) => string {
  const line = (value: object) => `${JSON.stringify(value)}\n`
  switch (format) {
    case 'jsonl':
      return (row) => line(recordOf(row))
    case 'eas':
      return (row) => line(easOf(recordOf(row)))
    case 'csv':
      return (row) => `${csvLine(recordOf(row))}\r\n`
    case 'dsse': {
      const keys = keysOf(folder)
      const { instance, signingKey } = keys
      const keyOf = (tenant: string) => verifierKeyOf(keys, environment, tenant)
      const verifiers = chainTenants(db).map((tenant) => parseVerifierKey(keyOf(tenant)))
      const bar = progressLine('verify', false)
      const about = { environment, instance, keys: verifiers, outside: [], told: bar.tell }
      const broken = verifyFile(db, about).flatMap((one) => one.breaks)[0]
      bar.end()
      if (broken !== undefined)
        throw new SetUpError(`Nothing is signed from a broken chain: ${broken.text}`)
      return (row) => {
        const keyid = keyOf(recordOf(row).tenant)
        return line(envelope(payloadType, payloadOf(row), { keyid, privateKey: signingKey }))
      }
    }
  }
}

interface Sink {
  put(text: string): void
  close(): void
}

function sinkOf(out: string | undefined): Sink {
  if (out === undefined)
    return { put: (text) => void process.stdout.write(text), close: () => undefined }
  const file = openNew(resolve(out))
  return { put: (text) => writeFileSync(file, text), close: () => closeSync(file) }
}

function openNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new SetUpError(
      code === 'EEXIST'
        ? `${file} is already there; move it away, or name another with --out.`
        : `${file} cannot be written (${code}); name another with --out.`,
    )
  }
}
