// One message to one person, before it is translated.

import type { Person } from '../policy/people.ts'
import type { Picture } from './display/picture.ts'
import type { Phrase } from './phrase.ts'

/** The kinds of message that Aval sends; programs that read the JSON lines rely on them. */
export type MessageKind =
  | 'menu'
  | 'prompt'
  | 'preview'
  | 'approval_request'
  | 'approval_update'
  | 'outcome'
  | 'refusal'
  | 'answer'
  | 'notice'

/** The locale for strangers where nobody is enrolled yet. */
export const strangersLocale = 'en'

/** The most common locale among the enrolled; used to answer strangers. */
export function localeOfMost(people: readonly Pick<Person, 'locale'>[]): string {
  const countOf = (locale: string) => people.filter((one) => one.locale === locale).length
  const locales = [...new Set(people.map((one) => one.locale))]
  return locales.toSorted((one, other) => countOf(other) - countOf(one))[0] ?? strangersLocale
}

export interface MessageDraft {
  /** A person's id, or the raw identifier of a stranger. */
  readonly to: string
  readonly locale: string
  /** Null for the person's own chat. */
  readonly chat: string | null
  readonly kind: MessageKind
  readonly lines: readonly Phrase[]
  /** The public name of the command that it is about. */
  readonly command?: string
  /** A picture that shows the same as the lines. */
  readonly picture?: Picture
  /** The token in the message; by its hash the outbox erases the text once the token is used up. */
  readonly token?: { readonly text: string; readonly hash: string }
  /** The tokens in a digest; each is erased on its own. */
  readonly tokens?: readonly { readonly text: string; readonly hash: string }[]
}

export function messageTo(
  person: Person,
  kind: MessageKind,
  lines: readonly Phrase[],
  about: {
    readonly chat?: string | null
    readonly command?: string
    readonly picture?: Picture
    readonly token?: NonNullable<MessageDraft['token']>
  } = {},
): MessageDraft {
  const { chat = null, command, picture, token } = about
  const { id: to, locale } = person
  const speech: { -readonly [Name in keyof MessageDraft]: MessageDraft[Name] } = {
    to,
    locale,
    chat,
    kind,
    lines,
  }
  if (command !== undefined) speech.command = command
  if (picture !== undefined) speech.picture = picture
  if (token !== undefined) speech.token = token
  return speech
}
