// `aval audit`: it opens the file for reading only, and needs no running environment.

import { artifactTypes } from '../evidence/artifact.ts'
import { easOf } from '../evidence/export-forms.ts'
import { parseSpan } from '../policy/span.ts'
import { auditRecords } from '../store/queries.ts'
import type { AuditRecord } from '../store/store.ts'
import { type Context, UsageError } from './context.ts'
import { readUtc } from './moment.ts'
import { putAll } from './put-all.ts'
import { reading } from './reading.ts'
import { shown } from './terminal.ts'

export interface AuditOptions {
  readonly since?: string
  readonly actor?: string
  readonly type?: string
  readonly command?: string
  readonly eas: boolean
}

/** Artifacts as JSON lines, oldest first, each with its body (null once erased). */
export async function audit(context: Context, options: AuditOptions): Promise<number> {
  const since = options.since === undefined ? undefined : sinceOf(options.since)
  if (options.type !== undefined && !isType(options.type))
    throw new UsageError(
      `--type ${options.type} is no type of evidence; there are: ${artifactTypes.join(', ')}.`,
    )
  const { actor, type, command } = options
  const filter = {
    ...(since === undefined ? {} : { since }),
    ...(actor === undefined ? {} : { actor: actorOf(actor) }),
    ...(type === undefined ? {} : { type }),
    ...(command === undefined ? {} : { command: command.toUpperCase() }),
  }
  await reading(context, ({ db }) =>
    putAll(process.stdout, linesOf(auditRecords(db, filter), options.eas)),
  )
  return 0
}

function* linesOf(records: Iterable<AuditRecord>, eas: boolean): Generator<string> {
  for (const { artifact, body } of records) {
    const line = { ...artifact, body }
    yield `${shown(JSON.stringify(eas ? easOf(line) : line))}\n`
  }
}

/** People's ids are in small letters, however they are typed; a session's id is its own. */
function actorOf(typed: string): string {
  return typed.startsWith('agent:') ? typed : typed.toLowerCase()
}

function isType(text: string): boolean {
  return artifactTypes.some((one) => one === text)
}

/** `24h`, or a time such as 2026-01-05T09:00:00Z. */
function sinceOf(text: string): number {
  const span = parseSpan(text)
  if (span !== null) return Date.now() - span
  const at = readUtc(text)
  if (at === null)
    throw new UsageError(`--since takes a length such as 24h or a time such as 2026-01-05T09:00Z.`)
  return at
}
