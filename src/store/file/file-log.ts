// Truncates SQLite's write-ahead log after an erasure, so that erased data does not survive in it.

import { busyTimeoutMs, type Connection } from './database.ts'

export interface FileLog {
  /** Data was erased that must not survive anywhere. */
  erased(): void
  /** A transaction ended: truncates the log if data was erased and nobody is reading it. */
  committed(): void
}

/** How many transactions pass before the next try while somebody reads the log. */
const transactionsBetween = 64

export function fileLog(db: Connection): FileLog {
  let [isDue, passed] = [false, 0]
  return {
    erased() {
      isDue = true
      passed = 0
    },
    committed() {
      if (!isDue) return
      passed -= 1
      if (passed > 0) return
      db.pragma('busy_timeout = 0')
      const isBusy = db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0
      db.pragma(`busy_timeout = ${busyTimeoutMs}`)
      isDue = isBusy
      passed = transactionsBetween
    },
  }
}
