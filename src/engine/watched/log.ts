// The log of one environment: one JSON object a line, never with a secret in it.

import pino, { type Logger } from 'pino'
import { type Redaction, redact, redactDeep } from '../../evidence/redact.ts'
import type { Environment } from '../../policy/names.ts'

export interface LogOptions {
  readonly environment: Environment
  readonly level: string
  /**
   * Values that secret references were resolved to, asked for at each record; they are blotted out
   * wherever they stand.
   */
  readonly secrets?: () => readonly string[]
  /** Where a line goes, with its line break; standard error when absent. */
  readonly write?: (line: string) => void
}

/**
 * A log whose records are redacted twice: their fields by name and by pattern as they are given,
 * and the finished line by pattern once more, because an error's message can find its way past.
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

/** Written at once, so that the last words before a crash are there. */
function toStandardError(): (line: string) => void {
  const destination = pino.destination({ dest: 2, sync: true })
  return (line) => void destination.write(line)
}

/** An error that is logged by itself becomes a field, as pino would make it. */
function withName(value: unknown): unknown {
  return value instanceof Error ? { err: value } : value
}

function plainObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : { said: value }
}

/**
 * One record of this environment. What it says of its environment is overruled, and what is no
 * record at all (a stack that the runtime prints) becomes one (DESR X.B).
 */
function scopedLine(environment: Environment, line: string, redaction: Redaction): string {
  const safe = redact(line.trimEnd(), redaction)
  const record = recordOf(safe)
  if (record === null) return JSON.stringify({ level: 50, environment, printed: safe })
  return JSON.stringify({ ...record, environment })
}

/**
 * What a collector of several environments files under one of them. A record that says by itself
 * that it belongs there passes as it is; anything else is refused as it is, and becomes one. For
 * those alone the values of secrets are asked.
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
