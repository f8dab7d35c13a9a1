// What approval policies, scopes, rules and freezes are called in chat: ids are for programs.

import type { Pack } from '../../policy/pack.ts'
import { type TitledKind, titlesOf } from '../../policy/titles.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'
import { slug } from './label.ts'

type Titling = Pick<Pack, 'titles'> | null

type Called = Extract<Term, { readonly known: string }>

/** The pack's own title, else the language's word for it (`value-scopes-…`), else the id. */
export function titled(pack: Titling, kind: TitledKind, id: string): Called {
  const titles = titlesOf(pack, kind, id)
  const known = `value-${kind}-${slug(id.replace('*', 'all'))}`
  return { known, otherwise: id, ...(titles === null ? {} : { titles }) }
}

/** A scope with its id behind it, for whoever has to type it. */
export function namedScope(pack: Titling, scope: string): Term {
  return { ...titled(pack, 'scopes', scope), named: true }
}

/** Of which one is enough. */
export function anyScope(pack: Titling, scopes: readonly string[]): Term {
  const [first, ...others] = scopes.map((scope) => titled(pack, 'scopes', scope))
  if (first === undefined) return '-'
  return others.reduce<Term>((one, other): Phrase => phrase('either', { one, other }), first)
}

/** Arguments of a rule as they were recorded, in words. */
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
