// Finds the pack and flow texts of past decisions by digest: in the store, in the home, or among
// the shipped files.

import { join } from 'node:path'
import type { Rules } from '../command/facts.ts'
import { flowSchema } from '../command/spec.ts'
import type { Texts } from '../command/verify/reconstructed-request.ts'
import { parseDescription } from '../connectors/description.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { TextOf } from '../store/texts.ts'
import { once, parsePackText } from './content.ts'
import { filesIn, rootsOf } from './content-files.ts'
import { readTextFile } from './text-file.ts'

/** The texts of all loaded flows and packs, by digest. */
export function textsInForce({
  flows,
  packs,
}: Pick<Rules, 'flows' | 'packs'>): ReadonlyMap<string, string> {
  return new Map(
    [...flows.values(), ...packs.values()].flatMap(({ digest, text }) =>
      text === undefined ? [] : [[digest, text] as const],
    ),
  )
}

/** Looks in `kept` (the store) first, then in the home's and the shipped files. */
export function textsBy(home: string): (kept: TextOf) => TextOf {
  const here = once(() => homeTexts(home))
  return (kept) => (digest) => kept(digest) ?? here().get(digest) ?? null
}

/** The same, parsed as packs and flows; null if the text is unknown or does not parse. */
export function textsOf(home: string): (kept: TextOf) => Texts {
  const by = textsBy(home)
  return (kept) => {
    const text = by(kept)
    return {
      pack: remembering(text, parsePackText),
      flow: remembering(text, (one, digest) => {
        return { ...parseDescription(flowSchema(), one, digest), digest, text: one }
      }),
    }
  }
}

/** Caches parsed values; a digest always has the same text. */
function remembering<Value>(
  textOf: TextOf,
  parse: (text: string, digest: string) => Value,
): (digest: string) => Value | null {
  const values = new Map<string, Value | null>()
  return (digest) => {
    const known = values.get(digest)
    if (known !== undefined) return known
    const text = textOf(digest)
    const value = text === null ? null : parsedOrNull(() => parse(text, digest))
    values.set(digest, value)
    return value
  }
}

/**
 * All packs and flows by digest, also shipped ones that the home replaces; skips unreadable files.
 */
export function homeTexts(home: string): ReadonlyMap<string, string> {
  const folders = rootsOf(home).flatMap((root) => [
    join(root, 'flows/policies'),
    join(root, 'flows/commands'),
  ])
  const texts = folders
    .flatMap((folder) => filesIn(folder, '.yaml'))
    .flatMap((file) => parsedOrNull(() => readTextFile(file)) ?? [])
  return new Map(texts.map((text) => [sha256(text), text]))
}

function parsedOrNull<Value>(parse: () => Value): Value | null {
  try {
    return parse()
  } catch {
    return null
  }
}
