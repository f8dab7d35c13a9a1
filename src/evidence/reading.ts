// Parses an artifact from its bytes, and refuses every form but the canonical one.

import { z } from 'zod'
import { type ArtifactType, artifactTypes, type Unhashed } from './artifact.ts'
import { newerSchema, parseArtifact } from './artifact-schema.ts'
import { canonical } from './canonical.ts'

/** The fields that verification needs. */
export interface Fields {
  readonly actor: string
  readonly body_digest: string
  readonly command_id: string | null
  readonly id: string
  readonly prev_hash: string
  readonly seq: number
  readonly environment: string
  readonly tenant: string
  readonly time: string
  readonly type: string
}

/** The fields of an artifact; null if the bytes are not an artifact in canonical form. */
export function readFields(bytes: string): Fields | null {
  return readPlain(bytes) ?? readStrictly(bytes)
}

/**
 * The fast way, for artifacts without escaped characters, which nearly all are: one pattern is then
 * the whole grammar, canonical order included. Null means that the slow way must decide.
 */
export function readPlain(bytes: string): Fields | null {
  const match = plainForm.exec(bytes)
  if (match === null) return null
  const [
    ,
    actor = '',
    body_digest = '',
    command_id = null,
    id = '',
    prev_hash = '',
    seq = '',
    environment = '',
    tenant = '',
    time = '',
    type = '',
  ] = match
  if (!knownTypes.has(type)) return null
  return {
    actor,
    body_digest,
    command_id,
    id,
    prev_hash,
    seq: Number(seq),
    environment,
    tenant,
    time,
    type,
  }
}

/** The slow way: parses, checks the schema, and writes it again to compare. */
export function readStrictly(bytes: string): Fields | null {
  const artifact = parsedCanonical(bytes)
  if (artifact === null) return null
  const { actor, body_digest, id, prev_hash, seq, tenant, time, type } = artifact
  const environment = artifact.system.environment
  const command_id = artifact.command?.command_id ?? null
  return { actor, body_digest, command_id, id, prev_hash, seq, environment, tenant, time, type }
}

/**
 * The known fields of an artifact written by a newer version, with that version; null if it is not
 * an artifact in canonical form.
 */
export function readNewer(bytes: string): (Fields & { readonly version: string }) | null {
  try {
    const value: unknown = JSON.parse(bytes)
    const artifact = newerSchema().parse(value)
    if (canonical(z.json().parse(value)) !== bytes) return null
    const { system, command, ...fields } = artifact
    const { environment, version } = system
    return { ...fields, environment, version, command_id: command?.command_id ?? null }
  } catch {
    return null
  }
}

function parsedCanonical(bytes: string): Unhashed | null {
  try {
    const { hash: _, ...unhashed } = parseArtifact(bytes, '')
    return canonical(unhashed) === bytes ? unhashed : null
  } catch {
    // Not JSON, not an artifact, or a lone surrogate behind an escape.
    return null
  }
}

const knownTypes: ReadonlySet<string> = new Set<ArtifactType>(artifactTypes)

/**
 * A text without quotes, escapes and control characters is its own canonical form. Surrogates are
 * left to the slow way, because the pattern works on single UTF-16 units.
 */
export const wordPattern = '[^"\\\\\\u0000-\\u001f\\ud800-\\udfff]+'
export const digestPattern = '[0-9a-f]{64}'
export const uuidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
/** All days but 29 February, which the slow way handles. */
const day =
  '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])' +
  '|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'
export const timePattern = `\\d{4}-${day}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z`

const plainForm = new RegExp(
  [
    `^\\{"actor":"(${wordPattern})","body_digest":"(${digestPattern})",`,
    `(?:"command":\\{"command_id":"(${wordPattern})","fingerprint":"${digestPattern}",`,
    `"idempotency_key":"${wordPattern}"\\},)?"id":"(${uuidPattern})",`,
    `(?:"policy":\\{"digest":"${digestPattern}","pack":"${wordPattern}","profile":"${wordPattern}",`,
    `"version":"${wordPattern}"\\},)?"prev_hash":"(${digestPattern})",`,
    `(?:"roll":\\{"digest":"${digestPattern}","number":[1-9]\\d{0,14}\\},)?"seq":([1-9]\\d{0,14}),`,
    `"system":\\{"environment":"(${wordPattern})","instance":"${wordPattern}","version":"${wordPattern}"\\},`,
    `"tenant":"(${wordPattern})","time":"(${timePattern})",`,
    `(?:"trace":\\{"chat":"${wordPattern}","message_id":"${wordPattern}","transport":"${wordPattern}"\\},)?`,
    '"type":"([a-z_.]+)"\\}$',
  ].join(''),
)
