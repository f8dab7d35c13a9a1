// Issues and checks attestations of one environment.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environmentChain } from '../../command/changes.ts'
import { sha256 } from '../../evidence/canonical.ts'
import { issuerOf } from '../../evidence/checkpoint.ts'
import { jsonOf } from '../../evidence/json.ts'
import type { Environment } from '../../policy/names.ts'
import { codeOf } from '../../store/error-text.ts'
import { openReadOnly } from '../../store/file/database.ts'
import { auditRecords } from '../../store/queries.ts'
import { storedHash } from '../../store/verify/artifact-place.ts'
import { conform } from '../conformance/conformance.ts'
import { environmentFolder } from '../environment-folder.ts'
import { storeIn } from '../find-store.ts'
import { instanceOf, publicKeyIn, signingFileIn } from '../keys.ts'
import { SetUpError } from '../set-up-error.ts'
import { readSettings, tenantName } from '../settings/settings.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { openStoreAccess } from '../store-access.ts'
import { type Checked, type Claims, checkAttestation, signAttestation } from './attestation.ts'
import { runsOlder } from './changed-since.ts'
import { contentDigest, policyNow, programDigest, settingsDigest } from './digests.ts'
import { packagesDigest } from './packages.ts'

const discoveryPath = '/.well-known/wfs.json'

export interface AttestOptions {
  readonly home: string
  readonly environment: Environment
  readonly version: string
  readonly days: number
  /** Where it will be served; by default the program interface of these settings. */
  readonly discoveryUrl?: string
  readonly now: () => number
}

export interface CheckOptions extends Pick<AttestOptions, 'home' | 'environment' | 'version'> {
  /** Epoch milliseconds. */
  readonly now: number
}

const daySeconds = 86_400

/** The newest attestation, beside the store. */
export function attestationFile(home: string, environment: Environment): string {
  return join(environmentFolder(home, environment), 'attestation.jws')
}

/** The newest attestation, as the program interface serves it; null for none. */
export function newestAttestation(home: string, environment: Environment): object | null {
  const file = attestationFile(home, environment)
  if (!existsSync(file)) return null
  return { environment, format: 'jws', attestation: readFileSync(file, 'utf8').trim() }
}

/**
 * Runs the conformance vectors, signs the results, records evidence, then writes the file, in this
 * order, so that no attestation exists without evidence. Throws a sentence if nothing can be
 * attested.
 */
export async function issueAttestation(
  options: AttestOptions,
): Promise<{ readonly text: string; readonly claims: Claims }> {
  const { home, environment, version, days, now } = options
  const settings = readSettings(home, environment)
  const { binding, recorded } = policyNow(home, settings)
  if (recorded !== null && recorded !== binding.digest)
    throw new SetUpError(
      `${environment} has another ${binding.pack} ${binding.version} on record than the file is now; put the pack back, or start ${environment} once, where that is allowed.`,
    )
  const older = runsOlder(home, environment, now())
  if (older !== null)
    throw new SetUpError(
      `${environment} runs in process ${older.pid} since ${new Date(older.since).toISOString()}, and ${older.file} was changed after that; restart it, so that what is attested is what runs.`,
    )
  const results = await conform(home, environment, version)
  const access = await openStoreAccess({ home, environment, version, now })
  try {
    const iat = Math.floor(now() / 1_000)
    const claims: Claims = {
      iss: issuerOf(access.keys.instance, environment),
      environment,
      tenant_scope: settings.tenants.map((one) => tenantName(environment, one.id)),
      discovery_url: options.discoveryUrl ?? discoveryUrlOf(settings),
      iat,
      nbf: iat,
      exp: iat + days * daySeconds,
      evidence: (await access.storeClient.heads()).map(({ tenant, size, head, root }) => ({
        ...{ tenant, size, head, root },
      })),
      policy: binding,
      settings_digest: settingsDigest(settings),
      program: programOf(home, version),
      results: results.map((one) => ({ ...one, controls: [...one.controls] })),
    }
    const text = await signAttestation(claims, access.keys.signingKey)
    await access.notice({
      what: 'attestation.issued',
      digest: sha256(text),
      until: new Date(claims.exp * 1_000).toISOString(),
      policy: binding.digest,
      program: claims.program.digest,
      failed: results.filter((one) => one.result === 'FAIL').length,
    })
    keep(attestationFile(home, environment), text)
    return { text, claims }
  } finally {
    await access.close()
  }
}

