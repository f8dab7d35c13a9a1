// `aval audit` and `aval verify`: they open the file for
// reading only, and need no running environment.

import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { instanceOf } from '../environment/keys.ts'
import { environmentFolder, SetUpError } from '../environment/settings.ts'
import { originOf, parseVerifierKey, writeVerifierKey } from '../evidence/checkpoint.ts'
import { findNotes } from '../evidence/found-notes.ts'
import { parseSpan } from '../policy/span.ts'
import { openReadOnly } from '../store/database.ts'
import { auditRecords, chainTenants } from '../store/queries.ts'
import { verifyFile } from '../store/verify.ts'
import { type Context, UsageError } from './context.ts'

export interface AuditOptions {
  readonly since?: string
  readonly actor?: string
  readonly type?: string
  readonly command?: string
  readonly eas: boolean
}

function open(context: Context) {
  const folder = environmentFolder(context.home, context.environment)
  return { folder, db: openReadOnly(join(folder, 'aval.db'), context.environment) }
}

/** Artifacts as JSON lines, oldest first, each with its body (null once erased). */
export function audit(context: Context, options: AuditOptions): number {
  const since = options.since === undefined ? undefined : sinceOf(options.since)
  const { db } = open(context)
  const { actor, type, command } = options
  const filter = {
    ...(since === undefined ? {} : { since }),
    ...(actor === undefined ? {} : { actor }),
    ...(type === undefined ? {} : { type }),
    ...(command === undefined ? {} : { command: command.toUpperCase() }),
  }
  for (const { artifact, body } of auditRecords(db, filter)) {
    const line = options.eas ? easForm(artifact, body) : { ...artifact, body }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  db.close()
  return 0
}

/** `24h`, or a time such as 2026-01-05T09:00:00Z. */
function sinceOf(text: string): number {
  const span = parseSpan(text)
  if (span !== null) return Date.now() - span
  const at = Date.parse(text)
  if (Number.isNaN(at))
    throw new UsageError(`--since takes a length such as 24h or a time such as 2026-01-05T09:00Z.`)
  return at
}

/** EAS (RFC-WF-0006) has one name for what it does not know; our type travels in the extension. */
function easForm(artifact: Readonly<Record<string, unknown>>, body: object | null): object {
  const { type, ...rest } = artifact
  return { ...rest, type: 'observation.emitted', 'x-aval': { type, body } }
}

/** A line per chain; exit 1 at the first break of any. */
export function verify(context: Context, checkpointFile: string | undefined): number {
  const { db, folder } = open(context)
  const key = publicKeyOf(folder)
  const instance = instanceOf(key)
  const { environment } = context
  const outside = checkpointFile === undefined ? [] : readCheckpoints(checkpointFile)
  const named = outside.flatMap((note) => note.split('\n')[0]?.split('/').at(-1) ?? [])
  const keys = [...new Set([...chainTenants(db), ...named])].map((tenant) =>
    parseVerifierKey(writeVerifierKey(originOf(instance, environment, tenant), key)),
  )
  const reports = verifyFile(db, { environment, instance, keys, outside })
  db.close()
  for (const one of reports) {
    const first = one.breaks[0]
    if (context.json) process.stdout.write(`${JSON.stringify(one)}\n`)
    else if (first === undefined)
      process.stdout.write(`ok ${one.artifacts} artifacts head ${one.head} ${one.tenant}\n`)
    else
      process.stdout.write(
        `BROKEN ${one.tenant} at ${first.seq}: ${first.text}${one.breaks.length > 1 ? ` (and ${one.breaks.length - 1} more)` : ''}\n`,
      )
  }
  return reports.some((one) => one.breaks.length > 0) ? 1 : 0
}

function publicKeyOf(folder: string) {
  const file = join(folder, 'keys', 'checkpoint.pem')
  if (!existsSync(file)) throw new SetUpError(`${file} is missing; restore it from a copy.`)
  return createPublicKey(readFileSync(file, 'utf8'))
}

/** All in the file: one of a folder, a pasted chat, a cosigned note, or several in a row. */
function readCheckpoints(file: string): readonly string[] {
  if (!existsSync(file))
    throw new SetUpError(`${file} is missing; name a checkpoint that was kept.`)
  const text = readFileSync(file, 'utf8')
  const notes = findNotes(text)
  // What looks like none is handed on as it is, so that it is a break and not passed over.
  return notes.length === 0 ? [text] : notes
}
