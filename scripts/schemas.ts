// Generates the JSON Schemas for editors and other programs from the code that parses the files.

import { flowJsonSchema } from '../src/command/spec.ts'
import { apiJsonSchema } from '../src/connectors/api.ts'
import { unitKindJsonSchema } from '../src/connectors/unit-kind.ts'
import { settingsJsonSchema } from '../src/environment/settings/settings-schema.ts'
import { artifactSchema, publishedSchema } from '../src/evidence/artifact-schema.ts'
import { exportJsonSchemas } from '../src/evidence/export-forms.ts'
import { commandPackJsonSchema } from '../src/evidence/pack.ts'
import { rangePackJsonSchema } from '../src/evidence/range-pack.ts'
import { packJsonSchema } from '../src/policy/pack.ts'

/** The text of each generated file, by its path in the repository. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const text = (title: string, schema: object) =>
    `${JSON.stringify({ ...schema, title }, null, 2)}\n`
  const forms = exportJsonSchemas()
  const form = (name: string, title: string) => text(title, forms[name] ?? {})
  return new Map([
    ['flows/command.schema.json', text('A command of Aval', flowJsonSchema())],
    ['flows/policy.schema.json', text('A policy pack of Aval', packJsonSchema())],
    ['flows/api.schema.json', text('An API that Aval calls', apiJsonSchema())],
    ['flows/unit.schema.json', text('A kind of configuration unit', unitKindJsonSchema())],
    ['flows/environment.schema.json', text('An environment of Aval', settingsJsonSchema())],
    [
      'flows/artifact.schema.json',
      text('Aval evidence artifact', publishedSchema(artifactSchema())),
    ],
    ['flows/evidence-record.schema.json', form('record', 'A line of aval evidence export')],
    ['flows/evidence-eas.schema.json', form('eas', 'A line of aval evidence export, EAS')],
    ['flows/evidence-dsse.schema.json', form('dsse', 'A line of aval evidence export, DSSE')],
    ['flows/evidence-pack.schema.json', text('An evidence pack', commandPackJsonSchema())],
    ['flows/evidence-range.schema.json', text('A pack over a time', rangePackJsonSchema())],
    ['flows/evidence-payload.schema.json', form('payload', 'What such an envelope carries')],
  ])
}