/** Compares the text of an attestation with this environment as it is now. Read-only. */
export async function checkAgainst(
  text: string,
  { home, environment, version, now }: CheckOptions,
): Promise<Checked> {
  const settings = readSettings(home, environment)
  const folder = environmentFolder(home, environment)
  const pem = signingFileIn(folder)
  if (!existsSync(pem)) throw new SetUpError(`${pem} is missing; restore it from a copy.`)
  const publicKey = publicKeyIn(folder)
  const checked = await checkAttestation(attestationIn(text), {
    environment,
    issuer: issuerOf(instanceOf(publicKey), environment),
    publicKey,
    now,
    policy: policyNow(home, settings).binding,
    settingsDigest: settingsDigest(settings),
    // Lazy: forged or expired ones are refused before all packages are read.
    get program() {
      return programOf(home, version)
    },
    hashAt: (tenant, size) => hashAt(folder, environment, tenant, size),
  })
  if (checked.verdict !== 'VALID') return checked
  const recorded = onRecord(checked, attestationIn(text), home, environment)
  return recorded.verdict === 'VALID' && runsOlder(home, environment, now) !== null
    ? { ...checked, verdict: 'STALE', why: 'not_restarted' }
    : recorded
}

const servedSchema = z.object({ attestation: z.string() })

/** The attestation's text, also if wrapped in the JSON that the program interface serves. */
function attestationIn(text: string): string {
  return servedSchema.safeParse(jsonOf(text)).data?.attestation ?? text
}

/** STALE if a newer one was issued; INVALID if there is no evidence that it was issued here. */
function onRecord(
  checked: Extract<Checked, { readonly verdict: 'VALID' }>,
  text: string,
  home: string,
  environment: Environment,
): Checked {
  const issued = digestsIssued(home, environment)
  const digest = sha256(text.trim())
  if (issued.at(-1) === digest) return checked
  if (issued.includes(digest)) return { ...checked, verdict: 'STALE', why: 'superseded' }
  // Retention may have erased the evidence bodies of the newest; then only the signature counts.
  return issued.includes(null) ? checked : { verdict: 'INVALID', why: 'not_on_record' }
}

/** Evidence of promotion tickets has this type too, but is in the tenants' chains. */
const ofEnvironment = { type: 'attestation.issued', tenant: environmentChain }

/** The digests of all that were issued, oldest first; null for erased bodies. */
function digestsIssued(home: string, environment: Environment): readonly (string | null)[] {
  const file = storeIn(environmentFolder(home, environment))
  if (file === null) return []
  const db = openReadOnly(file, environment)
  try {
    return [...auditRecords(db, ofEnvironment)].map(({ body }) =>
      typeof body?.['digest'] === 'string' ? body['digest'] : null,
    )
  } finally {
    db.close()
  }
}

function programOf(home: string, version: string): Claims['program'] {
  return {
    version,
    digest: programDigest(),
    content_digest: contentDigest(home),
    packages_digest: packagesDigest(),
  }
}

/** Without a program interface only the well-known path, relative to where it is published. */
function discoveryUrlOf({ http }: Settings): string {
  if (http === undefined || http.port === 0) return discoveryPath
  return `http://${http.names[0] ?? http.host}:${http.port}${discoveryPath}`
}

function hashAt(
  folder: string,
  environment: Environment,
  tenant: string,
  size: number,
): string | null {
  const file = storeIn(folder)
  if (file === null) return null
  const db = openReadOnly(file, environment)
  try {
    return storedHash(db, tenant, size)
  } finally {
    db.close()
  }
}

/** Replaces the file atomically; a reader finds the old or the new one. */
export function keep(file: string, text: string): void {
  const fresh = `${file}.new`
  try {
    writeFileSync(fresh, `${text}\n`, { mode: 0o600, flush: true })
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw new SetUpError(
      `${file} cannot be written (${codeOf(error)}); name another file with --out.`,
    )
  }
}
