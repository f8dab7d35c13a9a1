// Conformance and attestation: what is verified, signed, served and refused, within the validity of
// an attestation and after it.

import { generateKeyPairSync } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompactSign } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { attest, checkFile } from '../../src/cli/evidence/attest.ts'
import { conformance } from '../../src/cli/policy/conform.ts'
import {
  type Claims,
  checkAttestation,
  type PresentState,
  signAttestation,
} from '../../src/environment/attestation/attestation.ts'
import { programDigest } from '../../src/environment/attestation/digests.ts'
import {
  attestationFile,
  checkAgainst,
  issueAttestation,
  newestAttestation,
} from '../../src/environment/attestation/issue.ts'
import { conform } from '../../src/environment/conformance/conformance.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { writeRunState } from '../../src/environment/run-state.ts'
import { openStoreAccess } from '../../src/environment/store-access.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import type { Environment } from '../../src/policy/names.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { atDoor } from '../http-api/test-environment.ts'

// Each vector opens an environment of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

const homes: string[] = []
const at = Date.parse('2026-01-05T09:00:00Z')
const dayMs = 86_400_000
const canary = 'canary-of-a-real-shop-7d1e'

/** A home with flows that can be changed, and secrets that nothing may read. */
function freshHome(environment: Environment, profile: string, pack = 'strong'): string {
  const home = mkdtempSync(join(tmpdir(), 'aval-attest-'))
  homes.push(home)
  const folder = join(home, 'data', environment)
  mkdirSync(join(folder, 'secrets'), { recursive: true })
  cpSync(join(shipped, 'flows'), join(home, 'flows'), { recursive: true })
  writeFileSync(join(folder, 'secrets', 'shop'), canary, { mode: 0o600 })
  writeFileSync(
    join(folder, 'environment.yaml'),
    `environment: ${environment}
policy: { pack: ${pack}, version: 1.0.0, profile: ${profile} }
transport: { kind: baileys }
tenants: [{ id: acme }, { id: sandbox, sandbox: true }]
people:
  - { id: dora, name: Dora, tenant: acme, phones: ["+5511900000004"], roles: [admin] }
connectors:
  shop: { kind: http, base_url: "https://shop.example", secrets: { token: "secret://file/shop" } }
retention: { evidence: 365d, messages: 30d }
`,
  )
  return home
}

function changePack(home: string, name: string, change: (text: string) => string): void {
  const text = readFileSync(join(shipped, 'flows', 'policies', 'strong-1.0.0.yaml'), 'utf8')
  writeFileSync(join(home, 'flows', 'policies', `${name}-1.0.0.yaml`), change(text))
}

afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true })
})

describe('conformance', () => {
  test('of prod passes every vector, changes nothing in its home and leaves no temporary file', async () => {
    const home = freshHome('prod', 'HAPF-Operational')
    const before = readdirSync(home, { recursive: true }).toSorted()
    const stages = mkdtempSync(join(tmpdir(), 'aval-attest-'))
    homes.push(stages)
    vi.stubEnv('TMPDIR', stages)
    const prod = await conform(home, 'prod', '0.0.0')
    expect(readdirSync(home, { recursive: true }).toSorted()).toEqual(before)
    expect(readdirSync(stages)).toEqual([])
    expect(prod.filter((one) => one.result !== 'PASS')).toEqual([])
  })

  test('of a pack laxer than its profile fails by vector, and the command exits 1', async () => {
    const home = freshHome('prod', 'HAPF-Operational', 'lax')
    changePack(home, 'lax', (text) =>
      text
        .replace('pack: strong', 'pack: lax')
        .replace('approvers: { S2: 1, S3: 2, R3: 2 }', 'approvers: { S3: 1 }')
        .replace('prod: [S3, R3]', 'prod: []')
        // No vector names it, and nobody has to be given an app for each of them.
        .replace('prod: { S2: 1h, S3: each, R3: each }', 'prod: {}'),
    )
    let code = 0
    const output = await writtenBy(async () => {
      code = await conformance({ home, environment: 'prod', json: true })
    })
    const { results, conforms } = JSON.parse(output)
    expect([code, conforms]).toEqual([1, false])
    const failed = results.filter((one: { result: string }) => one.result === 'FAIL')
    expect(failed.map((one: { vector: string }) => one.vector)).toEqual([
      'approval-needed-s2',
      'approval-needed-r3',
      'two-distinct-approvers',
      'prod-acknowledged',
    ])
  })

  test('is refused with the reason when its temporary folder cannot be written', async () => {
    const home = freshHome('dev', 'HAPF-Strong')
    vi.stubEnv('TMPDIR', join(home, 'nowhere'))
    await expect(conform(home, 'dev', '0.0.0')).rejects.toThrow(
      /nowhere cannot be written \(ENOENT\).*TMPDIR/,
    )
  })

  test('without a readable policy fails, and verifies nothing else', async () => {
    const home = freshHome('dev', 'HAPF-Strong', 'absent')
    const [first, ...others] = await conform(home, 'dev', '0.0.0')
    expect(first).toMatchObject({ vector: 'policy-bound', result: 'FAIL' })
    expect(others.every((one) => one.result === 'NOT_VERIFIED')).toBe(true)
  })
})

