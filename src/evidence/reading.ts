// Reading an artifact back from its bytes, and refusing every form but the canonical one.

import { z } from 'zod'
import { type ArtifactType, artifactTypes, type Unhashed } from './artifact.ts'
import { newerSchema, parseArtifact } from './artifact-schema.ts'
import { canonical } from './canonical.ts'

/** What verification needs of an artifact. */
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

/** The fields of an artifact's bytes; null when they are no artifact in canonical form. */
export function readFields(bytes: string): Fields | null {
  return readPlain(bytes) ?? readStrictly(bytes)
}

/**
 * The quick way, for the bytes that nearly every artifact has: no escaped character anywhere. One
 * pattern is then the whole grammar, canonical order included, and nothing need be parsed twice.
 * Null means that the slow way must judge, not that anything is wrong.
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

/** The slow way: parsed, held against the schema, and written again to see that nothing moves. */
export function readStrictly(bytes: string): Fields | null {
  const artifact = parsedCanonical(bytes)
  if (artifact === null) return null
  const { actor, body_digest, id, prev_hash, seq, tenant, time, type } = artifact
  const environment = artifact.system.environment
  const command_id = artifact.command?.command_id ?? null
  return { actor, body_digest, command_id, id, prev_hash, seq, environment, tenant, time, type }
}

/**
 * What this program knows of an artifact of a newer one, which has a type or members of which it
 * knows nothing, with the version that wrote it; null when it is no artifact in canonical form.
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
    // No JSON, no artifact, or a lone surrogate that hid behind an escape.
    return null
  }
}

const knownTypes: ReadonlySet<string> = new Set<ArtifactType>(artifactTypes)

/**
 * A word without quotes, escapes and controls stands for itself in RFC 8785. Surrogates, lone or in
 * pairs, are left to the slow way: the quick pattern looks at single UTF-16 units.
 */
export const wordPattern = '[^"\\\\\\u0000-\\u001f\\ud800-\\udfff]+'
export const digestPattern = '[0-9a-f]{64}'
export const uuidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
/** Every day but 29 February, which the slow way knows. */
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
