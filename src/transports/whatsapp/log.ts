// What the transports write to the log: sentences, and of an error no more than its kind.

/** The part of pino that a transport uses; a pino child fits. */
export interface Log {
  debug(facts: object, sentence: string): void
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
  error(facts: object, sentence: string): void
}

/** The kind of an error: its sentence may quote a message or an address. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** The engine did not take what was heard: whoever said it hears of that from the engine. */
export function logUntaken(log: Log, error: unknown): void {
  log.error({ error: nameOf(error) }, 'the engine did not take what was heard')
}
