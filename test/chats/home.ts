// The folder that a person would have written for a world: settings, policy and keys of its seed.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from 'otpauth'
import { shipped } from '../../src/environment/content.ts'
import { readKeys } from '../../src/environment/keys.ts'
import type { Environment, Profile } from '../../src/policy/names.ts'
import { openDatabase } from '../../src/store/database.ts'

/** Who could be enrolled: role, and tenant where it is not acme. */
const roster = {
  ana: ['requester'],
  beto: ['approver'],
  carla: ['approver'],
  dora: ['admin'],
  eva: ['requester'],
  fabio: ['approver'],
  gil: ['auditor'],
  hugo: ['admin'],
  ivo: ['observer'],
  sara: ['requester', 'sandbox'],
  saul: ['approver', 'sandbox'],
} as const
export type Name = keyof typeof roster
export const everybody = Object.keys(roster).filter((id): id is Name => Object.hasOwn(roster, id))

export interface WorldOptions {
  /** The same seed draws the same ids, names and tokens. */
  readonly seed: string
  readonly environment: Environment
  readonly profile: Profile
  /** `missing`: the file names a pack that is not there; `broken`: the pack does not parse. */
  readonly policy: 'shipped' | 'missing' | 'broken'
  readonly people: readonly Name[]
  readonly locales: Partial<Readonly<Record<Name, string>>>
  /** Who has an authenticator app in use. */
  readonly enrolled: readonly Name[]
}

/** Write what is not there yet; `version` is the pack's, another one than 1.0.0 is a new file. */
export function furnish(
  home: string,
  options: WorldOptions,
  version: string,
  shopUrl: string,
): void {
  const folder = join(home, 'data', options.environment)
  mkdirSync(join(folder, 'keys'), { recursive: true })
  writeFileSync(join(folder, 'environment.yaml'), settings(options, version, shopUrl))
  writePolicy(home, options, version)
  writeKeys(join(folder, 'keys'), options.seed)
}

function settings(options: WorldOptions, version: string, shopUrl: string): string {
  const { environment, profile, policy } = options
  const pack = policy === 'missing' ? 'absent' : 'strong'
  return `environment: ${environment}
policy: { pack: ${pack}, version: ${version}, profile: ${profile} }
transport: { kind: terminal }
tenants:
  - { id: acme }
  - { id: sandbox, sandbox: true }
people:
${options.people.map((id) => personLine(id, options.locales[id] ?? 'en')).join('\n')}
connectors:
  shop: { kind: http, base_url: "${shopUrl}", secrets: { token: "secret://env/SHOP_TOKEN" } }
retention: { evidence: 365d, messages: 30d }
`
}

function personLine(id: Name, locale: string): string {
  const [role, tenant = 'acme'] = roster[id]
  const name = `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`
  const number = String(everybody.indexOf(id) + 1).padStart(2, '0')
  const rest = `phones: ["+55119000000${number}"], roles: [${role}], locale: ${locale}`
  return `  - { id: ${id}, name: ${name}, tenant: ${tenant}, ${rest} }`
}

/** A changed policy is the shipped one under another version; its digest is then another too. */
function writePolicy(home: string, options: WorldOptions, version: string): void {
  if (options.policy !== 'broken' && version === '1.0.0') return
  const folder = join(home, 'flows', 'policies')
  mkdirSync(folder, { recursive: true })
  const text = readFileSync(join(shipped, 'flows', 'policies', 'strong-1.0.0.yaml'), 'utf8')
  const written =
    options.policy === 'broken' ? 'pack: strong\nroles: [' : text.replace('1.0.0', version)
  writeFileSync(join(folder, `strong-${version}.yaml`), written)
}

/** PKCS #8 of an Ed25519 key is this prefix and 32 bytes. */
const ed25519Prefix = '302e020100300506032b657004220420'

function writeKeys(folder: string, seed: string): void {
  const digest = (what: string) => createHash('sha256').update(`${what}/${seed}`).digest('hex')
  const der = Buffer.from(ed25519Prefix + digest('signing'), 'hex').toString('base64')
  const pem = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`
  writeFileSync(join(folder, 'environment.key'), digest('environment'), { mode: 0o600 })
  writeFileSync(join(folder, 'checkpoint.pem'), pem, { mode: 0o600 })
}

/** The secret of a person's authenticator app, in base 32. */
export function secretOf(person: string): string {
  const bytes = createHash('sha1').update(person).digest()
  return new Secret({ buffer: new Uint8Array(bytes).buffer }).base32
}

/** Until enrolment can be played in the chat itself, the closed store is told that it happened. */
export function activate(home: string, options: WorldOptions): void {
  const folder = join(home, 'data', options.environment)
  const { vault } = readKeys(folder)
  const db = openDatabase(join(folder, 'aval.db'), options.environment)
  const mark = db.prepare(
    `UPDATE people SET record = json_set(record, '$.stepUp', 'active') WHERE id = ?`,
  )
  const write = db.prepare(
    'INSERT INTO factors (person, secret, last_step, last_at) VALUES (?, ?, 0, 0)',
  )
  for (const name of options.enrolled) {
    mark.run(name)
    write.run(name, vault.seal(secretOf(name)))
  }
  db.close()
}
