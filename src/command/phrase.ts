// What is to be said, before any language: a message id of the locale and its arguments.

/**
 * A value inside a sentence. Times are epoch milliseconds, spans are lengths in milliseconds;
 * `known` is the id of a message that a language may have or lack, `titles` what goes before it,
 * by locale; `named` says the id behind it too.
 */
export type Term =
  | string
  | number
  | Phrase
  | { readonly time: number }
  | { readonly span: number }
  /** A number as JSON writes it, said with the sign that the reader's language has. */
  | { readonly decimal: string }
  | {
      readonly known: string
      readonly otherwise: string
      readonly titles?: Readonly<Record<string, string>>
      readonly named?: true
    }
  /** Letters, digits, `-`, `_` and `.` that are to be copied: said whole, however long. */
  | { readonly exact: string }
  /** A value that is said whole, where all others are cut when they are too long. */
  | { readonly whole: string }
  | readonly Term[]

/** One sentence or line; nested phrases are worded in the same reader's language. */
export interface Phrase {
  readonly id: string
  readonly args?: Readonly<Record<string, Term>>
  /** A line for readers in whose words that phrase does not say that argument of it. */
  readonly unlessSaid?: { readonly by: Phrase; readonly arg: string }
}

export function phrase(id: string, args?: Readonly<Record<string, Term>>): Phrase {
  return args === undefined ? { id } : { id, args }
}

/** With every value in it said whole: what people agree to is what they could read (HAPF X.A). */
export function inFull(line: Phrase): Phrase {
  const { args } = line
  if (args === undefined) return line
  const entries = Object.entries(args).map(([name, term]) => [name, wholly(term)] as const)
  return { ...line, args: Object.fromEntries(entries) }
}

export function wholly(term: Term): Term {
  if (typeof term === 'string') return { whole: term }
  return typeof term === 'object' && 'id' in term ? inFull(term) : term
}
