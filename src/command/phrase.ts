// Text before translation: a message id of the locales and its arguments.

/**
 * A value inside a sentence. Times are epoch milliseconds, spans are milliseconds. `known` is a
 * message id that a locale may lack (then `otherwise` is used); `titles`, by locale, go before it;
 * `named` adds the id.
 */
export type Term =
  | string
  | number
  | Phrase
  | { readonly time: number }
  | { readonly span: number }
  /** A number as JSON writes it, shown with the reader's decimal sign. */
  | { readonly decimal: string }
  | {
      readonly known: string
      readonly otherwise: string
      readonly titles?: Readonly<Record<string, string>>
      readonly named?: true
    }
  /** Letters, digits, `-`, `_` and `.` to be copied: never cut, however long. */
  | { readonly exact: string }
  /** A text that is never cut; other values are cut when too long. */
  | { readonly whole: string }
  | readonly Term[]

/** One sentence or line; nested phrases are worded in the same reader's language. */
export interface Phrase {
  readonly id: string
  readonly args?: Readonly<Record<string, Term>>
  /** An extra line, used only if the reader's locale omits argument `arg` from phrase `by`. */
  readonly unlessSaid?: { readonly by: Phrase; readonly arg: string }
}

export function phrase(id: string, args?: Readonly<Record<string, Term>>): Phrase {
  return args === undefined ? { id } : { id, args }
}

/** The phrase with no value cut: people must be able to read all that they agree to (HAPF X.A). */
export function untruncated(line: Phrase): Phrase {
  const { args } = line
  if (args === undefined) return line
  const entries = Object.entries(args).map(([name, term]) => [name, untruncatedTerm(term)] as const)
  return { ...line, args: Object.fromEntries(entries) }
}

export function untruncatedTerm(term: Term): Term {
  if (typeof term === 'string') return { whole: term }
  return typeof term === 'object' && 'id' in term ? untruncated(term) : term
}
