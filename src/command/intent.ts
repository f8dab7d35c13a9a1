// The meanings that a message may have. Digits and tokens mean the same in every language.

import type { Slots } from './command.ts'
import type { Phrase } from './phrase.ts'

export type Intent =
  | Understood
  /** The text holds an open token of the sender's, but not in the form of an answer. */
  | { readonly kind: 'misplaced'; readonly token: string }

/** What the words alone mean. */
export type Understood =
  /** `1`, `2`, `1 K7QM2P`, `1 K7QM2P 492013`, `2 K7QM2P too risky`, `1 C-7F3K`, `1 PROD`. */
  | {
      readonly kind: 'choice'
      readonly option: 1 | 2
      readonly token?: string
      readonly code?: string
      /** The command's name, and other words after the digit, as typed. */
      readonly name?: string
      readonly rest?: string
    }
  /** A command by its words, with the slots that were given and the first one that was wrong. */
  | {
      readonly kind: 'ask'
      readonly flow: string
      readonly slots: Slots
      readonly wrong?: { readonly slot: string; readonly why: Phrase }
    }
  /** A number that picks a line of the menu or of a list of choices. */
  | { readonly kind: 'pick'; readonly number: number }
  /** `cancel` alone: give up the open question. */
  | { readonly kind: 'give_up' }
  /** `yes`, `ok`, a thumb: meant as an answer, but words decide nothing. */
  | { readonly kind: 'reply' }
  | { readonly kind: 'unknown'; readonly suggestion: string | null }

export type Choice = Extract<Intent, { kind: 'choice' }>
