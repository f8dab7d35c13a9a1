// The texts that decisions were made under, by their digests: what the store keeps, what is in the
// home now, or was shipped.

import { join } from 'node:path'
import type { Rules } from '../command/facts.ts'
import type { Texts } from '../command/proved/reconstructed-request.ts'
import { flowSchema } from '../command/spec.ts'
import { parseDescription } from '../connectors/description.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { TextOf } from '../store/texts.ts'
import { filesIn, parsePackText, rootsOf } from './content.ts'
import { readTextFile } from './settings.ts'

/** Of every policy and command that may decide while the environment runs, as it was read. */
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

/** First those that the file keeps, then those of a home and of the program. */
export function textsBy(home: string): (kept: TextOf) => TextOf {
  const here = later(() => homeTexts(home))
  return (kept) => (digest) => kept(digest) ?? here().get(digest) ?? null
}

/** The same, as packs and flows. A text that cannot be read as one is none of them. */
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

/** What was once read; a digest has one text for ever. */
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

/** Also the shipped ones that the home's own stand in place of; no file that cannot be read. */
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

function later<Value extends object>(make: () => Value): () => Value {
  let made: Value | null = null
  return () => {
    made ??= make()
    return made
  }
}

function parsedOrNull<Value>(parse: () => Value): Value | null {
  try {
    return parse()
  } catch {
    return null
  }
}
