// `npm run generate`: writes what is derived from the code: the JSON Schemas and parts of
// README.md.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readmeWith } from './readme.ts'
import { schemaFiles } from './schemas.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = join(root, 'README.md')

for (const [path, content] of schemaFiles()) writeFileSync(join(root, path), content)
writeFileSync(readme, readmeWith(readFileSync(readme, 'utf8')))
