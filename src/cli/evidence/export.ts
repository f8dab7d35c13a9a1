// `aval evidence export`: a time range of the evidence, in a format for other programs.

import { resolve } from 'node:path'
import { envelope } from '../../evidence/dsse.ts'
import {
  csvHead,
  csvLine,
  type ExportRow,
  easOf,
  payloadOf,
  payloadType,
  recordOf,
} from '../../evidence/export-forms.ts'
import { exportRows } from '../../store/exported/export-rows.ts'
import { type Context, UsageError } from '../context.ts'
import { refuseExisting, writeWhole } from '../new-file.ts'
import { type ReadOnlyStore, withReadOnlyStore } from '../read-only-store.ts'
import { type RangeWords, rangeOf } from '../time-range.ts'
import { writeLines } from '../write-lines.ts'
import { keysOf, requireSoundEvidence, verifierKeyOf } from './keys.ts'

export interface ExportWords extends RangeWords {
  readonly format?: string
  readonly out?: string
}

const formats = ['jsonl', 'csv', 'dsse', 'eas'] as const
type Format = (typeof formats)[number]

/** Writes to standard output, or to a file that must not exist yet. */
export async function exportEvidence(context: Context, words: ExportWords): Promise<number> {
  const format = formats.find((one) => one === (words.format ?? 'jsonl'))
  if (format === undefined)
    throw new UsageError(`--format takes ${formats.join(', ')}; not ${words.format}.`)
  if (context.json && format === 'csv')
    throw new UsageError('--format csv is no JSON; leave --json out, or take another format.')
  const range = rangeOf(words)
  return withReadOnlyStore(context, async (file) => {
    // One snapshot, however slowly the output is read.
    file.db.exec('BEGIN')
    const write = writerOf(format, context, file)
    const put = sinkOf(words.out)
    const head = format === 'csv' ? `${csvHead()}\r\n` : ''
    await put(linesOf(head, exportRows(file.db, range), write))
    return 0
  })
}

function writerOf(
  format: Format,
  context: Context,
  { db, folder }: ReadOnlyStore,
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
      requireSoundEvidence(db, keys, context, 'signed')
      return (row) => {
        const keyid = verifierKeyOf(keys, context.environment, recordOf(row).tenant)
        return line(envelope(payloadType, payloadOf(row), { keyid, privateKey: keys.signingKey }))
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

/** An existing file is refused before anything is read. */
function sinkOf(out: string | undefined): (lines: Iterable<string>) => Promise<void> {
  if (out === undefined) return (lines) => writeLines(process.stdout, lines)
  const file = resolve(out)
  refuseExisting(file)
  return async (lines) => writeWhole(file, lines)
}
