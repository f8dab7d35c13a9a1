// Texts that are not here any more: what was decided by them could not be decided anew.

/** Counts commands by tenant and by the text that they miss, `policy strong 1.0.0 DIGEST`. */
export function undecidedCounter() {
  const counts = new Map<string, Map<string, number>>()
  const ofTenant = (tenant: string) => [...(counts.get(tenant) ?? [])]
  return {
    hear(tenant: string, lacking: readonly string[]): void {
      const mine = counts.get(tenant) ?? new Map<string, number>()
      counts.set(tenant, mine)
      for (const text of lacking) mine.set(text, (mine.get(text) ?? 0) + 1)
    },
    /** For people. */
    lines: (tenant: string): readonly string[] =>
      ofTenant(tenant).map(
        ([text, commands]) =>
          `note ${tenant}: the text of ${text} is not here; commands that were not decided anew: ${commands}.`,
      ),
    /** For programs; nothing where all was decided anew. */
    fields: (tenant: string): { readonly undecided?: readonly object[] } => {
      const undecided = ofTenant(tenant).map(([text, commands]) => ({ text, commands }))
      return undecided.length === 0 ? {} : { undecided }
    },
  }
}