let home: string
let text: string
let claims: Claims
let state: PresentState

const options = () => ({
  ...{ home, environment: 'dev' as const, version: '1.2.3', days: 30, now: () => at },
})
const keys = () => readKeys(join(home, 'data', 'dev'))
const check = (one: string, now = at, environment: Environment = 'dev') =>
  checkAgainst(one, { home, environment, version: '1.2.3', now })
const signed = (change: Partial<Claims>) =>
  signAttestation({ ...claims, ...change }, keys().signingKey)

beforeAll(async () => {
  home = freshHome('dev', 'HAPF-Strong')
  const issued = await issueAttestation(options())
  text = issued.text
  claims = issued.claims
  const heads = new Map(claims.evidence.map((one) => [one.tenant, one]))
  state = {
    environment: 'dev',
    issuer: claims.iss,
    publicKey: keys().publicKey,
    now: at,
    policy: claims.policy,
    settingsDigest: claims.settings_digest,
    program: claims.program,
    hashAt: (tenant, size) =>
      heads.get(tenant)?.size === size ? (heads.get(tenant)?.head ?? null) : null,
  }
})

test('an attestation names environment, tenants, validity, evidence, policy, program and results', () => {
  expect(claims).toMatchObject({
    environment: 'dev',
    tenant_scope: ['dev:acme', 'dev:sandbox'],
    discovery_url: '/.well-known/wfs.json',
    iat: at / 1_000,
    nbf: at / 1_000,
    exp: (at + 30 * dayMs) / 1_000,
    policy: { pack: 'strong', version: '1.0.0', profile: 'HAPF-Strong' },
    program: { version: '1.2.3', digest: programDigest() },
  })
  expect(claims.evidence.map((one) => [one.tenant, one.size > 0])).toEqual([['-', true]])
  expect(claims.results.length).toBeGreaterThan(15)
  expect(text.split('.')).toHaveLength(3)
  expect(readFileSync(attestationFile(home, 'dev'), 'utf8').trim()).toBe(text)
  expect(newestAttestation(home, 'dev')).toEqual({
    ...{ environment: 'dev', format: 'jws', attestation: text },
  })
  expect(newestAttestation(home, 'prod')).toBeNull()
})

test('an attestation of dev has only gaps that concern prod, each with a reason', () => {
  const gaps = claims.results.filter((one) => one.result !== 'PASS')
  expect(gaps.map((one) => [one.vector, one.result])).toEqual([
    ['prod-profile', 'NOT_VERIFIED'],
    ['two-distinct-approvers', 'NOT_VERIFIED'],
    ['prod-acknowledged', 'NOT_VERIFIED'],
  ])
  expect(gaps.every((one) => one.reason !== undefined)).toBe(true)
  const controls = claims.results.flatMap((one) => one.controls)
  expect(controls.filter((one) => !/^(HAPF|DESR)-\d\d$/.test(one))).toEqual([])
})

