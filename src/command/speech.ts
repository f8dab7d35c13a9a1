// One message on its way to one person, before it has words.

import type { Person } from '../policy/people.ts'
import type { Phrase } from './phrase.ts'

/** The kinds of message that Aval sends; programs on JSON lines branch on them. */
export type Kind =
  | 'menu'
  | 'prompt'
  | 'preview'
  | 'approval_request'
  | 'approval_update'
  | 'outcome'
  | 'refusal'
  | 'answer'
  | 'notice'

/** The language of those whom nobody enrolled. */
export const strangersLocale = 'en'

export interface Speech {
  /** A person's id, or the raw identifier of a stranger. */
  readonly to: string
  readonly locale: string
  /** Null for the person's own chat. */
  readonly chat: string | null
  readonly kind: Kind
  readonly lines: readonly Phrase[]
  /** The public name of the command that it is about. */
  readonly command?: string
  /** The token that it carries, and the hash by which the outbox forgets it. */
  readonly token?: { readonly text: string; readonly hash: string }
  /** The tokens of a digest, each forgotten on its own. */
  readonly tokens?: readonly { readonly text: string; readonly hash: string }[]
}

export function tell(
  person: Person,
  kind: Kind,
  lines: readonly Phrase[],
  about: { readonly chat?: string | null; readonly command?: string } = {},
): Speech {
  const speech = { to: person.id, locale: person.locale, chat: about.chat ?? null, kind, lines }
  return about.command === undefined ? speech : { ...speech, command: about.command }
}
