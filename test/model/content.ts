// What the tests' environments run on: the shipped flows, words and pack, and people of every role.

import { mkdtempSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import type { Rules } from '../../src/command/facts.ts'
import type { Languages } from '../../src/conversation/say.ts'
import { readFlows, readLanguages, readPack, shipped } from '../../src/environment/content.ts'
import type { Environment, Profile } from '../../src/policy/names.ts'
import type { Pack } from '../../src/policy/pack.ts'
import type { Person } from '../../src/policy/people.ts'

const flows = readFlows(shipped)
const languages = readLanguages(shipped, flows, 'UTC')

export function shippedLanguages(): Languages {
  return languages
}

export function shippedPack(profile: Profile = 'HAPF-Strong'): Pack {
  const reading = readPack(shipped, { pack: 'strong', version: '1.0.0', profile })
  if (reading.kind === 'failed') throw new Error(reading.error)
  return reading.pack
}

export function rulesFor(environment: Environment, profile: Profile, pack = shippedPack()): Rules {
  return {
    environment,
    transport: 'model',
    pack,
    failure: null,
    binding: { pack: pack.pack, version: pack.version, digest: pack.digest, profile },
    flows,
    duties: [],
    timeZone: 'UTC',
    tenants: new Map([
      [`${environment}:acme`, { sandbox: false }],
      [`${environment}:globex`, { sandbox: false }],
    ]),
    key: '5e'.repeat(32),
  }
}

const cast: readonly (readonly [string, string, readonly string[]])[] = [
  ['ana', 'acme', ['requester']],
  ['alex', 'acme', ['requester']],
  ['beto', 'acme', ['approver']],
  ['carla', 'acme', ['approver']],
  ['edu', 'acme', ['approver']],
  ['dora', 'acme', ['admin']],
  // Asks and approves, so that the rule about one's own requests is met.
  ['max', 'acme', ['requester', 'approver']],
  // An approver of somebody else's tenant.
  ['rita', 'globex', ['approver']],
]

/** Everybody, with phones of their own. In `prod` all have an authenticator app in use. */
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

export function phoneOf(index: number): string {
  return `+55119000000${String(index + 10)}`
}

/** The secret of a person's authenticator app, and the code that it shows at a time. */
export function secretOf(person: string): string {
  return new Secret({ buffer: new TextEncoder().encode(person.padEnd(20, '.')).buffer }).base32
}

export function codeOf(person: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secretOf(person)) }).generate({ timestamp: at })
}

/** A folder of the test's own; in memory where the machine has such a place, for flushes cost. */
export function freshFolder(): string {
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  return mkdtempSync(join(base, 'aval-model-'))
}