test('issuing an attestation leaves evidence with its digest, and the chain verifies', async () => {
  const access = await openStoreAccess(options())
  const [record] = await access.storeClient.audit({ type: 'attestation.issued' })
  const reports = await access.storeClient.verify()
  await access.close()
  expect(record?.artifact).toMatchObject({ tenant: '-', actor: 'aval' })
  expect(record?.body).toMatchObject({ digest: sha256(text), failed: 0 })
  expect(reports.flatMap((one) => one.breaks)).toEqual([])
})

test('an attestation is valid in its own environment until its expiry', async () => {
  expect(await check(text)).toMatchObject({ verdict: 'VALID' })
  const last = { ...state, now: at + 30 * dayMs - 1 }
  expect(await checkAttestation(`${text}\n`, last)).toMatchObject({ verdict: 'VALID' })
})

test.each([
  ['a sandbox tenant made real', ', sandbox: true }', ' }', 'STALE'],
  ['an additional tenant', '[{ id: acme }', '[{ id: other }, { id: acme }', 'STALE'],
  ['another address of a connector', 'https://shop.', 'https://other.', 'STALE'],
  ['another retention', 'messages: 30d', 'messages: 31d', 'STALE'],
  ['another name of a person', 'name: Dora', 'name: Dorothea', 'VALID'],
])(
  'an attestation after a change of settings, %s: %s → %s, is %s',
  async (_, from, to, verdict) => {
    const file = join(home, 'data', 'dev', 'environment.yaml')
    const settings = readFileSync(file, 'utf8')
    writeFileSync(file, settings.replace(from, to))
    const why = verdict === 'STALE' ? { why: 'settings_changed' } : {}
    expect(await check(text)).toMatchObject({ verdict, ...why })
    writeFileSync(file, settings)
    expect(await check(text)).toMatchObject({ verdict: 'VALID' })
  },
)

test('an attestation without the digest of its settings is refused', async () => {
  const { settings_digest: _settings, ...less } = claims
  const bytes = new TextEncoder().encode(JSON.stringify(less))
  const header = { alg: 'EdDSA', typ: 'aval-attestation+jws', kid: claims.iss }
  const forged = await new CompactSign(bytes).setProtectedHeader(header).sign(keys().signingKey)
  expect(await check(forged)).toEqual({ verdict: 'INVALID', why: 'no_attestation' })
})

test('an attestation is stale, and none is issued, while the process is older than a changed file', async () => {
  const file = join(home, 'flows', 'commands', 'order.cancel.yaml')
  const since = statSync(file).ctimeMs
  const running = (began: number, beat = at) =>
    writeRunState(home, 'dev', { pid: 4711, since: began, at: beat, link: { state: 'open' } })
  const now = Date.now()
  running(now)
  expect(await check(text)).toMatchObject({ verdict: 'VALID' })
  running(Math.floor(since) - 1)
  expect(await check(text)).toMatchObject({ verdict: 'STALE', why: 'not_restarted' })
  await expect(issueAttestation(options())).rejects.toThrow(
    /^dev runs in process 4711 since .*, and .* was changed after that; restart it, so that/,
  )
  // A process whose heartbeat has stopped no longer runs.
  running(Math.floor(since) - 1, at - 60_000)
  expect(await check(text)).toMatchObject({ verdict: 'VALID' })
  writeRunState(home, 'dev', null)
})

test('an attestation of another environment is refused, though the right key signed it', async () => {
  const other = await signed({ environment: 'prod' })
  expect(await checkAttestation(other, state)).toEqual({
    ...{ verdict: 'INVALID', why: 'wrong_environment' },
  })
})

test('forgery, expiry and another policy are reported without reading the program', async () => {
  const unread = (now: number, policy = state.policy): PresentState => ({
    ...{ ...state, policy, now },
    get program(): Claims['program'] {
      throw new Error('The program was read.')
    },
  })
  const forged = await signAttestation(claims, generateKeyPairSync('ed25519').privateKey)
  expect(await checkAttestation(forged, unread(at))).toMatchObject({ why: 'wrong_key' })
  expect(await checkAttestation(text, unread(at + 30 * dayMs))).toMatchObject({ why: 'expired' })
  const other = unread(at, { ...state.policy, version: '1.0.1' })
  expect(await checkAttestation(text, other)).toMatchObject({ why: 'policy_changed' })
  await expect(checkAttestation(text, unread(at))).rejects.toThrow('The program was read.')
})

