// The last step of a build: what every start would parse again is parsed once.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { flowSchema } from '../command/spec.ts'
import { parseApi } from '../connectors/api.ts'
import { parseDescription } from '../connectors/description.ts'
import { parseUnitKind } from '../connectors/unit-kind.ts'
import { parseMessages } from '../conversation/words.ts'
import { parsePackText, shipped } from './content.ts'
import { type Grammar, prepare, prepareAmong } from './prepared.ts'

type Parse = (text: string, file: string) => unknown

const grammars: readonly (readonly [Grammar, string, Parse])[] = [
  ['flow', 'flows/commands', (text, file) => parseDescription(flowSchema(), text, file)],
  ['api', 'flows/apis', parseApi],
  ['unit', 'flows/units', parseUnitKind],
  ['pack', 'flows/policies', parsePackText],
  ['words', 'locales', (text, file) => parseMessages(basename(file, '.ftl'), text)],
]

/** Throws one sentence, with file and mend, when a shipped file does not parse. */
export function prepareShipped(): void {
  for (const [grammar, folder, parse] of grammars) {
    const place = join(shipped, folder)
    const values = new Map<string, unknown>()
    for (const name of readdirSync(place).filter((one) => /\.(yaml|ftl)$/.test(one))) {
      const file = join(place, name)
      const text = readFileSync(file, 'utf8')
      values.set(text, parse(text, file))
    }
    // A start reads all flows, and few of the others.
    if (grammar === 'flow') prepareAmong(grammar, values)
    else for (const [text, value] of values) prepare(grammar, text, value)
  }
}
