// The JSON Schemas that editors and other programs use, from the code that parses the files.

import { flowJsonSchema } from '../src/command/spec.ts'
import { apiJsonSchema } from '../src/connectors/api.ts'
import { unitKindJsonSchema } from '../src/connectors/unit-kind.ts'
import { settingsJsonSchema } from '../src/environment/settings.ts'
import { artifactJsonSchema } from '../src/evidence/artifact.ts'
import { packJsonSchema } from '../src/policy/pack.ts'

/** Each file below the repository with its whole text. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const text = (title: string, schema: object) =>
    `${JSON.stringify({ ...schema, title }, null, 2)}\n`
  return new Map([
    ['flows/command.schema.json', text('A command of Aval', flowJsonSchema())],
    ['flows/policy.schema.json', text('A policy pack of Aval', packJsonSchema())],
    ['flows/api.schema.json', text('An API that Aval calls', apiJsonSchema())],
    ['flows/unit.schema.json', text('A kind of configuration unit', unitKindJsonSchema())],
    ['flows/environment.schema.json', text('An environment of Aval', settingsJsonSchema())],
    ['flows/artifact.schema.json', text('Aval evidence artifact', artifactJsonSchema())],
  ])
}