test('an attestation of dev is refused in prod, and one signed with the key of prod in dev', async () => {
  const folder = join(home, 'data', 'prod')
  mkdirSync(folder, { recursive: true })
  const settings = readFileSync(join(home, 'data', 'dev', 'environment.yaml'), 'utf8')
  writeFileSync(
    join(folder, 'environment.yaml'),
    settings.replace('environment: dev', 'environment: prod'),
  )
  const prod = readKeys(folder)
  expect(await check(text, at, 'prod')).toMatchObject({
    verdict: 'INVALID',
  })
  const forged = await signAttestation(claims, prod.signingKey)
  expect(await check(forged)).toEqual({ verdict: 'INVALID', why: 'wrong_key' })
  rmSync(folder, { recursive: true })
})

test('an attestation is refused under another key, when changed, and as another kind of text', async () => {
  const wrong = { verdict: 'INVALID', why: 'wrong_key' }
  const stranger = generateKeyPairSync('ed25519').privateKey
  expect(await check(await signAttestation(claims, stranger))).toEqual(wrong)
  const [head = '', , signature = ''] = text.split('.')
  const longer = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 }))
  expect(await check(`${head}.${longer.toString('base64url')}.${signature}`)).toEqual(wrong)
  const bytes = Buffer.from(JSON.stringify(claims))
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
  expect(await check(`${unsigned}.${bytes.toString('base64url')}.`)).toEqual(wrong)
  const untyped = new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA' })
  expect(await check(await untyped.sign(keys().signingKey))).toEqual(wrong)
  for (const nothing of ['', 'a.b.c', '{}'])
    expect(await check(nothing)).toEqual({ verdict: 'INVALID', why: 'no_attestation' })
})

test('an attestation of another installation is refused', async () => {
  const other = await signed({ iss: 'aval/000000000000/dev' })
  expect(await check(other)).toEqual({ verdict: 'INVALID', why: 'wrong_issuer' })
})

test('an attestation is refused before and after its validity', async () => {
  expect(await check(text, at - 1)).toEqual({ verdict: 'INVALID', why: 'not_yet_valid' })
  expect(await check(text, at + 30 * dayMs)).toEqual({ verdict: 'INVALID', why: 'expired' })
})

test('an attestation is refused when the chain does not have the head that it names', async () => {
  const [first] = claims.evidence
  if (first === undefined) throw new Error('The attestation names no chain.')
  const differs = { verdict: 'INVALID', why: 'evidence_differs' }
  const head = 'f'.repeat(64)
  expect(await check(await signed({ evidence: [{ ...first, head }] }))).toEqual(differs)
  expect(await check(await signed({ evidence: [{ ...first, size: 9_999 }] }))).toEqual(differs)
})

test('an attestation is stale under another policy: pack, version, profile or bytes', async () => {
  const others: Partial<Claims['policy']>[] = [
    { pack: 'careful' },
    { version: '1.0.1' },
    { profile: 'HAPF-Basic' },
    { digest: 'a'.repeat(64) },
  ]
  for (const other of others) {
    const policy = { ...claims.policy, ...other }
    const checked = await checkAttestation(text, { ...state, policy })
    expect(checked).toMatchObject({ verdict: 'STALE', why: 'policy_changed' })
  }
})

test('an attestation is stale with another program or other flows', async () => {
  const digest = 'b'.repeat(64)
  const changed = { ...state, program: { ...claims.program, digest } }
  expect(await checkAttestation(text, changed)).toMatchObject({
    ...{ verdict: 'STALE', why: 'program_changed' },
  })
  const flow = join(home, 'flows', 'commands', 'order.cancel.yaml')
  const before = readFileSync(flow, 'utf8')
  writeFileSync(flow, before.replace('max: 200', 'max: 201'))
  expect(await check(text)).toMatchObject({ verdict: 'STALE', why: 'content_changed' })
  writeFileSync(flow, before)
  expect(await check(text)).toMatchObject({ verdict: 'VALID' })
})

