// What a pack calls its approval policies, scopes, rules and freezes, by locale.

import { z } from 'zod'
import { covers, scopeSchema } from './names.ts'

/** A title by locale. Anything without a title is called by its id. */
export type Titles = Readonly<Record<string, string>>

export function titlesSchema() {
  // Must begin with a letter, so that it cannot look like an option, and has no invisible marks.
  const title = z
    .string()
    .max(60)
    .regex(/^\p{L}[^\p{C}\p{Zl}\p{Zp}]*$/u, 'a title is one line that begins with a letter')
  const locale = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'a locale looks like en or pt-BR')
  const titles = z.record(locale, title)
  return z.strictObject({
    approvals: z.record(z.string(), titles).default({}),
    scopes: z.record(scopeSchema, titles).default({}),
    rules: z.record(z.string(), titles).default({}),
    freezes: z.record(z.string(), titles).default({}),
  })
}
export type PackTitles = z.infer<ReturnType<typeof titlesSchema>>
export type TitledKind = keyof PackTitles

interface Titled {
  readonly titles?: PackTitles | undefined
  readonly roles: Readonly<Record<string, readonly string[]>>
  readonly approvals: Readonly<Record<string, { readonly scope: string }>>
  readonly rules: readonly { readonly name: string }[]
  readonly freezes: readonly { readonly name: string }[]
}

/** The pack's title, by locale, for one of its items; null if it gives none. */
export function titlesOf(
  pack: Pick<Titled, 'titles'> | null,
  kind: TitledKind,
  id: string,
): Titles | null {
  const all = pack?.titles?.[kind] ?? {}
  return Object.hasOwn(all, id) ? (all[id] ?? null) : null
}

/** Messages for titles of things that the pack lacks, and for titles shared by two things. */
export function titleGaps(pack: Titled): readonly string[] {
  const { titles: given } = pack
  if (given === undefined) return []
  const held = [...Object.values(pack.roles).flat()]
  const asked = Object.values(pack.approvals).map((one) => one.scope)
  const known: Readonly<Record<TitledKind, (id: string) => boolean>> = {
    approvals: (id) => Object.hasOwn(pack.approvals, id),
    scopes: (id) => asked.includes(id) || held.some((grant) => covers(grant, id)),
    rules: (id) => pack.rules.some((one) => one.name === id),
    freezes: (id) => pack.freezes.some((one) => one.name === id),
  }
  const kinds = ['approvals', 'scopes', 'rules', 'freezes'] as const
  return kinds.flatMap((kind) => [
    ...Object.keys(given[kind])
      .filter((id) => !known[kind](id))
      .map((id) => `titles.${kind} names ${id}, which this pack does not have`),
    ...sharedIn(given[kind]).map((text) => `titles.${kind} gives ${text} to more than one of them`),
  ])
}

function sharedIn(all: Readonly<Record<string, Titles>>): readonly string[] {
  const said = Object.values(all).flatMap((one) =>
    Object.entries(one).map(([language, text]) => `“${text.toLowerCase()}” (${language})`),
  )
  return [...new Set(said.filter((one, index) => said.indexOf(one) !== index))]
}
