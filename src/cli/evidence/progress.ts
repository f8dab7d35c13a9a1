// Progress of a verification on standard error: one rewritten line, or several lines for a log.

export interface ProgressLine {
  tell(done: number, all: number): void
  /** Clears the line on a terminal; may be called twice. */
  end(): void
}

const quietMs = 1_000
const betweenMs = 200
const lineBetweenMs = 5_000

/**
 * On a terminal it appears after one second. Elsewhere it prints nothing unless `asked`: then a
 * line every five seconds, and one at the end.
 */
export function progressLine(asked: boolean): ProgressLine {
  const { stderr } = process
  const live = stderr.isTTY
  let last = performance.now() + (live ? quietMs - betweenMs : 0)
  let newest = ''
  let shown = false
  const rewrite = (text: string) => stderr.write(`\r\u001b[K${text}`)
  return {
    tell(done, all) {
      const share = all === 0 ? 100 : Math.min(100, Math.floor((100 * done) / all))
      newest = `verify: ${done} of ${Math.max(done, all)} artifacts (${share} %)`
      const now = performance.now()
      if ((!live && !asked) || now - last < (live ? betweenMs : lineBetweenMs)) return
      last = now
      shown = true
      if (live) rewrite(newest)
      else stderr.write(`${newest}\n`)
    },
    end() {
      if (live && shown) rewrite('')
      if (asked && newest !== '') stderr.write(`${newest}\n`)
      newest = ''
      shown = false
    },
  }
}
