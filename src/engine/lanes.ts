// Serves several chats at once, each with one letter at a time, so that a hanging letter delays
// only its own chat.

export interface Lanes {
  /** Resolves once another chat may be served. */
  free(): Promise<void>
  isTaken(chat: string): boolean
  take(chat: string): void
  leave(chat: string): void
}

export function createLanes(most: number): Lanes {
  const taken = new Set<string>()
  let waiting: (() => void)[] = []
  return {
    async free() {
      while (taken.size >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    isTaken: (chat) => taken.has(chat),
    take: (chat) => void taken.add(chat),
    leave(chat) {
      taken.delete(chat)
      const all = waiting
      waiting = []
      for (const go of all) go()
    },
  }
}
