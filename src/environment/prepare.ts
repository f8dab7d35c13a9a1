// The last step of a build: parses the shipped files once, so that no start needs to.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { flowSchema } from '../command/spec.ts'
import { parseApi } from '../connectors/api.ts'
import { parseDescription } from '../connectors/description.ts'
import { parseUnitKind } from '../connectors/unit-kind.ts'
import { parseMessages } from '../conversation/words.ts'
import { parsePackText } from './content.ts'
import { shipped } from './content-files.ts'
import { type Grammar, prepare, prepareAmong } from './prepared.ts'

type Parse = (text: string, file: string) => unknown

const grammars: readonly (readonly [Grammar, string, Parse])[] = [
  ['flow', 'flows/commands', (text, file) => parseDescription(flowSchema(), text, file)],
  ['api', 'flows/apis', parseApi],
  ['unit', 'flows/units', parseUnitKind],
  ['pack', 'flows/policies', parsePackText],
  ['words', 'locales', (text, file) => parseMessages(basename(file, '.ftl'), text)],
]

/** Throws a sentence with file and fix if a shipped file is invalid. */
export function prepareShipped(): void {
  for (const [grammar, folder, parse] of grammars) {
    const place = join(shipped, folder)
    const values = new Map<string, unknown>()
    for (const name of readdirSync(place).filter((one) => /\.(yaml|ftl)$/.test(one))) {
      const file = join(place, name)
      const text = readFileSync(file, 'utf8')
      values.set(text, parse(text, file))
    }
    // A start reads all flows, so they share a file; of the others it reads few.
    if (grammar === 'flow') prepareAmong(grammar, values)
    else for (const [text, value] of values) prepare(grammar, text, value)
  }
}
