// Counts commands whose decision could not be replayed, because a policy or flow text is missing.

/** Counts commands by tenant and by missing text, such as `policy strong 1.0.0 DIGEST`. */
export function missingTextCounter() {
  const counts = new Map<string, Map<string, number>>()
  const ofTenant = (tenant: string) => [...(counts.get(tenant) ?? [])]
  return {
    hear(tenant: string, lacking: readonly string[]): void {
      const mine = counts.get(tenant) ?? new Map<string, number>()
      counts.set(tenant, mine)
      for (const text of lacking) mine.set(text, (mine.get(text) ?? 0) + 1)
    },
    /** Lines for people. */
    lines: (tenant: string): readonly string[] =>
      ofTenant(tenant).map(
        ([text, commands]) =>
          `note ${tenant}: the text of ${text} is missing; commands whose decision was not checked again: ${commands}.`,
      ),
    /** Fields for JSON output; empty if every decision was replayed. */
    fields: (tenant: string): { readonly undecided?: readonly object[] } => {
      const undecided = ofTenant(tenant).map(([text, commands]) => ({ text, commands }))
      return undecided.length === 0 ? {} : { undecided }
    },
  }
}
