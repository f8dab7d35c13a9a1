// Creates a test's home: one environment under the strong pack, with the tenant acme.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder } from './fresh-folder.ts'

/** A person for `people` in the settings: Ana, for `ana`. */
export function person(id: string, role: string, ...phones: readonly string[]): object {
  const name = id.slice(0, 1).toUpperCase() + id.slice(1)
  return { id, name, tenant: 'acme', phones, roles: [role] }
}

/** `connectors` of the settings, for a shop at this address. */
export function shopAt(url: string): object {
  return { shop: { kind: 'http', base_url: url, secrets: { token: 'secret://env/SHOP_TOKEN' } } }
}

/** `more` overrides the default settings. */
export function madeHome(more: Readonly<Record<string, unknown>>, home = freshFolder()): string {
  const settings = {
    environment: 'dev',
    policy: { pack: 'strong', version: '1.0.0', profile: 'HAPF-Strong' },
    transport: { kind: 'terminal' },
    tenants: [{ id: 'acme' }],
    retention: { evidence: '7d', messages: '7d' },
    ...more,
  }
  const folder = join(home, 'data', settings.environment)
  mkdirSync(folder, { recursive: true })
  // JSON is valid YAML.
  writeFileSync(join(folder, 'environment.yaml'), JSON.stringify(settings))
  return home
}
