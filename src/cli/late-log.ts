// A log that is loaded at its first word, because most commands have nothing to complain of.

import type { Log } from '../engine/engine.ts'

/** Warnings and errors reach the log that `open` gives, in order; what is less never loads it. */
export function lateLog(open: () => Promise<Log>): Log {
  let opened: Promise<Log> | null = null
  const tell = (level: 'warn' | 'error') => (about: object, message: string) => {
    opened ??= open()
    void opened.then((log) => log[level](about, message))
  }
  return { info: () => undefined, warn: tell('warn'), error: tell('error') }
}
