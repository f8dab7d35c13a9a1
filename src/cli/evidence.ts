// `aval audit`: it opens the file for reading only, and needs no running environment.

import { join } from 'node:path'
import { environmentFolder } from '../environment/settings.ts'
import { easOf } from '../evidence/export-forms.ts'
import { parseSpan } from '../policy/span.ts'
import { openReadOnly } from '../store/database.ts'
import { auditRecords } from '../store/queries.ts'
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
    const line = { ...artifact, body }
    process.stdout.write(`${JSON.stringify(options.eas ? easOf(line) : line)}\n`)
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
