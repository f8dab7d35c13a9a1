// The digests of what defines an environment at its start: commands, APIs, units, texts, settings.

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Definition } from '../command/command.ts'
import type { Rules } from '../command/facts.ts'
import { sha256 } from '../evidence/canonical.ts'
import { settingsDigest } from './attestation/digests.ts'
import { filesIn, rootsOf } from './content-files.ts'
import type { Settings } from './settings/settings-schema.ts'

/**
 * SHA-256 of each file's text, or of the parsed settings, by the name used in evidence. Without
 * packs: a policy is bound by its own digest (command/recorded-binding.ts).
 */
export function definitionsNow(
  home: string,
  settings: Settings,
  { flows, described }: Pick<Rules, 'flows' | 'described'>,
): Definition {
  const commands = [...flows.values()].map((one) => [`command ${one.command}`, one.digest] as const)
  return {
    ...Object.fromEntries(commands),
    ...Object.assign({}, ...described.values()),
    ...wordsNow(home),
    'environment.yaml': settingsDigest(settings),
  }
}

/** One digest per language, over the shipped file and the home's, because both are merged. */
function wordsNow(home: string): Definition {
  const texts = new Map<string, string>()
  for (const file of rootsOf(home).flatMap((root) => filesIn(join(root, 'locales'), '.ftl'))) {
    const name = `words ${basename(file, '.ftl')}`
    texts.set(name, sha256(`${texts.get(name) ?? ''}${readFileSync(file, 'utf8')}`))
  }
  return Object.fromEntries(texts)
}
