// `aval evidence export`: a time range of the evidence, in a form that other programs read.

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
import { refuseTaken, writeWhole } from './new-file.ts'
import { progressLine } from './progress.ts'
import { putAll } from './put-all.ts'
import { type RangeWords, rangeOf } from './time-range.ts'

export interface ExportWords extends RangeWords {
  readonly format?: string
  readonly out?: string
}

const formats = ['jsonl', 'csv', 'dsse', 'eas'] as const
type Format = (typeof formats)[number]

/** Writes to the standard output, or to a file that must not be there yet. */
export async function exportEvidence(context: Context, words: ExportWords): Promise<number> {
  const format = formats.find((one) => one === (words.format ?? 'jsonl'))
  if (format === undefined)
    throw new UsageError(`--format takes ${formats.join(', ')}; not ${words.format}.`)
  const range = rangeOf(words)
  const folder = environmentFolder(context.home, context.environment)
  const db = openReadOnly(join(folder, 'aval.db'), context.environment)
  try {
    // All is read as it is now, however long its reader takes.
    db.exec('BEGIN')
    const write = writerOf(format, context, folder, db)
    const put = sinkOf(words.out)
    await put(linesOf(format === 'csv' ? `${csvHead()}\r\n` : '', exportRows(db, range), write))
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

function* linesOf(
  head: string,
  rows: Iterable<ExportRow>,
  write: (row: ExportRow) => string,
): Generator<string> {
  if (head !== '') yield head
  for (const row of rows) yield write(row)
}

/** What stands there already is told before anything is read. */
function sinkOf(out: string | undefined): (lines: Iterable<string>) => Promise<void> {
  if (out === undefined) return (lines) => putAll(process.stdout, lines)
  const file = resolve(out)
  refuseTaken(file)
  return async (lines) => writeWhole(file, lines)
}
