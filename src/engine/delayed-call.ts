// A delayed call that is scheduled once, however often it is asked for.

export interface DelayedCall {
  later(): void
  stop(): void
}

/** Runs `look` this many milliseconds after the first call of `later`, unless stopped. */
export function delayedCall(milliseconds: number, look: () => void): DelayedCall {
  let [timer, stopped]: [NodeJS.Timeout | null, boolean] = [null, false]
  return {
    later() {
      if (timer !== null || stopped) return
      timer = setTimeout(() => {
        timer = null
        look()
      }, milliseconds)
      timer.unref()
    },
    stop() {
      stopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
