// Values of secrets that were read, for redaction in logs.

export interface KnownSecrets {
  /** A value was read under this reference. */
  learn(reference: string, value: string): void
  /** The newest value of each reference and the one before, which may still be in use. */
  values(): readonly string[]
}

/** How many values of each reference are kept. */
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
