// What transports log: sentences, and only the kind of an error.

/** The part of pino's interface that transports use. */
export interface Log {
  debug(facts: object, sentence: string): void
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
  error(facts: object, sentence: string): void
}

/** The kind of an error; its message may quote texts or addresses. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** Logs that the engine did not take a message or a report. */
export function logRejected(log: Log, error: unknown): void {
  log.error({ error: nameOf(error) }, 'the engine did not take what was heard')
}
