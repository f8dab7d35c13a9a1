// The values of secrets, as they are read: what the log blots out grows with each one that is new.

export interface KnownSecrets {
  /** A value was read under this reference. */
  learn(reference: string, value: string): void
  /** Of each reference the newest value, and the one before: an answer to that may be under way. */
  values(): readonly string[]
}

/** How many values of one reference are remembered. */
const valuesMost = 2

export function knownSecrets(): KnownSecrets {
  const known = new Map<string, readonly string[]>()
  return {
    learn(reference, value) {
      const before = known.get(reference) ?? []
      if (before[0] !== value) known.set(reference, [value, ...before].slice(0, valuesMost))
    },
    values: () => [...known.values()].flat(),
  }
}
