// The signals that ask a process to end.

const endSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** Calls `end` with each signal that asks this process to end; none ends it by itself then. */
export function onEndSignals(end: (signal: string) => void): void {
  for (const signal of endSignals) process.on(signal, () => end(signal))
}

/** Calls `end` at the first such signal; the next one of the same kind ends the process at once. */
export function onFirstEndSignal(end: () => void): void {
  for (const signal of endSignals) process.once(signal, end)
}
