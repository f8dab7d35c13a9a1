// Writes the home folder of a chat: settings, policy, and keys from its seed.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { shipped } from '../../src/environment/content-files.ts'
import type { Environment, Profile } from '../../src/policy/names.ts'
import { promotionsLine } from './tickets.ts'

/** The shipped packs. */
export const packSchema = z.enum(['strong', 'careful', 'tiered'])

/** People who may be enrolled: their role, and their tenant unless it is acme. */
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
  sofia: ['admin', 'sandbox'],
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
  readonly pack: z.infer<typeof packSchema>
  /** Requests of a tenant per hour, in place of the careful pack's limit. */
  readonly tenantMost?: number
  readonly people: readonly Name[]
  readonly locales: Partial<Readonly<Record<Name, string>>>
  /** Additional roles. */
  readonly roles: Partial<Readonly<Record<Name, readonly string[]>>>
  /** People with an active authenticator app. */
  readonly enrolled: readonly Name[]
  /** People on call, with days and hours. */
  readonly onCall: readonly {
    readonly person: Name
    readonly days: readonly string[]
    readonly from: string
    readonly to: string
  }[]
  /** Phones send receipts, and only those that the chat says. */
  readonly receipts?: boolean
  /** The ticket that people may use, whose key the settings name. */
  readonly ticket?: string
  /** Retention of evidence and messages. */
  readonly keeps: { readonly evidence: string; readonly messages: string }
}

export function isAdmin(name: Name): boolean {
  return roster[name][0] === 'admin'
}

export function phoneOf(name: Name): string {
  return `+55119000000${String(everybody.indexOf(name) + 1).padStart(2, '0')}`
}

/** Writes the missing files; `version` is the pack's: another one than 1.0.0 is a new file. */
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
  const { environment, profile, policy, keeps } = options
  const pack = policy === 'missing' ? 'absent' : options.pack
  return `environment: ${environment}
policy: { pack: ${pack}, version: ${version}, profile: ${profile} }
transport: { kind: terminal }
tenants:
  - { id: acme }
  - { id: sandbox, sandbox: true }
people:
${options.people.map((id) => personLine(id, options)).join('\n')}
connectors:
  shop: { kind: http, base_url: "${shopUrl}", secrets: { token: "secret://env/SHOP_TOKEN" }, rest: { after: 3 } }
retention: { evidence: ${keeps.evidence}, messages: ${keeps.messages} }
on_call: [${options.onCall.map(dutyText).join(', ')}]
${options.ticket === undefined ? '' : promotionsLine(environment)}
`
}

function dutyText({ person, days, from, to }: WorldOptions['onCall'][number]): string {
  const weekly = `{ days: [${days.join(', ')}], from: "${from}", to: "${to}" }`
  return `{ person: ${person}, weekly: ${weekly} }`
}

function personLine(id: Name, options: WorldOptions): string {
  const [role, tenant = 'acme'] = roster[id]
  const name = `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`
  const roles = [role, ...(options.roles[id] ?? [])].join(', ')
  const locale = options.locales[id] ?? 'en'
  const rest = `phones: ["${phoneOf(id)}"], roles: [${roles}], locale: ${locale}`
  return `  - { id: ${id}, name: ${name}, tenant: ${tenant}, ${rest} }`
}

/** A changed policy is the shipped one under another version, with another digest. */
function writePolicy(home: string, options: WorldOptions, version: string): void {
  const shippedAsItIs = options.policy !== 'broken' && options.tenantMost === undefined
  if (shippedAsItIs && version === '1.0.0') return
  const folder = join(home, 'flows', 'policies')
  mkdirSync(folder, { recursive: true })
  const text = readFileSync(shippedPack(options), 'utf8')
  const written =
    options.policy === 'broken'
      ? 'pack: strong\nroles: ['
      : withTenantMost(text, options).replace('1.0.0', version)
  writeFileSync(join(folder, `${options.pack}-${version}.yaml`), written)
}

function withTenantMost(text: string, { tenantMost }: WorldOptions): string {
  if (tenantMost === undefined) return text
  const changed = text.replace(/(tenant_requests: \{ most: )\d+/, `$1${tenantMost}`)
  if (changed === text) throw new Error('Only the careful pack limits what a tenant asks for.')
  return changed
}

function shippedPack({ pack }: WorldOptions): string {
  return join(shipped, 'flows', 'policies', `${pack}-1.0.0.yaml`)
}

/** Changes the bytes of the pack without a new version, as with an editor. */
export function editPack(home: string, options: WorldOptions): void {
  const folder = join(home, 'flows', 'policies')
  mkdirSync(folder, { recursive: true })
  const text = readFileSync(shippedPack(options), 'utf8')
  writeFileSync(join(folder, `${options.pack}-1.0.0.yaml`), text.replace('most: 5,', 'most: 50,'))
}

/** The same version, with a class that needs no approval. */
export function editFlow(home: string): void {
  editShipped(home, 'commands/order.cancel.yaml', 'risk: S2', 'risk: S1')
}

/** The same version, with a request that does the opposite. */
export function editApi(home: string): void {
  editShipped(
    home,
    'apis/shop.yaml',
    'path: /orders/{order}/cancel',
    'path: /orders/{order}/restore',
  )
}

function editShipped(home: string, name: string, before: string, after: string): void {
  const text = readFileSync(join(shipped, 'flows', name), 'utf8')
  if (!text.includes(before)) throw new Error(`${name} says nothing of ${before}.`)
  const file = join(home, 'flows', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text.replace(before, after))
}

/** PKCS #8 of an Ed25519 key is this prefix and 32 bytes. */
const ed25519Prefix = '302e020100300506032b657004220420'

function writeKeys(folder: string, seed: string): void {
  const digest = (what: string) => createHash('sha256').update(`${what}/${seed}`).digest('hex')
  const der = Buffer.from(ed25519Prefix + digest('signing'), 'hex').toString('base64')
  const pem = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`
  writeFileSync(join(folder, 'environment.key'), digest('environment'), { mode: 0o600 })
  writeFileSync(join(folder, 'checkpoint.pem'), pem, { mode: 0o600 })
  // As they are before the first start has created the store.
  writeFileSync(join(folder, 'first-start'), '')
}

export function putPackBack(home: string, { pack }: WorldOptions): void {
  rmSync(join(home, 'flows', 'policies', `${pack}-1.0.0.yaml`))
}
