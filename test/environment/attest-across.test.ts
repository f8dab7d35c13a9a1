// Attestations of dev and prod: that of one environment is refused for the other.

import { execFileSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type Claims, signAttestation } from '../../src/environment/attestation/attestation.ts'
import { checkAgainst } from '../../src/environment/attestation/issue.ts'
import { permissionFlags } from '../../src/environment/isolation.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import {
  aval,
  found,
  furnish,
  type Home,
  openShop,
  other,
  root,
  type Side,
  sides,
  start,
} from './pair-of-homes.ts'

// Real processes, and each vector opens an environment of its own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })

const servedSchema = z.object({
  environment: z.string(),
  format: z.literal('jws'),
  attestation: z.string(),
})
type Served = z.output<typeof servedSchema>

let shop: Awaited<ReturnType<typeof openShop>>
let home: Home
let running: Awaited<ReturnType<typeof start>>
/** The first attestation of dev, and the newest of each, as served. */
let earlier = ''
const served: Partial<Record<Side, Served>> = {}

const portSchema = z.looseObject({ environment: z.enum(sides), programsPort: z.int() })

function portOf(side: Side): number {
  const ports = running.logs.flatMap((line) => portSchema.safeParse(JSON.parse(line)).data ?? [])
  const port = ports.find((one) => one.environment === side)?.programsPort
  if (port === undefined) throw new Error(`${side} told no port: ${running.logs.join('\n')}`)
  return port
}

beforeAll(async () => {
  shop = await openShop()
  const door = 'http: { port: 0, tokens: { billing: "secret://file/billing" } }\n'
  home = furnish(shop.url, { dev: door, prod: door })
  for (const side of sides) {
    const folder = join(home.environment(side), 'secrets')
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, 'billing'), `${side}-`.repeat(16), { mode: 0o600 })
  }
  running = await start(home)
  const { out } = await aval(home, 'attest', '--env', 'dev', '--json')
  earlier = z.object({ attestation: z.string() }).parse(JSON.parse(out)).attestation
  for (const side of sides) {
    await aval(home, 'attest', '--env', side)
    const response = await fetch(`http://127.0.0.1:${portOf(side)}/.well-known/wfs.json`)
    served[side] = servedSchema.parse(await response.json())
  }
})
afterAll(async () => {
  await running.stop()
  await shop.close()
})

const of = (side: Side): Served =>
  served[side] ?? { environment: '', format: 'jws', attestation: '' }

function claimsOf(text: string): Claims {
  const payload = Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()
  const claims: Claims = JSON.parse(payload)
  return claims
}

/** `aval attest --check` in a process of its own, beside both running environments. */
async function check(side: Side, text: string) {
  const file = join(home.folder, 'given')
  writeFileSync(file, text)
  const ran = await aval(home, 'attest', '--check', file, '--env', side, '--json')
  return {
    code: ran.code,
    ...z
      .looseObject({ verdict: z.string(), why: z.string().nullable() })
      .parse(JSON.parse(ran.out)),
  }
}

/** The same in this process: an invalid one is refused before the program is compared. */
const checkHere = (environment: Side, text: string, now = Date.now()) =>
  checkAgainst(text, { home: home.folder, environment, version: '', now })

const invalid = (why: string) => ({ verdict: 'INVALID', why })

test.each(sides)('the attestation that the API of %s serves is valid there', async (side) => {
  expect(of(side).environment).toBe(side)
  const ran = await check(side, JSON.stringify(of(side)))
  expect(ran).toMatchObject({ code: 0, verdict: 'VALID', why: null })
})

test.each(sides)(
  'the attestation that the API of %s serves is refused in the other, also when renamed',
  async (side) => {
    const renamed = { ...of(side), environment: other(side) }
    for (const text of [of(side).attestation, JSON.stringify(of(side)), JSON.stringify(renamed)])
      expect(await checkHere(other(side), text)).toEqual(invalid('wrong_environment'))
    const ran = await check(other(side), JSON.stringify(renamed))
    expect(ran).toMatchObject({ code: 1, ...invalid('wrong_environment') })
  },
)

