// The quick check of an ordinary row: do its columns, body and place make up its bytes?

import { artifactTypes } from './artifact.ts'
import { sha256 } from './canonical.ts'
import { digestPattern, readPlain, timePattern, uuidPattern, wordPattern } from './reading.ts'
import { flag, mark, saltChars } from './row-text.ts'

/**
 * Says yes only where the careful check would find nothing at all; no means that the careful check
 * must judge, not that anything is wrong. Parts that repeat from row to row are compared with what
 * was read before, so that little is read twice.
 */
export interface Ordinary {
  /** The hash of the row's bytes, which it is stored with; null for no. */
  hashOf(text: string, place: Place): string | null
  /** Remember the parts of bytes about which the careful check found nothing. */
  learn(bytes: string): void
}

/** The place that a row must be sealed into, by the artifact before it. */
export interface Place {
  readonly seq: number
  readonly hash: string
}

/** What the bytes have before the digest of the body, and between that and the id. */
interface About {
  readonly head: string
  readonly command: string
}

/** What is remembered at most of each kind; then it is learnt anew. */
const remembered = 1_000

export function ordinaryCheck(chain: {
  readonly environment: string
  readonly tenant: string
}): Ordinary {
  /** By well-formed actor: from the beginning to the digest of the body. */
  const heads = new Map<string, string>()
  /** By actor, flags and command as they stand in the text of a row. */
  const abouts = new Map<string, About>()
  /** From the id to the hash before; those of each policy that was met, the newest first. */
  let policies: readonly string[] = ['","prev_hash":"']
  /** From `seq` to the time; empty before any was met. */
  let system = ''
  /** To the minute, of the last time that was looked at digit by digit. */
  let minute = never

  function hashOfRow(text: string, place: Place): string | null {
    const seq = String(place.seq + 1)
    const timeAt = text.indexOf(mark) + seq.length + 2
    const typeAt = timeAt + timeChars + 1 + digestChars + 1
    const actorAt = text.indexOf(mark, typeAt) + 1
    const flagsAt = text.indexOf(mark, actorAt) + 1
    const saltedAt = text.indexOf(mark, flagsAt + 2) + 1
    const bytesAt = text.indexOf(mark, saltedAt + saltChars) + 1
    if (bytesAt === 0 || system === '') return null
    const type = text.slice(typeAt, actorAt - 1)
    const key = text.slice(actorAt, saltedAt)
    const about = abouts.get(key) ?? meet(key, text.slice(bytesAt))
    if (about === null || !plainTypes.has(type) || !isTime(text, timeAt)) return null
    const idAt = bytesAt + about.head.length + digestChars + about.command.length
    idForm.lastIndex = idAt
    if (!idForm.test(text)) return null
    const salted = text.slice(saltedAt, bytesAt - 1)
    const hash = sha256(text.slice(bytesAt))
    const time = text.slice(timeAt, timeAt + timeChars)
    const before = `${text.slice(0, timeAt - seq.length - 1)}${seq}${mark}${time}${mark}${hash}${mark}${type}${mark}${key}${salted}${mark}${about.head}${sha256(salted)}${about.command}${text.slice(idAt, idAt + idChars)}`
    const behind = `${place.hash}","seq":${seq}${system}${time}`
    const tail = `"type":"${type}"}`
    for (const policy of policies) {
      const traceAt = idAt + idChars + policy.length + behind.length
      const trace = text.slice(traceAt, text.length - tail.length)
      if (`${before}${policy}${behind}${trace}${tail}` === text) return isTrace(trace) ? hash : null
    }
    return null
  }

  function isTime(text: string, at: number): boolean {
    if (text.indexOf(minute, at) === at) {
      secondsForm.lastIndex = at + minuteChars
      return secondsForm.test(text)
    }
    const time = text.slice(at, at + timeChars)
    if (!timeForm.test(time)) return false
    minute = time.slice(0, minuteChars)
    return true
  }

  /** What stands between the time and the type: the artifacts of one message share it. */
  function isTrace(found: string): boolean {
    return found === '",' || traceForm.test(found)
  }

  /** A command that was not met yet, by an actor that was. */
  function meet(key: string, bytes: string): About | null {
    const [actor = '', flags = '', id = ''] = key.split(mark)
    const head = heads.get(actor)
    if (head === undefined) return null
    const about = { head, command: apart(commandOf(bytes, head.length + digestChars, flags, id)) }
    if (about.command === '') return null
    keep(abouts, apart(key), about)
    return about
  }

  function learn(bytes: string): void {
    const fields = readPlain(bytes)
    if (fields === null) return
    if (fields.environment !== chain.environment || fields.tenant !== chain.tenant) return
    // In a plain artifact no word has a quotation mark: each of these keys stands there once.
    const digest = bytes.indexOf('"body_digest":"') + '"body_digest":"'.length
    const id = bytes.indexOf('"id":"') + '"id":"'.length
    const hash = bytes.indexOf('"prev_hash":"') + '"prev_hash":"'.length
    keep(heads, fields.actor, bytes.slice(0, digest))
    const policy = bytes.slice(id + idChars, hash)
    policies = [policy, ...policies.filter((one) => one !== policy)].slice(0, policiesMost)
    const time = bytes.indexOf('"time":"') + '"time":"'.length
    system = bytes.slice(bytes.indexOf(',"system":'), time)
  }

  const idForm = new RegExp(uuidPattern, 'y')
  const secondsForm = /[0-5]\d\.\d{3}Z/y
  return { hashOf: hashOfRow, learn }
}
const traceForm = new RegExp(
  `^",(?:"trace":\\{"chat":"${wordPattern}","message_id":"${wordPattern}","transport":"${wordPattern}"\\},)$`,
)
const timeForm = new RegExp(`^${timePattern}$`)
const never = '|'
const commandForm = new RegExp(
  `^","command":\\{"command_id":"(${wordPattern})","fingerprint":"${digestPattern}",` +
    `"idempotency_key":"${wordPattern}"\\},"id":"`,
)

/** From the digest of the body to the id, when it is about this command; empty when it is not. */
function commandOf(bytes: string, at: number, flags: string, id: string): string {
  if (flags === String(flag.commandless)) return id === '' ? '","id":"' : ''
  const match = flags === '0' ? commandForm.exec(bytes.slice(at)) : null
  return match?.[1] === id ? match[0] : ''
}

/** Forgets all rather than growing without end. */
function keep<Key, Part>(parts: Map<Key, Part>, key: Key, part: Part): void {
  if (parts.size >= remembered) parts.clear()
  parts.set(key, part)
}

/** A copy of its own: as a slice it would keep the whole text that it was cut from. */
function apart(piece: string): string {
  return Buffer.from(piece).toString()
}

const digestChars = 64
const idChars = 36
const timeChars = 24
/** As `2026-01-05T09:00:`. */
const minuteChars = 17
/** Packs in force at the same time, and none. */
const policiesMost = 4

/** An erasure speaks of other artifacts, which only the careful check follows. */
const plainTypes: ReadonlySet<string> = new Set(
  artifactTypes.filter((type) => type !== 'evidence.erased'),
)