test('the digest of the program changes with each byte and each file name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aval-attest-'))
  homes.push(folder)
  writeFileSync(join(folder, 'main.js'), 'one')
  const first = programDigest(folder)
  expect(programDigest(folder)).toBe(first)
  writeFileSync(join(folder, 'main.js'), 'two')
  const second = programDigest(folder)
  writeFileSync(join(folder, 'more.js'), '')
  expect(new Set([first, second, programDigest(folder)]).size).toBe(3)
})

test('a pack that changed under its version makes an attestation stale, and none is issued', async () => {
  changePack(home, 'strong', (pack) => pack.replace('most: 5,', 'most: 50,'))
  expect(await check(text)).toMatchObject({ verdict: 'STALE', why: 'policy_changed' })
  await expect(issueAttestation(options())).rejects.toThrow('on record')
  changePack(home, 'strong', (pack) => pack)
  expect(await check(text)).toMatchObject({ verdict: 'VALID' })
})

test('attest --check prints VALID, STALE or INVALID with the reason, and exits 0 or 1', async () => {
  const context = { home, environment: 'dev' as const, json: false }
  const file = join(home, 'given.jws')
  writeFileSync(file, text)
  const codes: number[] = []
  const output = await writtenBy(async () => {
    codes.push(await checkFile(context, file, at))
    codes.push(await checkFile({ ...context, json: true }, file, at + 31 * dayMs))
    changePack(home, 'strong', (pack) => pack.replace('most: 5,', 'most: 50,'))
    codes.push(await checkFile(context, file, at))
  })
  changePack(home, 'strong', (pack) => pack)
  const [first = '', second = '', third = ''] = output.trim().split('\n')
  // The version of the command line is another one than the test's, and only the bytes count.
  expect(codes).toEqual([0, 1, 1])
  expect(first).toMatch(/^VALID dev \(\d+ passed, 0 failed, \d+ open\)$/)
  expect(JSON.parse(second)).toMatchObject({ verdict: 'INVALID', why: 'expired' })
  expect(third).toMatch(/^STALE dev: the policy in force has changed since/)
})

test('attest with wrong usage writes nothing', async () => {
  const context = { home, environment: 'dev' as const, json: false }
  for (const days of ['0', '367', '1.5', 'soon'])
    await expect(attest(context, { days })).rejects.toThrow('--days')
  await expect(attest(context, { url: 'nowhere' })).rejects.toThrow('--url')
  const out = join(home, 'none.jws')
  await expect(attest(context, { out, days: '0' })).rejects.toThrow('--days')
  expect(existsSync(out)).toBe(false)
})

const describedSchema = z.object({
  paths: z.object({ '/.well-known/wfs.json': z.object({ get: z.looseObject({}) }) }),
  components: z.object({ schemas: z.looseObject({ Attestation: z.record(z.string(), z.json()) }) }),
})

test('the API serves the newest attestation without a token, and 404 when there is none', async () => {
  await atDoor({}, async (doorway) => {
    const path = '/.well-known/wfs.json'
    expect(await doorway.send(path)).toMatchObject({
      ...{ status: 404, body: { error: 'no_attestation' } },
    })
    writeFileSync(attestationFile(doorway.home, 'dev'), `${text}\n`)
    expect(await doorway.send(path)).toMatchObject({
      ...{ status: 200, body: { environment: 'dev', attestation: text } },
    })
    expect((await doorway.send(path, { method: 'POST' })).status).toBe(405)
    const { body: document } = await doorway.send('/openapi.json')
    const { components } = describedSchema.parse(document)
    const served = (await doorway.send(path)).body
    expect(z.fromJSONSchema(components.schemas.Attestation).safeParse(served).success).toBe(true)
    expect(z.fromJSONSchema(components.schemas.Attestation).safeParse({}).success).toBe(false)
  })
})