function keyOf(side: Side) {
  return createPrivateKey(readFileSync(join(home.environment(side), 'keys', 'checkpoint.pem')))
}

test.each(sides)(
  'the key of %s signs no attestation that the other environment accepts',
  async (side) => {
    const target = other(side)
    const genuine = claimsOf(of(target).attestation)
    const own = claimsOf(of(side).attestation)
    for (const claims of [
      genuine,
      { ...own, environment: target },
      { ...own, environment: target, iss: genuine.iss, evidence: genuine.evidence },
      { ...genuine, iss: own.iss },
    ]) {
      const forged = await signAttestation(claims, keyOf(side))
      expect(await checkHere(target, forged)).toEqual(invalid('wrong_key'))
    }
  },
)

test.each(sides)(
  'the payload of %s with the signature of the other environment is refused',
  async (side) => {
    const [head = '', , signature = ''] = of(other(side)).attestation.split('.')
    const [, payload = ''] = of(side).attestation.split('.')
    const mixed = `${head}.${payload}.${signature}`
    expect(await checkHere(side, mixed)).toEqual(invalid('wrong_key'))
  },
)

test('an attestation of prod with the evidence of dev is refused, though the key of prod signed it', async () => {
  const claims = {
    ...claimsOf(of('prod').attestation),
    evidence: claimsOf(of('dev').attestation).evidence,
  }
  const mixed = await signAttestation(claims, keyOf('prod'))
  expect(await checkHere('prod', mixed)).toEqual(invalid('evidence_differs'))
})

test('an older attestation is stale once a newer one is on record', async () => {
  const stale = { code: 1, verdict: 'STALE', why: 'superseded' }
  expect(await check('dev', earlier)).toMatchObject(stale)
})

test('the newest attestation is refused after its expiry', async () => {
  const later = Date.now() + 31 * 86_400_000
  expect(await checkHere('prod', of('prod').attestation, later)).toEqual(invalid('expired'))
})

test('an attestation that was signed without evidence is not on record', async () => {
  const claims = claimsOf(of('prod').attestation)
  const unrecorded = await signAttestation({ ...claims, exp: claims.exp + 86_400 }, keyOf('prod'))
  expect(await check('prod', unrecorded)).toMatchObject({ code: 1, ...invalid('not_on_record') })
})

test('an environment that was set up again refuses attestations of the earlier one', async () => {
  const fresh = furnish(shop.url)
  await aval(fresh, 'lockdown', 'status', '--env', 'prod')
  const { folder } = fresh
  const now = Date.now()
  const there = () =>
    checkAgainst(of('prod').attestation, { home: folder, environment: 'prod', version: '', now })
  expect(await there()).toEqual(invalid('wrong_key'))
  cpSync(join(home.environment('prod'), 'keys'), join(fresh.environment('prod'), 'keys'), {
    recursive: true,
  })
  expect(await there()).toEqual(invalid('evidence_differs'))
})

test.each(sides)(
  'the process of %s cannot read the signing key of the other environment',
  (side) => {
    const key = join(home.environment(other(side)), 'keys', 'checkpoint.pem')
    const script = `try { require('node:fs').readFileSync(${JSON.stringify(key)}); console.log('read') } catch (error) { console.log(error.code) }`
    const flags = permissionFlags(home.folder, readSettings(home.folder, side))
    const out = execFileSync(process.execPath, [...flags, '-e', script], {
      cwd: root,
      env: {},
      encoding: 'utf8',
    })
    expect(out.trim()).toBe('ERR_ACCESS_DENIED')
  },
)

test.each(sides)(
  'the attestation that the API of %s serves contains none of the canary values',
  (side) => {
    const payload = JSON.stringify([of(side), claimsOf(of(side).attestation)])
    for (const one of sides) expect(found(payload, one)).toEqual([])
  },
)
