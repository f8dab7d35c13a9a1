// A log that is loaded only when it is first needed, because most commands log nothing.

import type { Log } from '../engine/engine-parts.ts'

/** Passes warnings and errors in order to the log that `open` gives; ignores info. */
export function lazyLog(open: () => Promise<Log>): Log {
  let opened: Promise<Log> | null = null
  const tell = (level: 'warn' | 'error') => (about: object, message: string) => {
    opened ??= open()
    void opened.then((log) => log[level](about, message))
  }
  return { info: () => undefined, warn: tell('warn'), error: tell('error') }
}
