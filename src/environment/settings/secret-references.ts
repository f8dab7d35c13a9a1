// Where `environment.yaml` refers to secrets, and how long a token must be.

import type { Settings } from './settings-schema.ts'

/** All secret references, with the field each stands in. */
export function secretReferences(
  settings: Pick<Settings, 'connectors' | 'http' | 'ship'>,
): readonly { readonly field: string; readonly text: string }[] {
  const connectors = Object.entries(settings.connectors).flatMap(([name, { secrets }]) =>
    Object.entries(secrets).map(([key, text]) => ({
      field: `connectors.${name}.secrets.${key}`,
      text,
    })),
  )
  const tokens = settings.http === undefined ? [] : httpTokens(settings.http)
  const shipped = settings.ship.flatMap((one) =>
    'token' in one && one.token !== undefined
      ? [{ field: `ship.${one.name}.token`, text: one.token }]
      : [],
  )
  return [...connectors, ...tokens, ...shipped]
}

/** In characters: a shorter token of a program could be guessed. */
export const httpTokenLeast = 32

/** The tokens of programs, and of agents, by the field in which each stands. */
export function httpTokens({ tokens, agents }: NonNullable<Settings['http']>): readonly {
  readonly name: string
  readonly field: string
  readonly text: string
}[] {
  return [
    ...Object.entries(tokens).map(([name, text]) => ({ name, field: `http.tokens.${name}`, text })),
    ...Object.entries(agents).map(([name, { token: text }]) => ({
      ...{ name, field: `http.agents.${name}.token`, text },
    })),
  ]
}
