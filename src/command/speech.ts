// One message on its way to one person, before it has words.

import type { Person } from '../policy/people.ts'
import type { Phrase } from './phrase.ts'
import type { Picture } from './shown/picture.ts'

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

/** Where nobody is enrolled yet. */
export const strangersLocale = 'en'

/** Whom nobody enrolled is answered in the language that most people here have. */
export function localeOfMost(people: readonly Pick<Person, 'locale'>[]): string {
  const countOf = (locale: string) => people.filter((one) => one.locale === locale).length
  const locales = [...new Set(people.map((one) => one.locale))]
  return locales.toSorted((one, other) => countOf(other) - countOf(one))[0] ?? strangersLocale
}

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
  /** What is drawn beside the lines; the lines say the same. */
  readonly picture?: Picture
  /** The token that it carries, and the hash by which the outbox forgets it. */
  readonly token?: { readonly text: string; readonly hash: string }
  /** The tokens of a digest, each forgotten on its own. */
  readonly tokens?: readonly { readonly text: string; readonly hash: string }[]
}

export function tell(
  person: Person,
  kind: Kind,
  lines: readonly Phrase[],
  about: {
    readonly chat?: string | null
    readonly command?: string
    readonly picture?: Picture
    readonly token?: NonNullable<Speech['token']>
  } = {},
): Speech {
  const { chat = null, command, picture, token } = about
  const { id: to, locale } = person
  const speech: { -readonly [Name in keyof Speech]: Speech[Name] } = {
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
