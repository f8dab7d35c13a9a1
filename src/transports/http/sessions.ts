// Records accepted and refused callers as evidence: once per session, not once per request.

import type { Noticed } from '../../command/event.ts'
import type { Caller } from './callers.ts'

export interface SessionParts {
  readonly engine: { notice(notice: Noticed): Promise<void> }
  /** Returns a new random word at each call, to tell sessions apart. */
  readonly fresh: () => string
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** The first refusal is recorded at once, further ones once a minute with their number. */
const deniedEveryMs = 60_000

/** Each program has one session while the interface is open; its first request records it. */
export function createSessions(parts: SessionParts): (caller: Caller) => Promise<string> {
  const open = new Map<string, Promise<string>>()
  async function begin({ name, owner }: Caller): Promise<string> {
    const session = `${owner === undefined ? 'program' : 'agent'}:${name}-${parts.fresh()}`
    const whose = owner === undefined ? {} : { owner }
    await parts.engine.notice({ what: 'door.accepted', caller: name, session, ...whose })
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
  /** A token was refused. */
  token(why: string): Promise<void>
  /** A caller with a token requested what it may not. */
  asking(caller: Caller, session: string, why: string): Promise<void>
  /** Records what was only counted so far, and stops. */
  end(): Promise<void>
}

export interface DenialParts extends Pick<SessionParts, 'engine' | 'now'> {
  /**
   * The limit of refusals (`most` within `within` milliseconds) at which an agent is locked; null
   * for none.
   */
  readonly standstill: () => Promise<{ readonly most: number; readonly within: number } | null>
  readonly failed: (error: unknown) => void
}

interface Counted {
  readonly count: number
  readonly toldAt: number
  readonly tell: (count: number) => Promise<void>
}

/**
 * Counts each kind of refusal separately. An agent's refusals are recorded one by one until the
 * limit that locks it, so that a flood cannot outrun the lock.
 */
export function createDenials(parts: DenialParts): Denials {
  const { notice } = parts.engine
  const all = new Map<string, Counted>()
  /** When an agent's refusals were recorded one by one. */
  const oneByOne = new Map<string, readonly number[]>()
  // Records the remaining counts even if the caller stops asking.
  const timer = setInterval(() => flushAll().catch(parts.failed), deniedEveryMs).unref()

  async function flush(key: string): Promise<void> {
    const found = all.get(key)
    if (found === undefined || found.count === 0) return
    all.set(key, { ...found, count: 0, toldAt: parts.now() })
    await found.tell(found.count)
  }

  async function flushAll(): Promise<void> {
    for (const key of all.keys()) await flush(key)
  }

  async function add(key: string, tell: Counted['tell'], atOnce = false): Promise<void> {
    const { count, toldAt } = all.get(key) ?? { count: 0, toldAt: Number.NEGATIVE_INFINITY }
    all.set(key, { count: count + 1, toldAt, tell })
    if (atOnce || parts.now() >= toldAt + deniedEveryMs) await flush(key)
  }

  /** Does this refusal count towards the limit that locks the agent? */
  async function isNews(agent: string): Promise<boolean> {
    const limit = await parts.standstill()
    if (limit === null) return false
    const now = parts.now()
    const recent = (oneByOne.get(agent) ?? []).filter((at) => at > now - limit.within)
    if (recent.length >= limit.most) return false
    oneByOne.set(agent, [...recent, now])
    return true
  }

  return {
    token: (why) => add(why, (count) => notice({ what: 'door.denied', why, count })),
    async asking({ name, owner }, session, why) {
      const agent = owner === undefined ? {} : { agent: { name, owner } }
      const tell = (count: number) =>
        notice({ what: 'door.refused', session, why, count, ...agent })
      await add(`${session} ${why}`, tell, owner !== undefined && (await isNews(name)))
    },
    async end() {
      clearInterval(timer)
      await flushAll()
    },
  }
}
