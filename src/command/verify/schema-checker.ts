// Checks what evidence states about the schema of the file: starts name it, migrations raise it.

/** `newest`: the schema of the file now. Each method returns what is wrong, in words, or null. */
export function schemaChecker(newest: number) {
  let schema = 0
  return {
    /** A start names the schema; one that names none keeps the one before. */
    started(said = schema): string | null {
      const isOlder = said < schema
      schema = said
      return isOlder ? `it names the schema ${said}, and a newer one was before it` : null
    },
    /** An artifact of this type says that a migration raised the schema. */
    migrated(
      type: string,
      {
        from = -1,
        schema: to = 0,
      }: { readonly from?: number | undefined; readonly schema?: number | undefined },
    ): string | null {
      const isOne = type === 'alignment.checked' && from >= schema && to > from && to <= newest
      schema = Math.max(schema, to)
      return isOne ? null : 'it says that a migration was, and there was none'
    },
  }
}
