// Parses an evidence pack from an untrusted file.

import { hasTwice } from './duplicate-members.ts'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export interface PackFile {
  readonly environment: string
  readonly instance: string
  readonly tenant: string
  readonly commandId: string
  readonly commandName: string
  readonly verifierKey: string
  readonly checkpoint: string
  readonly artifacts: readonly PackArtifact[]
  readonly policies: readonly PackPolicy[]
  readonly definitions: readonly PackDefinition[]
  readonly circumstances: readonly PackCircumstances[] | null
}

/** What held around it, from one chain. */
export interface PackCircumstances {
  readonly tenant: string
  readonly verifierKey: string
  readonly checkpoint: string
  readonly artifacts: readonly PackArtifact[]
}

export interface PackArtifact {
  readonly seq: number
  readonly hash: string
  /** The RFC 8785 form that was hashed. */
  readonly bytes: string
  readonly body: { readonly salt: string; readonly bytes: string } | null
  readonly proof: readonly string[]
}

/** A text with its digest; `text` is null where it is not in the pack. */
export interface PackText {
  readonly digest: string
  readonly text: string | null
}

export interface PackPolicy extends PackText {
  readonly pack: string
  readonly version: string
}

/** `name`: what proposals call it, such as `command order.cancel`. */
export interface PackDefinition extends PackText {
  readonly name: string
}

/** A fault of the file, as one sentence. */
export class PackError extends Error {
  override readonly name = 'PackError'
}

/** Throws a PackError when it is not a JSON object. */
export function parsePack(text: string): JsonObject {
  const pack = objectOf(parseJson(text), 'The file')
  if (hasTwice(text))
    throw new PackError('A member is there twice: readers may read it differently.')
  return pack
}

/** Throws a PackError that names the field. */
export function readPackFile(pack: JsonObject): PackFile {
  if (pack['format'] !== 'aval-evidence-pack/1')
    throw new PackError('format is not aval-evidence-pack/1; this is another file.')
  const command = objectOf(pack['command'], 'command')
  return {
    environment: textOf(pack, 'environment'),
    instance: textOf(pack, 'instance'),
    tenant: textOf(pack, 'tenant'),
    commandId: textOf(command, 'id'),
    commandName: textOf(command, 'name'),
    verifierKey: textOf(pack, 'verifier_key'),
    checkpoint: textOf(pack, 'checkpoint'),
    artifacts: listOf(pack, 'artifacts').map(readArtifact),
    policies: listOf(pack, 'policies').map(readPolicy),
    definitions: listOf(pack, 'definitions').map(readDefinition),
    circumstances: readCircumstances(pack),
  }
}

/** Null for packs of earlier versions, which have none. */
export function readCircumstances(pack: JsonObject): readonly PackCircumstances[] | null {
  if (!Object.hasOwn(pack, 'circumstances')) return null
  return listOf(pack, 'circumstances').map((value) => {
    const one = objectOf(value, 'circumstances')
    return {
      tenant: textOf(one, 'tenant'),
      verifierKey: textOf(one, 'verifier_key'),
      checkpoint: textOf(one, 'checkpoint'),
      artifacts: listOf(one, 'artifacts').map(readArtifact),
    }
  })
}

/** The parsed JSON; null when it is invalid. */
export function parsedOrNull(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return null
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    throw new PackError(isWide(text) ? wide : 'The file is not JSON.')
  }
}

/** V8 holds no longer text. */
export const bytesMost = 0x1fffffe8
export const tooLong =
  'is longer than 512 MB, and cannot be checked: let it be packed over less time.'

const wide = 'The file is in UTF-16 or UTF-32, and a pack is in UTF-8: save it as UTF-8 again.'

/** Read as UTF-8, every other character of such a text is NUL, and its mark is none. */
function isWide(text: string): boolean {
  return text.slice(0, 8).includes('\0') || text.startsWith('\uFFFD\uFFFD')
}

function readArtifact(value: Json): PackArtifact {
  const artifact = objectOf(value, 'artifacts')
  return { ...readStored(artifact), proof: readProof(artifact) }
}

export function readProof(value: JsonObject): readonly string[] {
  return listOf(value, 'proof').map((one) => {
    if (typeof one !== 'string') throw new PackError('proof is not a list of texts.')
    return one
  })
}

/** An artifact without its proof. */
export type Stored = Omit<PackArtifact, 'proof'>

export function readStored(artifact: JsonObject): Stored {
  const { seq } = artifact
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1)
    throw new PackError('seq is not a whole number from 1.')
  const { body = null } = artifact
  const kept = body === null ? null : objectOf(body, 'body')
  return {
    seq,
    hash: textOf(artifact, 'hash'),
    bytes: textOf(artifact, 'bytes'),
    body: kept === null ? null : { salt: textOf(kept, 'salt'), bytes: textOf(kept, 'bytes') },
  }
}

export function readPolicy(value: Json): PackPolicy {
  const policy = objectOf(value, 'policies')
  return {
    ...{ pack: textOf(policy, 'pack'), version: textOf(policy, 'version') },
    ...readText(policy),
  }
}

export function readDefinition(value: Json): PackDefinition {
  const one = objectOf(value, 'definitions')
  return { name: textOf(one, 'name'), ...readText(one) }
}

function readText(one: JsonObject): PackText {
  const text = one['text'] === null ? null : textOf(one, 'text')
  return { digest: textOf(one, 'digest'), text }
}

export function objectOf(value: Json | undefined, field: string): JsonObject {
  if (!isObject(value)) throw new PackError(`${field} is no JSON object.`)
  return value
}

export function listOf(value: JsonObject, field: string): readonly Json[] {
  const list = value[field]
  if (!Array.isArray(list)) throw new PackError(`${field} is no list.`)
  return list
}

export function textOf(value: JsonObject, field: string): string {
  const text = value[field]
  if (typeof text !== 'string') throw new PackError(`${field} is no text.`)
  return text
}

/** A proved artifact; `body` is null when it is not in the pack. */
export interface Event {
  readonly seq: number
  readonly sealed: JsonObject
  readonly body: JsonObject | null
}
