// What the tests' environments run on: the shipped flows, words and pack, and people of every role.

import { Secret, TOTP } from 'otpauth'
import type { Definition } from '../../src/command/command.ts'
import type { Rules } from '../../src/command/facts.ts'
import type { Languages } from '../../src/conversation/say.ts'
import { readFlows, readLanguages, readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { type Keys, readKeys } from '../../src/environment/keys.ts'
import { readRules } from '../../src/environment/rules.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import type { Environment, Profile } from '../../src/policy/names.ts'
import type { Pack } from '../../src/policy/pack.ts'
import type { Person } from '../../src/policy/people.ts'
import { freshFolder } from '../fresh-folder.ts'

const flows = readFlows(shipped)
const languages = readLanguages(shipped, flows, 'UTC')

/** The shipped rules of the environment dev. */
export const shippedSettings = readSettings(shipped, 'dev')

export function shippedLanguages(): Languages {
  return languages
}

export function shippedPack(): Pack {
  const reading = readPack(shipped, shippedSettings.policy)
  if (reading.kind === 'failed') throw new Error(reading.error)
  return reading.pack
}

/** Keys for tests, created once; the one for hashing is the same in every run. */
function modelKeys(): Keys {
  return { ...readKeys(freshFolder()), hashKey: '5e'.repeat(32) }
}

const keys = modelKeys()

export function rulesFor(environment: Environment, profile: Profile, pack = 'strong'): Rules {
  const policy = { pack, version: '1.0.0', profile }
  const tenants = ['acme', 'globex'].map((id) => ({ id, sandbox: false }))
  const settings = { ...shippedSettings, environment, policy, tenants }
  return readRules({ home: shipped, settings, flows, keys, transport: 'model' })
}

/** The same rules with another digest of their pack. */
export function withOtherBytes(rules: Rules): Rules {
  const { pack, binding } = rules
  if (pack === null || binding === null) throw new Error('A pack is bound.')
  const digest = 'd1'.repeat(32)
  const other = { ...pack, digest }
  const packs = new Map(
    [...rules.packs].map(([key, one]) => [key, one.digest === pack.digest ? other : one]),
  )
  return { ...rules, packs, pack: other, binding: { ...binding, digest } }
}

/** The same rules with another digest of this flow or of this connector's description. */
export function redefined(rules: Rules, what: string): Rules {
  const digest = 'd2'.repeat(32)
  const other = (one: Definition) =>
    Object.fromEntries(Object.keys(one).map((name) => [name, digest]))
  const flows = [...rules.flows].map(
    ([name, one]) => [name, name === what ? { ...one, digest } : one] as const,
  )
  const described = [...rules.described].map(
    ([name, one]) => [name, name === what ? other(one) : one] as const,
  )
  return { ...rules, flows: new Map(flows), described: new Map(described) }
}

/** The same rules and digest, with a part of the pack replaced. */
export function withPack(rules: Rules, more: Partial<Pack>): Rules {
  if (rules.pack === null) throw new Error('A pack is bound.')
  const pack = { ...rules.pack, ...more }
  const packs = [...rules.packs].map(
    ([key, one]) => [key, one.digest === pack.digest ? pack : one] as const,
  )
  return { ...rules, pack, packs: new Map(packs) }
}

/** The same rules and digest, with some limits of the pack replaced. */
export function withLimits(rules: Rules, more: Partial<Pack['limits']>): Rules {
  if (rules.pack === null) throw new Error('A pack is bound.')
  return withPack(rules, { limits: { ...rules.pack.limits, ...more } })
}

const cast: readonly (readonly [string, string, readonly string[]])[] = [
  ['ana', 'acme', ['requester']],
  ['alex', 'acme', ['requester']],
  ['beto', 'acme', ['approver']],
  ['carla', 'acme', ['approver']],
  ['edu', 'acme', ['approver']],
  ['dora', 'acme', ['admin']],
  // Requests and approves, to test the rule about one's own requests.
  ['max', 'acme', ['requester', 'approver']],
  // An approver of another tenant.
  ['rita', 'globex', ['approver']],
]

/** All people, with phones of their own. In `prod` all have an active authenticator app. */
export function castOf(environment: Environment): readonly Person[] {
  const stepUp = environment === 'prod' || environment === 'staging' ? 'active' : 'none'
  return cast.map(([id, tenant, roles], index) => ({
    id,
    name: id[0]?.toUpperCase() + id.slice(1),
    tenant: `${environment}:${tenant}`,
    roles,
    grants: [],
    locale: 'en',
    identifiers: [phoneOf(index)],
    stepUp,
  }))
}

/** These people, and Hugo, who is an admin as Dora is. */
export function withHugo(people: readonly Person[]): readonly Person[] {
  const dora = people.find((one) => one.id === 'dora')
  if (dora === undefined) throw new Error('Dora is in the cast.')
  return [...people, { ...dora, id: 'hugo', name: 'Hugo', identifiers: ['+5511900000031'] }]
}

function phoneOf(index: number): string {
  return `+55119000000${String(index + 10)}`
}

/** A person's authenticator secret, and its code at a time. */
export function secretOf(person: string): string {
  return new Secret({ buffer: new TextEncoder().encode(person.padEnd(20, '.')).buffer }).base32
}

export function codeOf(person: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secretOf(person)) }).generate({ timestamp: at })
}
