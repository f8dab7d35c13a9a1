// The quick check of an ordinary artifact: do its columns, body and place make up its bytes?

import { artifactTypes } from './artifact.ts'
import { storedDigest } from './chain.ts'
import { readPlain, timePattern, uuidPattern, wordPattern } from './reading.ts'
import type { StoredArtifact } from './verify.ts'

/** The place that a row must be sealed into. */
export interface Place {
  readonly environment: string
  readonly tenant: string
  /** Of the artifact before it. */
  readonly seq: number
  readonly hash: string
}

/**
 * Says yes only where the careful check would find nothing at all but the hash, which it leaves to
 * its caller; no means that the careful check must judge, not that anything is wrong. Parts that
 * repeat from row to row are compared with what was read before, so that little is read twice.
 */
export interface Ordinary {
  isOrdinary(row: StoredArtifact, place: Place): boolean
  /** Remember the parts of a row about which the careful check found nothing. */
  learn(row: StoredArtifact, place: Place): void
}

/** What is remembered at most of each kind; then it is learnt anew. */
const remembered = 1_000

export function ordinaryCheck(): Ordinary {
  /** By well-formed actor: from the beginning to the digest of the body. */
  const heads = new Map<string, string>()
  /** By well-formed command: from that digest to the id. */
  const commands = new Map<string | null, string>([[null, '","id":"']])
  /** From the id to the hash before; those of each policy that was met, the newest first. */
  let policies: readonly string[] = ['","prev_hash":"']
  /** From `seq` to the time; empty before any was met. */
  let system = ''

  /** Where the bytes go on after one of the policies that were met; -1 for none. */
  function afterPolicy(bytes: string, at: number): number {
    for (const policy of policies) if (stands(bytes, at, policy)) return at + policy.length
    return -1
  }

  function isOrdinary(row: StoredArtifact, place: Place): boolean {
    const { bytes, body, columns, seq } = row
    const { type, actor, time, command_id } = columns
    if (seq !== place.seq + 1 || columns.tenant !== place.tenant || system === '') return false
    if (body === null || row.erased || !plainTypes.has(type) || !timeForm.test(time)) return false
    const head = heads.get(actor)
    const command = commands.get(command_id)
    const digest = storedDigest(body)
    if (head === undefined || command === undefined || digest === null) return false
    let at = after(bytes, 0, head)
    at = after(bytes, at, digest)
    at = after(bytes, at, command)
    if (at < 0 || !isOrAbsent(columns.id, bytes.slice(at, at + idChars))) return false
    idForm.lastIndex = at
    if (!idForm.test(bytes)) return false
    at = afterPolicy(bytes, idForm.lastIndex)
    at = after(bytes, at, place.hash)
    at = after(bytes, at, `","seq":${seq}`)
    at = after(bytes, at, system)
    at = after(bytes, at, time)
    const tail = `"type":"${type}"}`
    const rest = bytes.length - tail.length
    if (at < 0 || !stands(bytes, rest, tail)) return false
    if (at + 2 === rest) return stands(bytes, at, '",')
    traceForm.lastIndex = at
    return traceForm.test(bytes) && traceForm.lastIndex === rest
  }

  function learn({ bytes, columns }: StoredArtifact, place: Place): void {
    const fields = readPlain(bytes)
    if (fields === null || fields.environment !== place.environment) return
    if (fields.tenant !== place.tenant || fields.actor !== columns.actor) return
    if (fields.command_id !== columns.command_id) return
    // In a plain artifact no word has a quotation mark: each of these keys stands there once.
    const digest = bytes.indexOf('"body_digest":"') + '"body_digest":"'.length
    const id = bytes.indexOf('"id":"') + '"id":"'.length
    const hash = bytes.indexOf('"prev_hash":"') + '"prev_hash":"'.length
    keep(heads, fields.actor, bytes.slice(0, digest))
    keep(commands, fields.command_id, bytes.slice(digest + digestChars, id))
    const policy = bytes.slice(id + idChars, hash)
    policies = [policy, ...policies.filter((one) => one !== policy)].slice(0, policiesMost)
    const time = bytes.indexOf('"time":"') + '"time":"'.length
    system = bytes.slice(bytes.indexOf(',"system":'), time)
  }

  const idForm = new RegExp(uuidPattern, 'y')
  const traceForm = new RegExp(
    `",(?:"trace":\\{"chat":"${wordPattern}","message_id":"${wordPattern}","transport":"${wordPattern}"\\},)`,
    'y',
  )
  const timeForm = new RegExp(`^${timePattern}$`)
  return { isOrdinary, learn }
}

function isOrAbsent(column: string | undefined, id: string): boolean {
  return column === undefined || column === id
}

/** Forgets all rather than growing without end. */
function keep<Key>(parts: Map<Key, string>, key: Key, part: string): void {
  if (parts.size >= remembered) parts.clear()
  parts.set(key, part)
}

/** Does the piece stand there? Comparing a slice is several times as quick as `startsWith`. */
function stands(bytes: string, at: number, piece: string): boolean {
  return bytes.slice(at, at + piece.length) === piece
}

/** Where the bytes go on after the piece; -1, to be handed on, when it does not stand there. */
function after(bytes: string, at: number, piece: string): number {
  return at >= 0 && stands(bytes, at, piece) ? at + piece.length : -1
}

const digestChars = 64
const idChars = 36
/** Packs in force at the same time, and none. */
const policiesMost = 4

/** An erasure speaks of other artifacts, which only the careful check follows. */
const plainTypes: ReadonlySet<string> = new Set(
  artifactTypes.filter((type) => type !== 'evidence.erased'),
)
