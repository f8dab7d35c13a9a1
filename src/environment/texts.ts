// The texts of packs and flows by digest, for repeating past decisions.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Texts } from '../command/proved/asked-then.ts'
import { type Flow, flowSchema } from '../command/spec.ts'
import { parseDescription } from '../connectors/description.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { Pack } from '../policy/pack.ts'
import { filesIn, parsePackText, rootsOf } from './content.ts'

/**
 * All packs and flows of a home and of the program, including shipped ones that the home replaces.
 * Unreadable files are skipped.
 */
export function textsOf(home: string): Texts {
  const packs = byDigest<Pack>(home, 'flows/policies', parsePackText)
  const flows = byDigest<Flow>(home, 'flows/commands', (text, file) => {
    return { ...parseDescription(flowSchema(), text, file), digest: sha256(text) }
  })
  return { pack: packs, flow: flows }
}

/** The pack texts by digest. */
export function policyTexts(home: string): ReadonlyMap<string, string> {
  return plain(textsIn(home, 'flows/policies'))
}

export function flowTexts(home: string): ReadonlyMap<string, string> {
  return plain(textsIn(home, 'flows/commands'))
}

const plain = (texts: ReturnType<typeof textsIn>) =>
  new Map([...texts].map(([digest, [text]]) => [digest, text]))

function byDigest<Value>(
  home: string,
  folder: string,
  parse: (text: string, file: string) => Value,
): (digest: string) => Value | null {
  let texts: ReadonlyMap<string, readonly [text: string, file: string]> | null = null
  const values = new Map<string, Value | null>()
  return (digest) => {
    texts ??= textsIn(home, folder)
    const known = values.get(digest)
    if (known !== undefined) return known
    const found = texts.get(digest)
    const value = found === undefined ? null : parsedOrNull(() => parse(...found))
    values.set(digest, value)
    return value
  }
}

function textsIn(home: string, folder: string) {
  const files = rootsOf(home).flatMap((root) => filesIn(join(root, folder), '.yaml'))
  return new Map(
    files.flatMap((file) => {
      const text = parsedOrNull(() => readFileSync(file, 'utf8'))
      return text === null ? [] : [[sha256(text), [text, file]] as const]
    }),
  )
}

function parsedOrNull<Value>(parse: () => Value): Value | null {
  try {
    return parse()
  } catch {
    return null
  }
}
