// The last step of a build: what every start would parse again is parsed once.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { flowSchema } from '../command/spec.ts'
import { parseApi } from '../connectors/api.ts'
import { parseDescription } from '../connectors/description.ts'
import { parseUnitKind } from '../connectors/unit-kind.ts'
import { parsePackText, shipped } from './content.ts'
import { type Grammar, prepare } from './prepared.ts'

type Parse = (text: string, file: string) => unknown

const grammars: readonly (readonly [Grammar, string, Parse])[] = [
  ['flow', 'commands', (text, file) => parseDescription(flowSchema, text, file)],
  ['api', 'apis', parseApi],
  ['unit', 'units', parseUnitKind],
  ['pack', 'policies', parsePackText],
]

/** Throws one sentence, with file and mend, when a shipped file does not parse. */
export function prepareShipped(): void {
  for (const [grammar, folder, parse] of grammars) {
    const place = join(shipped, 'flows', folder)
    for (const name of readdirSync(place).filter((one) => one.endsWith('.yaml'))) {
      const file = join(place, name)
      const text = readFileSync(file, 'utf8')
      prepare(grammar, text, parse(text, file))
    }
  }
}
