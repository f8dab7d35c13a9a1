// Issuing and checking the attestation of one environment: what stands now, signed or compared.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environmentChain } from '../../command/changes.ts'
import { sha256 } from '../../evidence/canonical.ts'
import { issuerOf } from '../../evidence/checkpoint.ts'
import { jsonOf } from '../../evidence/json.ts'
import type { Environment } from '../../policy/names.ts'
import { openReadOnly } from '../../store/file/database.ts'
import { auditRecords } from '../../store/queries.ts'
import { codeOf } from '../../store/thrown.ts'
import { storedHash } from '../../store/verify/artifact-place.ts'
import { conform } from '../conformance/conformance.ts'
import { openDoor } from '../door.ts'
import { instanceOf, publicKeyIn, signingFileIn } from '../keys.ts'
import {
  environmentFolder,
  readSettings,
  type Settings,
  SetUpError,
  tenantName,
} from '../settings.ts'
import { storeIn } from '../stored.ts'
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
  /** Where it will be found; by default the door for programs of these settings. */
  readonly discoveryUrl?: string
  readonly now: () => number
}

export interface CheckOptions extends Pick<AttestOptions, 'home' | 'environment' | 'version'> {
  /** Epoch milliseconds. */
  readonly now: number
}

const daySeconds = 86_400

/** The newest one lies here, beside the store. */
export function attestationFile(home: string, environment: Environment): string {
  return join(environmentFolder(home, environment), 'attestation.jws')
}

/** The newest attestation, as the door for programs serves it; null before the first. */
export function newestAttestation(home: string, environment: Environment): object | null {
  const file = attestationFile(home, environment)
  if (!existsSync(file)) return null
  return { environment, format: 'jws', attestation: readFileSync(file, 'utf8').trim() }
}

/**
 * Run the vectors, sign what came of them, leave evidence, keep the file: in this order, so that
 * none exists without its evidence. Throws one sentence when there is nothing to attest.
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
  const door = await openDoor({ home, environment, version, now })
  try {
    const iat = Math.floor(now() / 1_000)
    const claims: Claims = {
      iss: issuerOf(door.keys.instance, environment),
      environment,
      tenant_scope: settings.tenants.map((one) => tenantName(environment, one.id)),
      discovery_url: options.discoveryUrl ?? discoveryUrlOf(settings),
      iat,
      nbf: iat,
      exp: iat + days * daySeconds,
      evidence: (await door.desk.heads()).map(({ tenant, size, head, root }) => ({
        ...{ tenant, size, head, root },
      })),
      policy: binding,
      settings_digest: settingsDigest(settings),
      program: programOf(home, version),
      results: results.map((one) => ({ ...one, controls: [...one.controls] })),
    }
    const text = await signAttestation(claims, door.keys.signingKey)
    await door.notice({
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
    await door.close()
  }
}

/** Hold the text of an attestation against this environment as it is now. Reads only. */
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
    // What is forged or over is refused before all packages are read.
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

/** The text of an attestation, or what the door serves with it inside, as somebody saved it. */
function attestationIn(text: string): string {
  return servedSchema.safeParse(jsonOf(text)).data?.attestation ?? text
}

/** An older one hides what the newest says; one without evidence was never issued here. */
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
  // Retention may have erased what the newest ones said of themselves; the signature stands.
  return issued.includes(null) ? checked : { verdict: 'INVALID', why: 'not_on_record' }
}

/** Tickets of units are in the chains of their tenants. */
const ofEnvironment = { type: 'attestation.issued', tenant: environmentChain }

/** The digests of all that were issued, oldest first; null where retention erased it. */
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

/** Without a door it is the well-known path alone, to be read against wherever it is published. */
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

/** Whoever reads it meanwhile finds the old one or the new one, never half of one. */
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
