// Migrations of the store's schema, one SQL file each.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('migrations/', import.meta.url))

interface Migration {
  readonly version: number
  readonly sql: string
}

/** The schema version that this program writes. */
export function newestSchema(): number {
  return readMigrations().at(-1)?.version ?? 0
}

export function readMigrations(): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{3}-.*\.sql$/.test(file))
    .toSorted()
    .map((file) => ({
      version: Number(file.slice(0, 3)),
      sql: readFileSync(`${folder}${file}`, 'utf8'),
    }))
}
