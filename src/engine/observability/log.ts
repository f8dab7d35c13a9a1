// The log of one environment: one JSON object per line, without secrets.

import pino, { type Logger } from 'pino'
import { type Redaction, redact, redactDeep } from '../../evidence/redact.ts'
import type { Environment } from '../../policy/names.ts'

export interface LogOptions {
  readonly environment: Environment
  readonly level: string
  /** The current values of secrets, read for each record; they are redacted wherever they occur. */
  readonly secrets?: () => readonly string[]
  /** Receives each line with its line break; standard error if absent. */
  readonly write?: (line: string) => void
}

/**
 * A log whose records are redacted twice: fields by name and pattern, then the finished line by
 * pattern, because an error's message may slip past the first.
 */
export function openLog(options: LogOptions): Logger {
  const { environment, level, secrets = () => [] } = options
  const redaction = (): Redaction => ({ secrets: secrets() })
  const write = options.write ?? toStandardError()
  return pino(
    {
      level,
      base: { environment },
      hooks: {
        logMethod(args, method) {
          const now = redaction()
          const [first, ...rest] = args.map((one: unknown) => redactDeep(withName(one), now))
          method.apply(this, [plainObject(first), ...rest.map(String)])
        },
      },
    },
    { write: (line: string) => write(`${scopedLine(environment, line, redaction())}\n`) },
  )
}

/** Written synchronously, so that the last lines before a crash are there. */
function toStandardError(): (line: string) => void {
  const destination = pino.destination({ dest: 2, sync: true })
  return (line) => void destination.write(line)
}

/** An error logged by itself becomes field `err`, as in pino. */
function withName(value: unknown): unknown {
  return value instanceof Error ? { err: value } : value
}

function plainObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : { said: value }
}

/**
 * The line as a record of this environment: its own member `environment` is overwritten, and text
 * that is no record (such as a stack that the runtime prints) is wrapped (DESR X.B).
 */
function scopedLine(environment: Environment, line: string, redaction: Redaction): string {
  const safe = redact(line.trimEnd(), redaction)
  const record = recordOf(safe)
  if (record === null) return JSON.stringify({ level: 50, environment, printed: safe })
  return JSON.stringify({ ...record, environment })
}

/**
 * A line as a collector of several environments files it under one of them. A record that names
 * this environment passes unchanged; anything else is wrapped and redacted. Secrets are read only
 * for those.
 */
export function collectedLine(
  environment: Environment,
  line: string,
  secrets: () => readonly string[],
): string {
  const record = recordOf(line)
  const says = record !== null && record['environment'] === environment
  return says ? line : scopedLine(environment, line, { secrets: secrets() })
}

function recordOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.fromEntries(Object.entries(value))
  } catch {
    return null
  }
}
