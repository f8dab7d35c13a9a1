// Readable titles of approval policies, scopes, rules and freezes, in place of their ids.

import type { Pack } from '../../policy/pack.ts'
import { type TitledKind, titlesOf } from '../../policy/titles.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'
import { slug } from './label.ts'

type Titling = Pick<Pack, 'titles'> | null

type Called = Extract<Term, { readonly known: string }>

/** The pack's title, else the locale's word (`value-scopes-…`), else the id. */
export function titled(pack: Titling, kind: TitledKind, id: string): Called {
  const titles = titlesOf(pack, kind, id)
  const known = `value-${kind}-${slug(id.replace('*', 'all'))}`
  return { known, otherwise: id, ...(titles === null ? {} : { titles }) }
}

/** A scope's title followed by its id, for people who have to type it. */
export function namedScope(pack: Titling, scope: string): Term {
  return { ...titled(pack, 'scopes', scope), named: true }
}

/** The scopes, joined by "or". */
export function anyScope(pack: Titling, scopes: readonly string[]): Term {
  const [first, ...others] = scopes.map((scope) => titled(pack, 'scopes', scope))
  if (first === undefined) return '-'
  return others.reduce<Term>((one, other): Phrase => phrase('either', { one, other }), first)
}

/** Recorded rule arguments in words. */
export function titledArguments(
  pack: Titling,
  args: Readonly<Record<string, string | number>>,
): Readonly<Record<string, Term>> {
  const worded: Readonly<Record<string, (text: string) => Term>> = {
    scopes: (text) => anyScope(pack, text.split(' / ')),
    policy: (text) => titled(pack, 'approvals', text),
    name: (text) => titled(pack, 'rules', text),
    freeze: (text) => titled(pack, 'freezes', text),
  }
  return Object.fromEntries(
    Object.entries(args).map(([name, value]): [string, Term] => {
      const word = Object.hasOwn(worded, name) ? worded[name] : undefined
      return [name, word === undefined || typeof value === 'number' ? value : word(value)]
    }),
  )
}
