// The file's write-ahead log: what was erased would live on in it for as long as little is written.

import { busyTimeoutMs, type Connection } from './database.ts'

export interface FileLog {
  /** Something was erased that must be nowhere any more. */
  erased(): void
  /** A transaction is over: the log goes now, where something was erased and nobody reads in it. */
  committed(): void
}

/** While somebody reads in it, so many transactions pass before the next try. */
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
