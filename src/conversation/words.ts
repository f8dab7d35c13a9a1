// The words of one language: what Aval says, and what people may type for each command.

import { FluentBundle, FluentResource } from '@fluent/bundle'
import { folded } from './normalise.ts'

/** One way to type a command: fixed words, and slots that take what is typed. */
export type Piece =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'slot'; readonly name: string }

export interface Pattern {
  readonly flow: string
  readonly pieces: readonly Piece[]
}

export interface Words {
  readonly locale: string
  readonly bundle: FluentBundle
  /** Time zone of the environment, for every time that is said. */
  readonly timeZone: string
  readonly patterns: readonly Pattern[]
  /** Single words with a meaning of their own, such as giving up. */
  readonly giveUp: readonly string[]
  readonly none: readonly string[]
}

/** Read one locale file. Throws with the file's name when it does not parse. */
export function readWords(
  locale: string,
  source: string,
  flows: Iterable<string>,
  timeZone = 'UTC',
): Words {
  const bundle = new FluentBundle(locale, { useIsolating: false })
  const errors = bundle.addResource(new FluentResource(source))
  if (errors.length > 0) throw new Error(`locales/${locale}.ftl: ${errors.map(String).join('; ')}`)
  const patterns: Pattern[] = []
  for (const flow of flows)
    for (const way of list(bundle, `${flow.replaceAll('.', '-')}.typed`))
      patterns.push({ flow, pieces: way.split(' ').map(piece) })
  return {
    locale,
    bundle,
    timeZone,
    patterns,
    giveUp: list(bundle, 'word-give-up'),
    none: list(bundle, 'word-none'),
  }
}

function piece(text: string): Piece {
  const slot = /^\[([a-z_]+)\]$/.exec(text)?.[1]
  return slot === undefined ? { kind: 'word', word: folded(text) } : { kind: 'slot', name: slot }
}

/** The alternatives of a message, that are parted by `|`. */
function list(bundle: FluentBundle, id: string): readonly string[] {
  return (rawText(bundle, id, {}) ?? '')
    .split('|')
    .map((way) => way.trim().replace(/\s+/g, ' '))
    .filter((way) => way !== '')
}

/** The text of a message or of one of its attributes (`id.attribute`); null when there is none. */
export function rawText(
  bundle: FluentBundle,
  id: string,
  args: Record<string, string | number>,
): string | null {
  const [name = '', attribute] = id.split('.')
  const message = bundle.getMessage(name)
  const pattern = attribute === undefined ? message?.value : message?.attributes[attribute]
  if (pattern === undefined || pattern === null) return null
  const errors: Error[] = []
  const text = bundle.formatPattern(pattern, args, errors)
  return errors.length > 0 ? null : text
}
