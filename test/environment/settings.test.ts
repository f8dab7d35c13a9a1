// What environment.yaml may contain: exactly one environment, tenants of its own, no secret as a
// value.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readSettings, tenantName } from '../../src/environment/settings/settings.ts'
import { furnish, type Home } from './pair-of-homes.ts'

let home: Home
beforeEach(() => {
  home = furnish('http://127.0.0.1:9')
})

/** The error for prod's settings with one part replaced. */
function complaint(from: string, to: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  const file = join(home.environment('prod'), 'environment.yaml')
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(from)
  writeFileSync(file, text.replace(from, to), encoding)
  try {
    readSettings(home.folder, 'prod')
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  } finally {
    writeFileSync(file, text)
  }
}

test('the environment must be exactly one of dev, test, staging and prod', () => {
  expect(readSettings(home.folder, 'prod').environment).toBe('prod')
  for (const wrong of ['production', 'PROD', '[dev, prod]', '""'])
    expect(complaint('environment: prod', `environment: ${wrong}`), wrong).toContain('environment')
})

test('a file in another encoding than UTF-8 is refused, with the byte', () => {
  expect(complaint('name: Ana', 'name: "João"')).toBe('')
  const file = join(home.environment('prod'), 'environment.yaml')
  const before = readFileSync(file, 'latin1').split('name: Ana')[0] ?? ''
  const at = before.length + 'name: "Jo'.length + 1
  const line = before.split('\n').length
  const refusal = `${file} is not written in UTF-8 (byte ${at}, in line ${line}); save it as UTF-8.`
  expect(complaint('name: Ana', 'name: "João"', 'latin1')).toBe(refusal)
})

test('a connector named __proto__ is refused with its line, not passed over', () => {
  const refusal = complaint('connectors:\n', 'connectors:\n  __proto__: { api: shop }\n')
  expect(refusal).toMatch(
    /environment\.yaml, line \d+: __proto__ cannot be a name; choose another\.$/,
  )
})

test.each(['aval', 'config'])("a connector with the name of Aval's own, %s, is refused", (name) => {
  const refusal = complaint(
    'connectors:\n',
    `connectors:\n  ${name}: { kind: http, api: shop, base_url: "http://127.0.0.1:9" }\n`,
  )
  expect(refusal).toContain(`connectors: ${name} is Aval itself; give this connector another name.`)
})

test('the policy binding must name one pack, one version and one profile', () => {
  const binding = 'policy: { pack: strong, version: 1.0.0, profile: HAPF-Operational }'
  expect(complaint(binding, 'policy: { pack: strong, version: 1.0.0 }')).toContain('profile')
  expect(complaint('version: 1.0.0', 'variant: 1.0.0')).toContain('policy')
})

test('the full name of a tenant carries the name of its environment', () => {
  expect(tenantName('prod', 'acme')).toBe('prod:acme')
  expect(complaint('- { id: acme }', '- { id: "dev:acme" }')).toContain('tenants')
})

test('a secret in place of a reference is refused and not repeated', () => {
  const refusal = complaint('secret://env/SHOP_TOKEN', 'a-real-secret-value')
  expect(refusal).toContain('write secret://env/NAME')
  expect(refusal).not.toContain('a-real-secret-value')
})

test('a variable named after another environment is refused, one named after its own is not', () => {
  for (const of of ['DEV', 'TEST', 'STAGING'])
    expect(complaint('env/SHOP_TOKEN', `env/AVAL_${of}_SHOP_TOKEN`)).toContain(
      `connectors.shop.secrets.token: secret://env/AVAL_${of}_SHOP_TOKEN is a variable of ${of.toLowerCase()} only; write secret://env/SHOP_TOKEN`,
    )
  for (const own of ['AVAL_PROD_SHOP_TOKEN', 'AVAL_PRODUCTS_TOKEN', 'AVAL_DEV'])
    expect(complaint('env/SHOP_TOKEN', `env/${own}`)).toBe('')
})

test('one port for the HTTP API and for metrics is refused', () => {
  const both = 'http: { port: 9464, tokens: { x: secret://env/X } }\nmetrics: { port: 9464 }\n'
  expect(complaint('retention:', `${both}retention:`)).toMatch(
    /environment\.yaml: http\.port and metrics\.port are both 9464; give each a port of its own\.$/,
  )
})

test('a tenant that is listed twice is refused', () => {
  expect(complaint('- { id: acme }', '- { id: sandbox }')).toContain('sandbox is listed twice')
})

test('a name of nothing but spaces is refused', () => {
  expect(complaint('name: Ana', 'name: "  "')).toContain('people.0.name')
})

test('an on-call duty that ends before it begins is refused', () => {
  const once = '{ from: "2026-01-09T18:00:00Z", to: "2026-01-05T09:00:00Z" }'
  const duty = `on_call: [{ person: ana, once: ${once} }]\nretention:`
  expect(complaint('retention:', duty)).toContain('on_call.0.once')
})

test('a person may not have an id that evidence uses for the program or for strangers', () => {
  for (const id of ['aval', 'agents', 'stranger-1a2b3c4d5e6f'])
    expect(complaint('id: carla', `id: ${id}`)).toContain('people.2.id is wrong: evidence means')
})

test('a phone number of two people is refused', () => {
  expect(complaint('+5511900000003', '+5511900000001')).toContain('is listed twice')
})

test('prod must keep the evidence of real tenants for a year at least', () => {
  const brief = 'retention: { evidence: 1d, messages: 1d }'
  expect(complaint('evidence: 365d', 'evidence: 364d')).toContain('a year at least')
  expect(complaint('- { id: acme }', `- { id: acme, ${brief} }`)).toContain('evidence of acme')
  expect(complaint('- { id: acme }', `- { id: acme, sandbox: true, ${brief} }`)).toBe('')
})
