// One more look some time later, however many ask for it.

export interface OneMoreLook {
  later(): void
  stop(): void
}

/** `look` runs once so many milliseconds after the first wish for it, unless stopped before. */
export function oneMoreLook(milliseconds: number, look: () => void): OneMoreLook {
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
