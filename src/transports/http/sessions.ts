// Who came to the door and who was turned away, as evidence: once a session, not once a request.

import type { Noticed } from '../../command/event.ts'
import type { Caller } from './callers.ts'

export interface SessionParts {
  readonly engine: { notice(notice: Noticed): Promise<void> }
  /** A fresh word at each call, that sets sessions apart. */
  readonly fresh: () => string
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Refused tokens become evidence at once, and then once a minute with their number. */
const denialsEveryMs = 60_000

/** Each program has one session for as long as the door is open; its first request proves it. */
export function createSessions(parts: SessionParts): (caller: Caller) => Promise<string> {
  const open = new Map<string, Promise<string>>()
  async function begin({ name }: Caller): Promise<string> {
    const session = `program:${name}-${parts.fresh()}`
    await parts.engine.notice({ what: 'door.accepted', caller: name, session })
    return session
  }
  return (caller) => {
    const found = open.get(caller.name)
    if (found !== undefined) return found
    const begun = begin(caller)
    open.set(caller.name, begun)
    begun.catch(() => open.delete(caller.name))
    return begun
  }
}

export interface Denials {
  add(why: string): Promise<void>
  /** What was counted and not yet told. */
  flush(): Promise<void>
}

export function createDenials(parts: Pick<SessionParts, 'engine' | 'now'>): Denials {
  let counted = 0
  let lastWhy = 'bad_token'
  let toldAt = Number.NEGATIVE_INFINITY
  async function flush(): Promise<void> {
    if (counted === 0) return
    const count = counted
    counted = 0
    toldAt = parts.now()
    await parts.engine.notice({ what: 'door.denied', why: lastWhy, count })
  }
  return {
    async add(why) {
      counted += 1
      lastWhy = why
      if (parts.now() >= toldAt + denialsEveryMs) await flush()
    },
    flush,
  }
}
