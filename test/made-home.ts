// Creates a test's home: one environment under the strong pack, with the tenant acme.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A person for `people` in the settings: Ana, for `ana`. */
export function person(id: string, role: string, ...phones: readonly string[]): object {
  const name = id.slice(0, 1).toUpperCase() + id.slice(1)
  return { id, name, tenant: 'acme', phones, roles: [role] }
}

/** `connectors` of the settings, for a shop at this address. */
export function shopAt(url: string): object {
  return { shop: { kind: 'http', base_url: url, secrets: { token: 'secret://env/SHOP_TOKEN' } } }
}

/** `more` overrides the default settings. The caller removes the home. */
export function madeHome(
  more: Readonly<Record<string, unknown>>,
  home = mkdtempSync(join(tmpdir(), 'aval-home-')),
): string {
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
