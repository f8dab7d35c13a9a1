// `aval audit`: prints evidence; opens the database read-only, without a running environment.

import { isCommandName } from '../../command/draw.ts'
import { readUtc } from '../../conversation/iso-moment.ts'
import { artifactTypes } from '../../evidence/artifact.ts'
import { easOf } from '../../evidence/export-forms.ts'
import { parseDuration } from '../../policy/duration.ts'
import { everyAgent } from '../../policy/names.ts'
import { type RiskClass, riskClasses } from '../../policy/risk.ts'
import type { Connection } from '../../store/file/database.ts'
import { auditRecords, newestTime } from '../../store/queries.ts'
import type { AuditFilter, AuditRecord } from '../../store/store.ts'
import { type Context, UsageError } from '../context.ts'
import { withReadOnlyStore } from '../read-only-store.ts'
import { escapeControls, printError } from '../terminal.ts'
import { writeLines } from '../write-lines.ts'

export interface AuditOptions {
  readonly since?: string
  readonly actor?: string
  readonly type?: string
  readonly command?: string
  readonly risk?: string
  readonly eas: boolean
}

/** Prints artifacts as JSON lines, oldest first, each with its body (null once erased). */
export async function audit(context: Context, options: AuditOptions): Promise<number> {
  const from = options.since === undefined ? null : startOf(options.since)
  if (options.type !== undefined && !isType(options.type))
    throw new UsageError(
      `--type ${options.type} is no type of evidence; there are: ${artifactTypes.join(', ')}.`,
    )
  const { actor, type, command } = options
  const risk = options.risk === undefined ? undefined : riskOf(options.risk)
  const filter = {
    ...(actor === undefined ? {} : actorOf(actor)),
    ...(type === undefined ? {} : { type }),
    ...(command === undefined ? {} : { command: nameOf(command) }),
    ...(risk === undefined ? {} : { risk }),
  }
  await withReadOnlyStore(context, async ({ db }) => {
    const newest = newestAt(db)
    const since = from === null ? null : 'at' in from ? from.at : sinceSpan(from.span, newest)
    const wanted = since === null ? filter : { ...filter, since }
    await writeLines(process.stdout, linesOf(auditRecords(db, wanted), options.eas))
    if (since !== null && newest !== null && newest < since)
      printError(
        `Nothing is that recent: the newest artifact is of ${new Date(newest).toISOString()}.`,
      )
    sayUnknown(db, filter)
  })
  return 0
}

/** Warns if an actor or command is unknown: a typing error would look like "did nothing". */
function sayUnknown(db: Connection, { actor, agents, command }: AuditFilter): void {
  const none = (filter: AuditFilter) => [...auditRecords(db, { ...filter, most: 1 })].length === 0
  if (actor !== undefined && none({ actor }))
    printError(`No artifact is by ${actor}; ids of people: aval people list.`)
  if (agents === true && none({ agents })) printError('No artifact is by an agent.')
  if (command !== undefined && none({ command })) printError(`No artifact is of ${command}.`)
}

/** When the newest artifact was written, in epoch milliseconds; null before the first. */
function newestAt(db: Connection): number | null {
  const at = Date.parse(newestTime(db) ?? '')
  return Number.isNaN(at) ? null : at
}

/**
 * The moment `span` milliseconds ago. If the newest artifact is later than the machine's clock (as
 * with `chat --at`), the span is counted back from that artifact.
 */
function sinceSpan(span: number, newest: number | null): number {
  const now = Date.now()
  if (newest === null || newest <= now) return now - span
  const time = new Date(newest).toISOString()
  printError(
    `This environment is ahead of the machine's clock: counted back from ${time}, its newest artifact.`,
  )
  return newest - span
}

function* linesOf(records: Iterable<AuditRecord>, eas: boolean): Generator<string> {
  for (const { artifact, body } of records) {
    const line = { ...artifact, body }
    yield `${escapeControls(JSON.stringify(eas ? easOf(line) : line))}\n`
  }
}

/** People's ids are lower case, however they are typed; an agent's session id is kept as typed. */
function actorOf(typed: string): Pick<AuditFilter, 'actor' | 'agents'> {
  if (typed.startsWith('agent:')) return { actor: typed }
  const id = typed.toLowerCase()
  if (id === everyAgent) return { agents: true }
  // Evidence holds no phones and names, so that searching for one would find nothing.
  if (!/^[a-z][\w.-]*$/.test(id))
    throw new UsageError(
      `--actor takes a person's id such as ana, not ${typed}; see aval people list.`,
    )
  return { actor: id }
}

/** A command's public name in upper case, as in evidence. */
function nameOf(typed: string): string {
  if (!isCommandName(typed))
    throw new UsageError(`--command ${typed} is not a command name; one looks like C-7F3K.`)
  return typed.toUpperCase()
}

/** A risk class, typed in any case. */
function riskOf(typed: string): RiskClass {
  const found = riskClasses.find((one) => one === typed.toUpperCase())
  if (found === undefined) throw new UsageError(`--risk takes ${riskClasses.join(', ')}.`)
  return found
}

function isType(text: string): boolean {
  return artifactTypes.some((one) => one === text)
}

/** Parses `24h`, or a time such as 2026-01-05T09:00:00Z (to epoch milliseconds). */
function startOf(text: string): { readonly span: number } | { readonly at: number } {
  const span = parseDuration(text)
  if (span !== null) return { span }
  const at = readUtc(text)
  if (at === null)
    throw new UsageError(`--since takes a length such as 24h or a time such as 2026-01-05T09:00Z.`)
  return { at }
}
