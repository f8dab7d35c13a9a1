// The open commands that this process wrote or that evidence named at the start, in memory.

import { isFinal, type State } from '../command/lifecycle.ts'

/** An open command, as written here or as its evidence says. */
export interface Standing {
  readonly id: string
  /** The full name of its tenant. */
  readonly tenant: string
  readonly requester: string
  readonly state: State
  /** The name of the token of the agent that asked; empty for none. Only the record says it. */
  readonly agent?: string
  /** Whom a change of digests or delegations concerns here; absent if only the record says it. */
  readonly concerned?: Concerned
}

/** People of a waiting request, by id. */
export interface Concerned {
  /** Their cards wait for their digests. */
  readonly cards: readonly string[]
  /** Somebody else answers in their place. */
  readonly places: readonly string[]
  /** A place has no card. */
  readonly isUnasked: boolean
}

const none: readonly Standing[] = []

export interface Book {
  /** Notes whom a command concerns, as its record says. */
  learn(id: string, concerned: Concerned): void
  /** Another process wrote: what records say may have changed. */
  recall(): void
  /** The transaction is committed. */
  committed(): void
  /** The transaction failed: undoes its changes. */
  forget(): void
  put(standing: Standing): void
  has(id: string): boolean
  of(requester: string): readonly Standing[]
  all(): readonly Standing[]
}

/** An index by id and requester; changes since the last commit can be undone. */
export function bookOf(begun: readonly Standing[]): Book {
  const byId = new Map<string, Standing>()
  const idsOf = new Map<string, Set<string>>()
  const before = new Map<string, Standing | undefined>()

  function set(id: string, standing: Standing | undefined): void {
    const old = byId.get(id)
    if (old !== undefined) {
      const mine = idsOf.get(old.requester)
      mine?.delete(id)
      if (mine?.size === 0) idsOf.delete(old.requester)
    }
    if (standing === undefined || isFinal(standing.state)) {
      byId.delete(id)
      return
    }
    byId.set(id, standing)
    idsOf.set(standing.requester, (idsOf.get(standing.requester) ?? new Set()).add(id))
  }

  for (const one of begun.toReversed()) set(one.id, one)
  return {
    put(standing) {
      if (!before.has(standing.id)) before.set(standing.id, byId.get(standing.id))
      set(standing.id, standing)
    },
    has: (id) => byId.has(id),
    of(requester) {
      const ids = idsOf.get(requester)
      return ids === undefined ? none : [...ids].flatMap((id) => byId.get(id) ?? [])
    },
    all: () => [...byId.values()],
    learn(id, concerned) {
      const standing = byId.get(id)
      if (standing !== undefined) byId.set(id, { ...standing, concerned })
    },
    recall() {
      for (const [id, { concerned: _concerned, ...rest }] of byId) byId.set(id, rest)
    },
    committed() {
      if (before.size > 0) before.clear()
    },
    forget() {
      for (const [id, standing] of before) set(id, standing)
      before.clear()
    },
  }
}
